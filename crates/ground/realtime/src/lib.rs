//! Topics to sockets: who follows what, in which order, from where after a gap, and how fast.
//!
//! Owns: the connections of `/socket.io` and the threads that serve them, the ordered turn of every followed topic,
//! recovery, presence, bounded outboxes and what happens to slow consumers.
//! Does not know: what any event means. Systems bring [`Namespace`]s, which say who may come in, what a client's event
//! does and what an audience sees of a domain event.

mod admission;
mod answer;
mod audience;
mod call;
mod commands;
mod conformance;
mod directory;
mod driver;
mod expiry;
mod feed;
mod follow;
mod frame;
mod http;
mod hub;
mod inbox;
mod interest;
mod join;
mod log;
mod namespace;
mod outbox;
mod presence;
mod readings;
mod relay;
mod seat;
mod settings;
mod shared;
mod sink;
mod socket;
mod store_log;
mod sweep;
mod topic;
mod watch;
mod wheel;
mod wire;

#[cfg(test)]
mod tests;

pub use audience::{Audience, Tag};
pub use call::{Call, Reply};
pub use conformance::conformance_namespaces;
pub use directory::AudienceChange;
pub use feed::{Feed, FeedEnd, TenantFeed, Told};
pub use http::{ForeignRoute, HEAD_MAX, Invited, RemoteAddr, SealedTransport, Timed};
pub use hub::{Hub, StartError};
pub use join::{Join, Joined};
pub use namespace::Namespace;
pub use presence::{Activity, Arrived, COALESCE_WITHIN, Counts, Device, Digest, GRACE, Gone, Roster};
pub use settings::HubSettings;
pub use socket::Socket;
pub use store_log::statements;
pub use watch::{Ended, Watch};
pub use wire::{Ephemeral, WireEvent};
