//! One transaction of the writer for a whole batch: with company that comes meanwhile, with those who follow along, and with a savepoint
//! for each command where one has to be undone by itself. What is done when nothing is left of it is the writer's to say.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use footlights_base::Error;

use super::{Gathered, Writer};
use crate::along::{self, SoFar};
use crate::command::{Ended, Work};
use crate::settings::SQLITE_BATCH_FILLED;
use crate::{Poison, Sql, meter};

const SAVEPOINT: Sql = Sql::new("SAVEPOINT", "SAVEPOINT command");
const RELEASE: Sql = Sql::new("RELEASE", "RELEASE command");
const ROLLBACK_TO: Sql = Sql::new("ROLLBACK_TO", "ROLLBACK TO command");

/// Whether a command of a batch can be undone by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    None,
    Savepoints,
}

/// Whether followers react to what a batch publishes in its own transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    Along,
    Later,
}

/// Why nothing is left of a transaction.
pub(super) enum Undone {
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

impl Writer<'_> {
    /// Ok when committed and told to the sinks; otherwise nothing of it is left.
    pub(super) fn transaction(&mut self, batch: &mut VecDeque<Box<dyn Work>>, guard: Guard, followed: Followed) -> Result<(), Undone> {
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
        let Some(followers) = self.wiring.followers.get() else { return Ok(()) };
        let (mut so_far, mut heard) = (SoFar::default(), 0);
        for _ in 0..along::ROUNDS_MAX {
            let news = &gathered.events[heard..];
            if news.is_empty() || news.len() > along::EVENTS_MAX {
                break;
            }
            let mut work = match catch_unwind(AssertUnwindSafe(|| followers.follow(news, &mut so_far))) {
                Ok(Some(work)) => work,
                Ok(None) => break,
                Err(_panic) => {
                    tracing::error!("a subscriber panicked when asked what it wants; it is asked again after the commit");
                    break;
                }
            };
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
}
