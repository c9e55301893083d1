//! The writer: takes all that waits, gives each command a savepoint, commits once, answers all.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use footlights_base::{Event, Failure};
use rusqlite::Connection;

use super::reader::Evictions;
use super::session::{SqliteSession, poison};
use super::wal::Wal;
use crate::command::{Ended, Work};
use crate::inflight::OnceId;
use crate::memory::Memory;
use crate::queue::Queue;
use crate::settings::SQLITE_BATCH_MAX;
use crate::store::Wiring;
use crate::tx::{Turn, Tx};
use crate::{Poison, meter};

/// The one thread that writes.
pub(super) struct Writer {
    session: SqliteSession,
    memory: Memory,
    queue: Arc<Queue<Box<dyn Work>>>,
    wiring: Arc<Wiring>,
    healthy: Arc<AtomicBool>,
    wal: Wal,
}

/// What one transaction gathers until its commit.
#[derive(Default)]
struct Gathered {
    events: Vec<Arc<Event>>,
    once: Vec<OnceId>,
}

impl Writer {
    pub(super) fn new(
        mut connection: Connection,
        queue: Arc<Queue<Box<dyn Work>>>,
        wiring: Arc<Wiring>,
        healthy: Arc<AtomicBool>,
        evictions: Arc<Evictions>,
    ) -> Result<Self, rusqlite::Error> {
        let wal = Wal::follow(&mut connection, evictions)?;
        Ok(Self { session: SqliteSession::new(connection), memory: Memory::default(), queue, wiring, healthy, wal })
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(mut self) {
        let mut batch = VecDeque::with_capacity(SQLITE_BATCH_MAX);
        while self.queue.take(SQLITE_BATCH_MAX, &mut batch) {
            let started = meter::Stopwatch::start();
            let commands = batch.len();
            self.together(&mut batch);
            meter::committed(commands, started.elapsed(), self.queue.len());
            self.wal.tend(&self.session.connection);
        }
    }

    /// One transaction for all; when it dies, one for each, once.
    fn together(&mut self, batch: &mut VecDeque<Box<dyn Work>>) {
        let mut gathered = Gathered::default();
        let done = self.attempt(batch, &mut gathered);
        self.wiring.shared.in_flight.end(&gathered.once);
        match done {
            Ok(()) => {
                self.wiring.sinks.hand_on(&gathered.events);
                batch.drain(..).for_each(|work| work.answer(None));
            }
            Err(reason) => {
                let error = reason.into_error();
                tracing::warn!(commands = batch.len(), %error, "a transaction failed; its commands run one by one");
                meter::batch_failed();
                self.undo_all();
                for work in batch.drain(..) {
                    self.alone(work);
                }
            }
        }
    }

    /// Ok when committed; otherwise nothing of it is left.
    fn attempt(&mut self, batch: &mut VecDeque<Box<dyn Work>>, gathered: &mut Gathered) -> Result<(), Poison> {
        self.begin()?;
        for work in batch.iter_mut() {
            self.control("SAVEPOINT command")?;
            let ended = self.turn(&mut **work, gathered);
            if self.session.dead {
                return Err(Poison::defect("SQLite ended the transaction"));
            }
            if ended != Ended::Well {
                self.control("ROLLBACK TO command")?;
            }
            self.control("RELEASE command")?;
        }
        self.commit()
    }

    /// The command in a transaction of its own.
    fn alone(&mut self, mut work: Box<dyn Work>) {
        let mut gathered = Gathered::default();
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
        let mut turn = Turn::default();
        let keys = work.keys().clone();
        let mut tx = Tx { session: &mut self.session, memory: &mut self.memory, turn: &mut turn, keys: &keys, shared: &self.wiring.shared };
        let ended = work.run(&mut tx);
        gathered.once.append(&mut turn.once);
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
        self.control("BEGIN IMMEDIATE")
    }

    fn commit(&mut self) -> Result<(), Poison> {
        let changed_at = self.wiring.shared.epochs.second();
        for (topic, last, epoch) in self.memory.take_dirty() {
            self.session.put_topic(&topic, last, epoch, changed_at)?;
        }
        let done = self.control("COMMIT");
        self.healthy.store(done.is_ok(), Ordering::Relaxed);
        done
    }

    /// After a failure: whatever is left of the transaction goes, and what was remembered of it.
    fn undo_all(&mut self) {
        self.memory.clear();
        if !self.session.connection.is_autocommit()
            && let Err(error) = self.session.control("ROLLBACK")
        {
            tracing::error!(%error, "ROLLBACK failed");
        }
    }

    fn control(&self, words: &str) -> Result<(), Poison> {
        self.session.control(words).map_err(|error| {
            if words == "BEGIN IMMEDIATE" {
                self.healthy.store(false, Ordering::Relaxed);
            }
            poison(&error, words)
        })
    }
}
