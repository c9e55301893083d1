//! The event log as readers see it, and how long it is kept.
//!
//! Owns: reading on behind a number, reading backwards over several topics, the head of a topic beside a caller's snapshot, trimming by type.
//! Does not know who publishes (the transaction does) or what an event means.

mod backward;
mod read;
mod retention;

pub use backward::{BACKWARD_KINDS_MAX, LogPlace, events_before, last_changes};
pub use read::{EVENTS_PER_READ_MAX, Head, LogPage, Seen, changed_topics, events_after, head};
pub(crate) use read::{KINDS_MAX, events_of_kinds};
pub use retention::Retention;
pub(crate) use retention::Trimmer;

use crate::Sql;

/// Every statement of this folder.
pub(crate) fn statements() -> Vec<Sql> {
    [backward::STATEMENTS, read::STATEMENTS, retention::STATEMENTS].concat()
}
