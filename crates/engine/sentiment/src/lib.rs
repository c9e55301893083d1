//! What a chat line feels, and what an audience does.
//!
//! Owns: pulses ([`Pulses`]): windows of feelings without names ([`pulse`] says how); the classifier ([`Classifier`]): rules over written tables of words, emoji and emotes, and over the shape of a line; a small
//! trained model as second opinion; either alone, or both ([`With`]).
//! Does not know: platforms, sockets, clocks, where lines come from, who wrote them or who reads the moods.
//!
//! The rules, each tested:
//! - The same line gives the same mood, always; no line makes it stop, and none makes it allocate once its [`Scratch`] is warm.
//! - Of a line nothing stays: a mood is a category and a number.

mod both;
mod classify;
mod explain;
mod glyph;
mod hash;
mod laughter;
mod model;
pub mod pulse;
mod rules;
mod scratch;
mod shape;
mod table;
mod token;

pub use classify::{Classifier, Mood, With};
pub use explain::{Explained, Term};
pub use model::{ROWS, Weights, WeightsError};
pub use pulse::{
    Act, PEOPLE_MAX, PulseConfig, PulseConfigRefusal, PulseRefusal, PulseRules, Pulses, Roles, Shown, USER_BYTES_MAX, Viewer, engagement,
};
pub use scratch::Scratch;
