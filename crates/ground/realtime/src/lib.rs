//! Topics to sockets: who follows what, in which order, from where after a gap, and how fast.
//!
//! Owns: the connections of `/socket.io` and the threads that serve them, the ordered turn of every followed topic,
//! recovery, presence, bounded outboxes and what happens to slow consumers.
//! Does not know: what any event means. Systems bring [`Namespace`]s, which say who may come in, what a client's event
//! does and what an audience sees of a domain event.

mod audience;
mod call;
mod directory;
mod follow;
mod hub;
mod inbox;
mod join;
mod log;
mod namespace;
mod seat;
mod settings;
mod shared;
mod socket;
mod wire;

pub use audience::{Audience, Tag};
pub use call::{Call, Reply};
pub use directory::AudienceChange;
pub use hub::Hub;
pub use join::{Join, Joined};
pub use namespace::Namespace;
pub use settings::HubSettings;
pub use socket::Socket;
pub use wire::{Ephemeral, WireEvent};
