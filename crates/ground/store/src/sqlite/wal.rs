//! The write-ahead log: moved into the database between two batches, so that it stays at one size and is overwritten.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;

use super::reader::Evictions;

/// From here on it is moved, as far as readers allow.
const PAGES_PASSIVE: u32 = 4_000;
/// From here on old readers are ended and it starts over.
const PAGES_RESTART: u32 = 64_000;

/// How long the writer waits for readers to end when it starts over.
const RESTART_TIME_MAX: std::time::Duration = std::time::Duration::from_millis(250);

/// Follows how long the log is.
pub(super) struct Wal {
    pages: Arc<AtomicU32>,
    evictions: Arc<Evictions>,
    /// The length at which to try again, when readers have kept the last try from finishing.
    next_try: u32,
}

impl Wal {
    pub(super) fn follow(connection: &mut Connection, evictions: Arc<Evictions>) -> Result<Self, rusqlite::Error> {
        let pages = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&pages);
        connection.wal_hook(Some(move |_: &mut _, count: std::ffi::c_int| {
            seen.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, evictions, next_try: PAGES_PASSIVE })
    }

    /// Between two batches: moves the log when it is long.
    pub(super) fn tend(&mut self, connection: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < PAGES_PASSIVE {
            self.next_try = PAGES_PASSIVE;
            return;
        }
        if pages < self.next_try {
            return;
        }
        self.next_try = pages.saturating_add(PAGES_PASSIVE);
        let moved = if pages >= PAGES_RESTART { self.restart(connection) } else { checkpoint(connection, "PASSIVE") };
        if let Err(error) = moved {
            tracing::warn!(%error, pages, "the write-ahead log could not be moved");
        }
    }

    /// Ends old readers and waits a moment for them; commands wait meanwhile.
    fn restart(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        self.evictions.end_all_running();
        connection.busy_timeout(RESTART_TIME_MAX)?;
        let moved = checkpoint(connection, "RESTART");
        connection.busy_timeout(super::connection::BUSY_TIME_MAX)?;
        moved
    }
}

fn checkpoint(connection: &Connection, mode: &str) -> Result<(), rusqlite::Error> {
    let mut statement = connection.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?;
    statement.query_row([], |row| row.get::<_, i64>(0)).map(drop)
}
