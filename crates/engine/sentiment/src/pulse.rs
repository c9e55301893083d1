//! From what a platform's viewers write and do to pulses: batches of feelings that say nothing of anybody.
//!
//! Owns: windows and when one may be published, votes, who is tracked, the map from platform users to tracking ids, moods of acts, boredom of
//! the silent. Does not know: platforms, sockets, clocks, entropy, text. Time and a seed are arguments; a line comes in as a mood.
//!
//! # How a window becomes a pulse
//!
//! Windows follow each other without a gap and never overlap. When one is due it is published if it holds enough entries of enough
//! distinct people; else it goes on for another interval, and after a minute at most it is dropped. Within a window a person has one vote
//! a category, the strongest. What does not fit loses its faintest entries.
//!
//! # What never leaves
//!
//! A platform's user id is turned into a keyed number at the door and not kept; the key lives in one place and is overwritten when the
//! session ends, as is everything about people. Tracking ids come from a counter behind the same key, not from the user: rename all users, and
//! the pulses stay the same to the byte, which is a test. Entries stand in a drawn order; intensities are told in 32nds, so that none is
//! the fingerprint of a line; the time told is that of the window, not of a message.

mod act;
mod config;
mod keys;
mod machine;
mod people;
mod person;
mod publish;
mod refusal;
mod score;
mod viewer;
mod window;

pub use act::Act;
pub use config::{PulseConfig, PulseRules};
pub use machine::Pulses;
pub use people::PEOPLE_MAX;
pub use refusal::{PulseConfigRefusal, PulseRefusal};
pub use score::{Shown, engagement};
pub use viewer::{Roles, USER_BYTES_MAX, Viewer};
