//! The cluster of many machines, on Redis or Valkey. Knows nothing that is not also known elsewhere.

mod keeper;
mod link;
mod listener;
mod node;
mod script;
mod trust;

pub use link::RedisUrlError;
pub(crate) use node::RedisNode;
