//! Who is here, with grace for those who blink.
//!
//! [`Roster`] holds the rules, without IO and with time as an argument; the desk joins them to sockets and the clock.
//! Presence is a matter of display: never the ground for a payment.

mod chatter;
mod desk;
mod roster;

pub use chatter::{Arrived, COALESCE_WITHIN, Digest, Gone};
pub(crate) use desk::{Desk, tick};
pub use roster::{Activity, Counts, Device, GRACE, Roster};
