//! Engine.IO 4: its packets, the opening packet, and the rules by which an HTTP request is routed or refused.
//! Knows nothing of Socket.IO and of any connection's state.

mod open;
mod packet;
mod request;

pub(crate) use open::open_packet;
pub(crate) use packet::{Packet, decode_base64, parse_text};
pub use request::{Method, Refusal, Route, Target, Transport, route};
