//! A lane: takes up to 64 waiting commands of one key each into one transaction, also those that come while its locks are on their
//! way; when it fails, runs them one by one.
//! It does not know how a transaction is made; that is [`transaction`](super::transaction).

use std::collections::VecDeque;
use std::sync::Arc;

use footlights_base::{Error, Failure, Topic};
use tokio::runtime::Runtime;

use super::fault::Fault;
use super::link::Links;
use super::transaction::{Failed, Transactor};
use crate::command::{Ended, Work};
use crate::meter;
use crate::queue::Queue;
use crate::store::Wiring;

/// The most commands that share one transaction.
const BATCH_MAX: usize = 64;
/// How often a command is run alone after deadlocks, serialization failures and lost connections.
const RUNS_MAX: usize = 10;

/// One writing thread: its queue and its connection.
pub(super) struct Lane {
    queue: Arc<Queue<Box<dyn Work>>>,
    transactor: Transactor,
}

impl Lane {
    pub(super) fn new(runtime: Runtime, links: Links, queue: Arc<Queue<Box<dyn Work>>>, wiring: Arc<Wiring>) -> Self {
        Self { queue, transactor: Transactor::new(runtime, links, wiring) }
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(mut self) {
        let mut waiting: VecDeque<Box<dyn Work>> = VecDeque::with_capacity(BATCH_MAX);
        let mut batch: Vec<Box<dyn Work>> = Vec::with_capacity(BATCH_MAX);
        loop {
            if waiting.is_empty() {
                let queue = Arc::clone(&self.queue);
                let taken = std::future::poll_fn(|cx| queue.poll_take(cx, BATCH_MAX, &mut waiting));
                // While it waits, this drives the connection.
                if !self.transactor.wait_for(taken) {
                    return;
                }
            }
            // A command with several keys runs alone, in its turn.
            let singles = waiting.iter().take_while(|work| is_single(&***work)).count();
            batch.extend(waiting.drain(..singles.max(1)));
            let started = meter::Stopwatch::start();
            let commands = self.together(&mut batch, waiting.is_empty());
            meter::committed(commands, started.elapsed(), self.queue.len());
        }
    }

    /// One transaction for all; when it dies, one for each. Others may join if nobody waits before them. Answers how many there were.
    fn together(&mut self, batch: &mut Vec<Box<dyn Work>>, open: bool) -> usize {
        let open = open && batch.iter().all(|work| is_single(&**work));
        let queue = Arc::clone(&self.queue);
        let company = |locked: &[Topic], works: &mut Vec<Box<dyn Work>>| {
            if open {
                let room = BATCH_MAX.saturating_sub(works.len());
                queue.take_fitting(room, works, |work| {
                    is_single(&**work) && work.keys().topics().iter().all(|key| locked.binary_search(key).is_ok())
                });
            }
        };
        let done = self.transactor.run(batch, false, company);
        let commands = batch.len();
        match done {
            Ok(ends) => {
                for (work, ended) in batch.drain(..).zip(ends) {
                    if ended == Ended::Again { self.alone(work, true) } else { work.answer(None) }
                }
            }
            Err(Failed::Undone(fault)) => {
                if commands > 1 {
                    tracing::debug!(commands, ?fault, "a transaction failed; its commands run one by one");
                    meter::batch_failed();
                }
                batch.drain(..).for_each(|work| self.alone(work, true));
            }
            Err(Failed::Down(error)) => {
                let why = error.to_string();
                batch.drain(..).for_each(|work| work.answer(Some(Error::unavailable(why.clone()).into())));
            }
            Err(Failed::Unknown) => batch.drain(..).for_each(|work| work.answer(Some(unknown()))),
        }
        commands
    }

    fn alone(&mut self, work: Box<dyn Work>, mut looks_first: bool) {
        let mut one = vec![work];
        let mut instead = None;
        for run in 1..=RUNS_MAX {
            instead = match self.transactor.run(&mut one, looks_first, |_, _| {}) {
                Ok(ends) if ends.first() == Some(&Ended::Again) => {
                    looks_first = true;
                    continue;
                }
                Ok(_) => None,
                Err(Failed::Undone(fault)) if run < RUNS_MAX && (fault.is_passing() || fault.is_loss() || !looks_first) => {
                    looks_first = true;
                    continue;
                }
                Err(Failed::Undone(Fault::Miss(refusal))) => Some(Failure::Rejected(refusal)),
                Err(Failed::Undone(fault)) => Some(fault.into_error().into()),
                Err(Failed::Down(error)) => Some(error.into()),
                Err(Failed::Unknown) => Some(unknown()),
            };
            break;
        }
        one.into_iter().for_each(|work| work.answer(instead.take()));
    }
}

/// Whether it may share a transaction: whoever locks several keys locks them all at once.
fn is_single(work: &dyn Work) -> bool {
    work.keys().topics().len() <= 1
}

fn unknown() -> Failure {
    Error::unavailable("the database server was lost around a commit; whether the command was done is not known").into()
}
