//! Socket.IO 5 packets as they arrive. Reads one packet at a time; namespaces, stays and attachments that are still
//! to come belong to the connection.

mod decode;
pub(crate) mod json;

pub(crate) use decode::{Kind, PayloadLimits, decode};
