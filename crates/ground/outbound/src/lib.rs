//! Outgoing HTTP that is bounded in time and size, follows no redirect and cannot be used to reach inside.
//!
//! Owns: which addresses may be spoken to, the one client that speaks, and the outgoing [webhooks](webhook). [`Reach::Operator`]
//! is for addresses an operator wrote into the settings (an OpenID issuer); [`Reach::Outside`] for addresses users give us
//! (webhooks): every name is resolved, each address checked, and the connection goes to a checked address.
//! Does not know: what is sent, or why; who may subscribe to what.

mod client;
mod reach;
pub mod webhook;

pub use client::{Outbound, OutboundError, OutboundSettings};
pub use reach::{Reach, is_inside};
