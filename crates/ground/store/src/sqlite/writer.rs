//! The writer: takes all that waits, commits once, answers all.
//!
//! Commands seldom have to be undone after they have changed something, so a batch runs without savepoints first. When one
//! has to be, the batch is undone and runs once more with a savepoint for each: a savepoint makes SQLite copy every page a
//! command touches, which is half of what a small command costs.
//!
//! Where few commands share a commit, those who follow what they published do so before it ([`crate::along`]); when one of them does
//! not get through, the batch is undone and runs again without them.

mod batch;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use footlights_base::{Event, Failure};
use rusqlite::Connection;

use self::batch::{Followed, Guard, Undone};
use super::patience::Patience;
use super::session::{SqliteSession, poison};
use super::wal::Wal;
use crate::command::{Ended, Work};
use crate::inflight::OnceId;
use crate::memory::Memory;
use crate::queue::Queue;
use crate::settings::SQLITE_BATCH_MAX;
use crate::store::Wiring;
use crate::tx::{Turn, Tx};
use crate::{Poison, Sql, meter};

const BEGIN: Sql = Sql::new("BEGIN", "BEGIN IMMEDIATE");
const COMMIT: Sql = Sql::new("COMMIT", "COMMIT");
const ROLLBACK: Sql = Sql::new("ROLLBACK", "ROLLBACK");

/// The one thread that writes.
pub(super) struct Writer<'c> {
    session: SqliteSession<'c>,
    memory: Memory,
    queue: Arc<Queue<Box<dyn Work>>>,
    wiring: Arc<Wiring>,
    healthy: Arc<AtomicBool>,
    wal: Wal,
    patience: Patience,
}

/// What one transaction gathers until its commit.
#[derive(Default)]
struct Gathered {
    events: Vec<Arc<Event>>,
    once: Vec<OnceId>,
    /// What those did who followed along.
    followed: Vec<Box<dyn Work>>,
}

impl<'c> Writer<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        queue: Arc<Queue<Box<dyn Work>>>,
        wiring: Arc<Wiring>,
        healthy: Arc<AtomicBool>,
        wal: Wal,
    ) -> Self {
        Self {
            session: SqliteSession::new(connection),
            memory: Memory::default(),
            queue,
            wiring,
            healthy,
            wal,
            patience: Patience::default(),
        }
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(mut self) {
        let mut batch = VecDeque::with_capacity(SQLITE_BATCH_MAX);
        while self.queue.take(SQLITE_BATCH_MAX, &mut batch) {
            let started = meter::Stopwatch::start();
            let commands = self.together(&mut batch);
            meter::committed(commands, started.elapsed(), self.queue.len());
            self.wal.tend(self.session.connection);
        }
    }

    /// One transaction for all; when it dies, one for each, once. Answers how many there were.
    fn together(&mut self, batch: &mut VecDeque<Box<dyn Work>>) -> usize {
        let mut done = self.transaction(batch, Guard::None, Followed::Along);
        if let Err(Undone::Unfollowed) = done {
            done = self.transaction(batch, Guard::None, Followed::Later);
        }
        if let Err(Undone::Unguarded { settled }) = done {
            // Nobody shares the transaction: that it is undone was all there was to do.
            done = if settled && batch.len() == 1 { Ok(()) } else { self.transaction(batch, Guard::Savepoints, Followed::Later) };
        }
        let commands = batch.len();
        match done {
            Ok(()) => batch.drain(..).for_each(|work| work.answer(None)),
            Err(reason) => {
                if let Undone::Failed(poison) = reason {
                    let error = poison.into_error();
                    tracing::warn!(commands, %error, "a transaction failed; its commands run one by one");
                }
                meter::batch_failed();
                batch.drain(..).for_each(|work| self.alone(work));
            }
        }
        commands
    }

    /// The command in a transaction of its own.
    fn alone(&mut self, mut work: Box<dyn Work>) {
        let mut gathered = Gathered::default();
        self.session.looks_first = true;
        let done = self.begin().and_then(|()| match self.turn(&mut *work, &mut gathered) {
            // What the closure saw was the death of the transaction: that is its answer.
            _ if self.session.dead => Ok(false),
            Ended::Well => self.commit().map(|()| true),
            _ => Ok(false),
        });
        self.wiring.shared.in_flight.end(&gathered.once);
        match done {
            Ok(committed) => {
                if committed {
                    self.wiring.sinks.hand_on(&gathered.events);
                } else {
                    self.undo_all();
                }
                work.answer(None);
            }
            Err(reason) => {
                self.undo_all();
                work.answer(Some(Failure::Broken(reason.into_error())));
            }
        }
    }

    /// Runs one closure and books what it did, or takes the memory back to before it.
    fn turn(&mut self, work: &mut dyn Work, gathered: &mut Gathered) -> Ended {
        (self.session.changed, self.session.failed) = (false, false);
        let mut turn = Turn::default();
        let keys = work.keys().clone();
        let mut tx = Tx { session: &mut self.session, memory: &mut self.memory, turn: &mut turn, keys: &keys, shared: &self.wiring.shared };
        let ended = work.run(&mut tx);
        if ended == Ended::Again {
            self.wiring.shared.in_flight.end(&turn.once);
        } else {
            gathered.once.append(&mut turn.once);
        }
        if ended == Ended::Well && !self.session.dead {
            self.memory.settle(keys.topics(), &turn.trail);
            gathered.events.append(&mut turn.events);
        } else {
            self.memory.undo(turn.trail);
        }
        ended
    }

    fn begin(&mut self) -> Result<(), Poison> {
        self.session.dead = false;
        self.control(BEGIN)
    }

    fn commit(&mut self) -> Result<(), Poison> {
        let changed_at = self.wiring.shared.epochs.second();
        for (topic, last, epoch) in self.memory.take_dirty() {
            self.session.put_topic(&topic, last, epoch, changed_at)?;
        }
        let done = self.control(COMMIT);
        self.healthy.store(done.is_ok(), Ordering::Relaxed);
        done
    }

    /// After a failure: whatever is left of the transaction goes, and what was remembered of it.
    fn undo_all(&mut self) {
        self.memory.clear();
        if !self.session.connection.is_autocommit()
            && let Err(error) = self.session.control(ROLLBACK)
        {
            tracing::error!(%error, "ROLLBACK failed");
        }
    }

    fn control(&mut self, words: Sql) -> Result<(), Poison> {
        self.session.control(words).map_err(|error| {
            if words.name() == BEGIN.name() {
                self.healthy.store(false, Ordering::Relaxed);
            }
            poison(&error, words.name())
        })
    }
}
