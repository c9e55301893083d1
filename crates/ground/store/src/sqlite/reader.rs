//! Readers: one snapshot per closure, ended when it takes too long or holds up the write-ahead log.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use footlights_base::Error;
use rusqlite::Connection;

use super::connection::{open_connection, unusable};
use super::session::{SqliteSession, poison};
use crate::command::Look;
use crate::meter::Stopwatch;
use crate::queue::Queue;
use crate::settings::READ_TIME_MAX;
use crate::{Durability, OpenError, ReadTx, Sql};

/// How many steps of SQLite's machine pass between two looks at the time.
const STEPS: std::ffi::c_int = 1_000;

/// Ends reads that began before a moment.
#[derive(Default)]
pub(super) struct Evictions {
    begun: AtomicU64,
    ended_through: AtomicU64,
}

impl Evictions {
    fn begin(&self) -> u64 {
        self.begun.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn is_ended(&self, ticket: u64) -> bool {
        ticket <= self.ended_through.load(Ordering::Relaxed)
    }

    /// Every read that has begun by now is interrupted at its next step.
    pub(super) fn end_all_running(&self) {
        self.ended_through.store(self.begun.load(Ordering::SeqCst), Ordering::Relaxed);
    }
}

/// A snapshot: nothing is locked by it.
const BEGIN: Sql = Sql::new("BEGIN", "BEGIN DEFERRED");
/// Nothing to keep.
const ROLLBACK: Sql = Sql::new("ROLLBACK", "ROLLBACK");

/// What a thread is reading: the read's ticket and since when. Looked at in the midst of it.
#[derive(Default)]
struct Present(Mutex<Option<(u64, Stopwatch)>>);

impl Present {
    fn is(&self, read: Option<(u64, Stopwatch)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = read;
    }

    /// Whether it has had its time, or has to give way.
    fn is_over(&self, evictions: &Evictions) -> bool {
        let present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        present.as_ref().is_some_and(|(ticket, since)| since.elapsed() > READ_TIME_MAX || evictions.is_ended(*ticket))
    }
}

/// One reading thread. It opens its connection when it is first asked: a start need not wait for that.
pub(super) struct Reader {
    path: PathBuf,
    queue: Arc<Queue<Box<dyn Look>>>,
    evictions: Arc<Evictions>,
    present: Arc<Present>,
}

impl Reader {
    pub(super) fn new(path: &Path, queue: Arc<Queue<Box<dyn Look>>>, evictions: Arc<Evictions>) -> Self {
        Self { path: path.to_owned(), queue, evictions, present: Arc::default() }
    }

    /// A connection that cannot write and ends what takes too long.
    fn connect(&self) -> Result<Connection, OpenError> {
        let mut connection = open_connection(&self.path, Durability::Full)?;
        connection.execute_batch("PRAGMA query_only = ON").map_err(unusable(&self.path))?;
        let (present, evictions) = (Arc::clone(&self.present), Arc::clone(&self.evictions));
        connection.progress_handler(STEPS, Some(move || present.is_over(&evictions))).map_err(unusable(&self.path))?;
        Ok(connection)
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(self) {
        let mut next = VecDeque::with_capacity(1);
        while self.queue.take(1, &mut next) {
            match self.connect() {
                Ok(connection) => return self.serve_on(&mut SqliteSession::new(&connection), &mut next),
                Err(error) => {
                    if let Some(look) = next.pop_front() {
                        look.answer(Some(Error::unavailable(error).into()));
                    }
                }
            }
        }
    }

    fn serve_on(&self, session: &mut SqliteSession<'_>, next: &mut VecDeque<Box<dyn Look>>) {
        loop {
            next.drain(..).filter(|look| !look.is_abandoned()).for_each(|look| self.look(session, look));
            if !self.queue.take(1, next) {
                return;
            }
        }
    }

    fn look(&self, session: &mut SqliteSession<'_>, mut look: Box<dyn Look>) {
        session.dead = false;
        self.present.is(Some((self.evictions.begin(), Stopwatch::start())));
        let begun = session.control(BEGIN);
        let instead = match begun {
            Err(error) => Some(poison(&error, look.name()).into_error().into()),
            Ok(()) => {
                look.run(&mut ReadTx::new(session));
                None
            }
        };
        self.present.is(None);
        if !session.connection.is_autocommit()
            && let Err(error) = session.control(ROLLBACK)
        {
            tracing::error!(%error, "a read could not be ended");
        }
        look.answer(instead);
    }
}
