//! What a chat line feels, and what an audience feels together.
//!
//! Owns: the classifier ([`Classifier`]: rules over written tables, a small trained model, or both), the moods of acts such as a
//! raid ([`act`]), and the window that turns the moods of people into pulses without people ([`Window`]).
//! Does not know: platforms, sockets, clocks, where lines come from or who reads pulses. Time, chance and ids are arguments.
//!
//! The rules, each tested:
//! - The same line gives the same mood, always; no line makes it stop, and none makes it allocate once its [`Scratch`] is warm.
//! - Of a line nothing stays: a mood is a category and a number.
//! - A pulse holds no name, no text, no order and no moment of anybody, and fewer people than a floor make none.

mod classify;
mod explain;
mod glyph;
mod hash;
mod laughter;
mod rules;
mod scratch;
mod shape;
mod table;
mod token;

pub use classify::{Classifier, Mood};
pub use explain::{Explained, Term};
pub use scratch::Scratch;
