//! A configuration that has been checked and turned into integers; the only thing the tick reads.
//!
//! Owns: every range, and the fixed-point form of every knob. Does not know: members, sessions.

mod check;
mod fixed_rules;
mod vocabulary;

pub use fixed_rules::Rules;
pub(crate) use fixed_rules::{RealRules, Step};
pub(crate) use vocabulary::Words;
