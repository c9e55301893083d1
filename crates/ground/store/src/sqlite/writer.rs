//! The writer: takes all that waits, commits once, answers all.
//!
//! Commands seldom have to be undone after they have changed something, so a batch runs without savepoints first. When one
//! has to be, the batch is undone and runs once more with a savepoint for each: a savepoint makes SQLite copy every page a
//! command touches, which is half of what a small command costs.
//!
//! Where few commands share a commit, those who follow what they published do so before it ([`crate::along`]); when one of them does
//! not get through, the batch is undone and runs again without them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use footlights_base::{Error, Event, Failure};
use rusqlite::Connection;

use super::patience::Patience;
use super::session::{SqliteSession, poison};
use super::wal::Wal;
use crate::along::{self, SoFar};
use crate::command::{Ended, Work};
use crate::inflight::OnceId;
use crate::memory::Memory;
use crate::queue::Queue;
use crate::settings::{SQLITE_BATCH_FILLED, SQLITE_BATCH_MAX};
use crate::store::Wiring;
use crate::tx::{Turn, Tx};
use crate::{Poison, Sql, meter};

const BEGIN: Sql = Sql::new("BEGIN", "BEGIN IMMEDIATE");
const COMMIT: Sql = Sql::new("COMMIT", "COMMIT");
const ROLLBACK: Sql = Sql::new("ROLLBACK", "ROLLBACK");
const SAVEPOINT: Sql = Sql::new("SAVEPOINT", "SAVEPOINT command");
const RELEASE: Sql = Sql::new("RELEASE", "RELEASE command");
const ROLLBACK_TO: Sql = Sql::new("ROLLBACK_TO", "ROLLBACK TO command");

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

/// Whether a command of a batch can be undone by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    None,
    Savepoints,
}

/// Whether followers react to what a batch publishes in its own transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Followed {
    Along,
    Later,
}

/// Why nothing is left of a transaction.
enum Undone {
    /// One that followed along did not get through. No command is at fault.
    Unfollowed,
    /// A command without a savepoint had to be undone. `settled`: it said no by itself and would say so again.
    Unguarded { settled: bool },
    /// The database said no.
    Failed(Poison),
}

impl From<Poison> for Undone {
    fn from(poison: Poison) -> Self {
        Self::Failed(poison)
    }
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

    /// Ok when committed and told to the sinks; otherwise nothing of it is left.
    fn transaction(&mut self, batch: &mut VecDeque<Box<dyn Work>>, guard: Guard, followed: Followed) -> Result<(), Undone> {
        let mut gathered = Gathered::default();
        let done = self.attempt(batch, guard, followed, &mut gathered);
        self.wiring.shared.in_flight.end(&gathered.once);
        match done {
            Ok(()) => {
                // Before the sinks, so that nobody is told of an event as of one to be handled still.
                gathered.followed.into_iter().for_each(|work| work.answer(None));
                self.wiring.sinks.hand_on(&gathered.events);
            }
            Err(_) => {
                let undone = || Error::unavailable("the transaction was undone").into();
                gathered.followed.into_iter().for_each(|work| work.answer(Some(undone())));
                self.undo_all();
            }
        }
        done
    }

    fn attempt(
        &mut self,
        batch: &mut VecDeque<Box<dyn Work>>,
        guard: Guard,
        followed: Followed,
        gathered: &mut Gathered,
    ) -> Result<(), Undone> {
        self.begin()?;
        let (mut next, mut moments) = (0, self.patience.moments());
        loop {
            while let Some(work) = batch.get_mut(next) {
                self.one_of_many(&mut **work, guard, gathered)?;
                next += 1;
            }
            // What came meanwhile shares the commit.
            if guard != Guard::None || next >= SQLITE_BATCH_FILLED || !self.company(next, batch, &mut moments) {
                if followed == Followed::Along && next <= along::COMMANDS_MAX {
                    self.follow(gathered)?;
                }
                let flush = meter::Stopwatch::start();
                self.commit()?;
                self.patience.learn(next, flush.elapsed());
                return Ok(());
            }
        }
    }

    /// Takes what waits, or where a flush is slow and others are to be expected, what comes in a moment; whether there was anything.
    fn company(&self, come: usize, batch: &mut VecDeque<Box<dyn Work>>, moments: &mut impl Iterator<Item = Duration>) -> bool {
        let most = SQLITE_BATCH_FILLED - come;
        if self.queue.take_waiting(most, batch) {
            return true;
        }
        let moment = if self.patience.is_content(come) { None } else { moments.next() };
        moment.is_some_and(|moment| {
            // Slept through, not woken by each that comes: that would cost a switch of threads for every command it gathers.
            #[expect(clippy::disallowed_methods, reason = "the writer's own thread waits for company, a part of what a flush takes")]
            std::thread::sleep(moment);
            self.queue.take_waiting(most, batch)
        })
    }

    /// Lets those who follow what was published do so now, and those who follow that.
    fn follow(&mut self, gathered: &mut Gathered) -> Result<(), Undone> {
        let Some(followers) = self.wiring.following.get() else { return Ok(()) };
        let (mut so_far, mut heard) = (SoFar::default(), 0);
        for _ in 0..along::ROUNDS_MAX {
            let news = &gathered.events[heard..];
            if news.is_empty() || news.len() > along::EVENTS_MAX {
                break;
            }
            // Who panics when asked what he wants is asked again after the commit, where that harms nobody.
            let asked = catch_unwind(AssertUnwindSafe(|| followers.follow(news, &mut so_far)));
            let Ok(Some(mut work)) = asked else { break };
            heard = gathered.events.len();
            self.session.looks_first = false;
            let ended = self.turn(&mut *work, gathered);
            gathered.followed.push(work);
            if self.session.dead {
                return Err(Poison::defect("SQLite ended the transaction").into());
            }
            if ended != Ended::Well {
                return Err(Undone::Unfollowed);
            }
        }
        Ok(())
    }

    fn one_of_many(&mut self, work: &mut dyn Work, guard: Guard, gathered: &mut Gathered) -> Result<(), Undone> {
        if guard == Guard::Savepoints {
            self.control(SAVEPOINT)?;
        }
        self.session.looks_first = guard == Guard::Savepoints;
        let mut ended = self.turn(work, gathered);
        if ended == Ended::Again && !self.session.changed {
            self.session.looks_first = true;
            ended = self.turn(work, gathered);
        }
        if self.session.dead {
            return Err(Poison::defect("SQLite ended the transaction").into());
        }
        match guard {
            Guard::None if ended != Ended::Well && self.session.changed => {
                return Err(Undone::Unguarded { settled: ended == Ended::Badly && !self.session.failed });
            }
            Guard::None => {}
            Guard::Savepoints => {
                if ended != Ended::Well {
                    self.control(ROLLBACK_TO)?;
                }
                self.control(RELEASE)?;
            }
        }
        Ok(())
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
