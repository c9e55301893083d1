//! Durable subscribers: every event of theirs handled exactly once, in the order of its topic, also across crashes.
//!
//! Owns: the position per (subscriber, topic), which moves by compare-and-set in the transaction of the effects, and per topic
//! what all have passed without wanting it; following along in the transaction that published, where that can be; else
//! waking by commits, finding what was missed, backoff, dead letters, replays. A failing event holds back its
//! topic for this subscriber and nothing else. Does not know what a handler does, and there is no order between
//! topics.

pub(crate) mod along;
mod batch;
pub(crate) mod dispatcher;
mod fresh;
pub(crate) mod marks;
pub(crate) mod passed;
pub(crate) mod plan;
mod position;
pub(crate) mod registered;
pub(crate) mod replay;
mod sweep;
mod turns;

use footlights_base::Event;

use crate::retry::Retry;
use crate::{Keys, Sql, Stop, Tx};

/// The most subscribers of one process.
pub const SUBSCRIBERS_MAX: usize = 64;

/// Reacts to events of other aggregates, in the database.
///
/// What must reach outside it puts in as a job, with the event's id as the job's.
pub trait Subscriber: Send + Sync + 'static {
    /// Its name for ever: the position is kept under it. A new name begins with the oldest event that is kept.
    fn name(&self) -> &'static str;

    /// The types it wants, 16 at most; none means all of them.
    fn kinds(&self) -> &'static [&'static str];

    /// Whether it cares for this event at all just now, beyond its kind. Asked on the store thread, after each commit and on SQLite
    /// before it, too (also of what is undone then), so it answers from memory and at once. What it does not care for it passes
    /// and never sees.
    fn listens(&self, _event: &Event) -> bool {
        true
    }

    /// The aggregates its handling of this event decides on. On SQLite asked on the store thread, inside somebody's command.
    fn keys(&self, event: &Event) -> Keys;

    /// Handles one event. Its effects and the new position commit together; a refusal or failure undoes both and
    /// is tried again. May be run again before it counts, like every transaction; on SQLite also inside the transaction that
    /// published the event, where it holds up the answer to whoever published it. Others handle events in the same transaction:
    /// its keys may be more than it asked for.
    ///
    /// # Errors
    /// Whatever makes this event impossible to handle now.
    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop>;

    /// Handles an event that was a dead letter and is replayed by a person: later ones have been handled since.
    ///
    /// # Errors
    /// As [`Subscriber::handle`].
    fn handle_late(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        self.handle(tx, event)
    }

    /// How often and how far apart a failing event is tried.
    fn retry(&self) -> Retry {
        Retry::default()
    }
}

/// Every statement of this folder.
pub(crate) fn statements() -> Vec<Sql> {
    [passed::STATEMENTS, position::STATEMENTS, registered::STATEMENTS, sweep::STATEMENTS].concat()
}
