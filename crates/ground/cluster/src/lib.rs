//! What nodes tell one another: publish/subscribe, who is present where, shared rate counters, and which node owns a `sid`.
//!
//! Owns: one face, [`Cluster`], over memory (one machine) or Redis (many nodes). Does not know: topics, sequences, rooms,
//! sockets. Nothing here is the only place of anything: all of it may be lost at any moment, and heals within one presence
//! time to live ([`ClusterSettings::dead_after`]). Safety never rests on it; who needs safety asks the store.

mod cluster;
mod health;
mod memory;
mod node;
mod presence;
mod rate;
mod redis;
mod settings;
mod subscription;

pub use cluster::Cluster;
pub use health::Health;
pub use memory::Mesh;
pub use node::{NodeId, NodeIdParseError};
pub use presence::{Entry, Freshness, Roster};
pub use rate::{Count, Window};
pub use redis::RedisUrlError;
pub use settings::ClusterSettings;
pub use subscription::{Heard, Subscription};
