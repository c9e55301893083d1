//! Readers: one snapshot per closure, ended when it takes too long.

use std::collections::VecDeque;
use std::sync::Arc;

use footlights_base::{Error, Failure};
use tokio::runtime::Runtime;

use super::bundle::Bundle;
use super::fault::Fault;
use super::flight::{Flight, Write};
use super::link::Links;
use super::session::PgSession;
use crate::command::Look;
use crate::meter::Stopwatch;
use crate::queue::Queue;
use crate::session::Reading;
use crate::settings::READ_TIME_MAX;
use crate::{Poison, ReadTx, Row, Sql, Value};

/// How often a read is run when its connection is lost.
const RUNS_MAX: usize = 2;

/// Equals a snapshot of SQLite's write-ahead log.
const BEGIN_READ: Sql = Sql::new("BEGIN_READ", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
/// Nothing to keep.
const END_READ: Sql = Sql::new("END_READ", "ROLLBACK");

/// One reading thread with its connection.
pub(super) struct Reader {
    runtime: Runtime,
    links: Links,
    queue: Arc<Queue<Box<dyn Look>>>,
}

/// Refuses to read on when the time is over.
struct Timed<'a> {
    session: PgSession<'a>,
    since: Stopwatch,
}

impl Reading for Timed<'_> {
    fn rows(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<Vec<Row>, Poison> {
        if self.since.elapsed() > READ_TIME_MAX {
            return Err(Poison::new(Error::unavailable("the read took longer than 5 s")));
        }
        self.session.rows(sql, params)
    }
}

impl Reader {
    pub(super) fn new(runtime: Runtime, links: Links, queue: Arc<Queue<Box<dyn Look>>>) -> Self {
        Self { runtime, links, queue }
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(mut self) {
        let mut next = VecDeque::with_capacity(1);
        loop {
            let queue = Arc::clone(&self.queue);
            if !self.runtime.block_on(std::future::poll_fn(|cx| queue.poll_take(cx, 1, &mut next))) {
                return;
            }
            for look in next.drain(..) {
                if !look.is_abandoned() {
                    self.look(look);
                }
            }
        }
    }

    fn look(&mut self, mut look: Box<dyn Look>) {
        for run in 1..=RUNS_MAX {
            match self.attempt(&mut *look) {
                Ok(()) => return look.answer(None),
                Err(fault) => {
                    self.links.drop_present();
                    if run == RUNS_MAX || !fault.is_loss() {
                        return look.answer(Some(Failure::Broken(fault.into_error())));
                    }
                }
            }
        }
    }

    fn attempt(&mut self, look: &mut dyn Look) -> Result<(), Fault> {
        let link = self.runtime.block_on(self.links.get()).map_err(|error| Fault::Down(error.to_string()))?;
        let (mut flight, mut bundle) = (Flight::default(), Bundle::default());
        for words in [BEGIN_READ, END_READ] {
            if link.known(words).is_none() {
                self.runtime.block_on(link.prepare(words, &[]))?;
            }
        }
        let control = |link: &super::link::Link, flight: &mut Flight, words: Sql| {
            let statement = link.known(words).ok_or_else(|| Fault::Defect(format!("{words:?} is not prepared")))?;
            flight.send(&link.server, Write { sql: words, statement, params: Vec::new(), must: None, overwrites: false })
        };
        control(link, &mut flight, BEGIN_READ)?;
        let mut timed =
            Timed { session: PgSession::new(&self.runtime, link, (&mut flight, &mut bundle), false, true), since: Stopwatch::start() };
        look.run(&mut ReadTx::new(&mut timed));
        if let Some(fault) = timed.session.fault.take() {
            return Err(fault);
        }
        control(link, &mut flight, END_READ)?;
        self.runtime.block_on(flight.land())
    }
}
