//! The sockets of this node that follow something of a creator's, and what reaches them besides events: overlays and which of them
//! makes the sound, viewers' pages, moderators, what is spoken.
//!
//! The namespaces put sockets here; jobs find them here. What an event looks like to whom is the surface's to say.

mod guests;
mod live_session;
mod seat;
mod sounds;
mod viewed;

pub(crate) use guests::Guests;
pub(crate) use live_session::{From, follow, follow_live, leave_all_but};
pub(crate) use seat::{Keyed, OverlaySeat, send_to_overlays};
pub use sounds::SocketOutlet;
pub(crate) use sounds::{AUDIO_FRAME, AudioFrame, SOUNDS, decode, play};
pub(crate) use viewed::ViewedPages;
