//! The overlay queue as arithmetic: which alert is shown when, for how long, and when it counts as seen.
//!
//! Owns: lanes and their gap, the time an alert stays, the order, second attempts, merging, holding back, pausing, summing up.
//! Does not know: databases, sockets, clocks. State is a slice of [`Card`]s (one row each, whoever keeps them), time is an argument, and what comes out
//! are [`Move`]s, each a compare-and-set on (id, attempt):
//!
//! `held → queued → showing(attempt, until) → done`, and back to `queued` once when nobody said it was finished. Whoever keeps
//! the cards may take one away at any moment: it was finished, or somebody skipped it.
//!
//! The claim (4-contracts §6), tested as a property: never lost, unless somebody said so; never three times; twice only when
//! nobody acknowledged the first time; never before its release.

mod card;
mod plan;
mod rules;
mod timing;

pub use card::{AlertId, Card, Kind, Lane, State};
pub use plan::{Lanes, Move, Plan, Watched};
pub use rules::{Rules, WhenClosed};
pub use timing::{Timing, tier_of};
