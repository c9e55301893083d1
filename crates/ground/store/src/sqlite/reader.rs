//! Readers: one snapshot per closure, ended when it takes too long or holds up the write-ahead log.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use footlights_base::Failure;
use rusqlite::Connection;

use super::session::{SqliteSession, poison};
use crate::ReadTx;
use crate::command::Look;
use crate::meter::Stopwatch;
use crate::queue::Queue;
use crate::settings::READ_TIME_MAX;

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

/// One reading thread.
pub(super) struct Reader {
    session: SqliteSession,
    queue: Arc<Queue<Box<dyn Look>>>,
    evictions: Arc<Evictions>,
    /// The present read: its ticket and when it must end; shared with the progress handler.
    present: Arc<std::sync::Mutex<Option<(u64, Stopwatch)>>>,
}

impl Reader {
    pub(super) fn new(
        mut connection: Connection,
        queue: Arc<Queue<Box<dyn Look>>>,
        evictions: Arc<Evictions>,
    ) -> Result<Self, rusqlite::Error> {
        connection.execute_batch("PRAGMA query_only = ON")?;
        let present = Arc::new(std::sync::Mutex::new(None::<(u64, Stopwatch)>));
        let (watched, ends) = (Arc::clone(&present), Arc::clone(&evictions));
        connection.progress_handler(
            STEPS,
            Some(move || {
                let present = watched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                present.as_ref().is_some_and(|(ticket, since)| since.elapsed() > READ_TIME_MAX || ends.is_ended(*ticket))
            }),
        )?;
        Ok(Self { session: SqliteSession::new(connection), queue, evictions, present })
    }

    /// Serves the queue until it is closed and empty.
    pub(super) fn serve(mut self) {
        let mut next = VecDeque::with_capacity(1);
        while self.queue.take(1, &mut next) {
            for look in next.drain(..) {
                if !look.is_abandoned() {
                    self.look(look);
                }
            }
        }
    }

    fn look(&mut self, mut look: Box<dyn Look>) {
        self.session.dead = false;
        self.mark(Some((self.evictions.begin(), Stopwatch::start())));
        let begun = self.session.control("BEGIN DEFERRED");
        let instead = match begun {
            Err(error) => Some(poison(&error, look.name()).into_error()),
            Ok(()) => {
                look.run(&mut ReadTx::new(&mut self.session));
                None
            }
        };
        self.mark(None);
        if !self.session.connection.is_autocommit()
            && let Err(error) = self.session.control("ROLLBACK")
        {
            tracing::error!(%error, "a read could not be ended");
        }
        look.answer(instead.map(Failure::Broken));
    }

    fn mark(&self, present: Option<(u64, Stopwatch)>) {
        *self.present.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = present;
    }
}
