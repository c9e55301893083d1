//! SQLite: one writer thread with group commit, a few readers, one file.

mod check;
mod connection;
mod patience;
mod reader;
mod session;
mod statements;
mod wal;
mod writer;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use footlights_base::Error;

pub(crate) use connection::{open_connection, unusable};
pub(crate) use session::STATEMENTS;

use crate::command::{Look, Work};
use crate::queue::{Queue, Refused};
use crate::settings::{READ_QUEUE_MAX, WRITE_QUEUE_MAX};
use crate::store::{Engine, Health, Wiring};
use crate::{DataDirLock, Migrations, OpenError, Sql, StatementFault, StoreSettings, migrate};

/// The running threads of one database file.
pub(crate) struct Sqlite {
    writes: Arc<Queue<Box<dyn Work>>>,
    reads: Arc<Queue<Box<dyn Look>>>,
    /// The last commit worked.
    healthy: Arc<AtomicBool>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    path: std::path::PathBuf,
    lock: Mutex<Option<DataDirLock>>,
}

/// Opens the file, migrates it and starts its threads. Blocks.
pub(crate) fn open(path: &Path, settings: &StoreSettings, migrations: &[Migrations], wiring: Arc<Wiring>) -> Result<Sqlite, OpenError> {
    let lock = DataDirLock::acquire(path)?;
    let mut connection = open_connection(path, settings.durability)?;
    migrate::sqlite::run(&mut connection, path, migrations)?;

    let (writes, reads) = (Arc::new(Queue::new(WRITE_QUEUE_MAX)), Arc::new(Queue::new(READ_QUEUE_MAX)));
    let healthy = Arc::new(AtomicBool::new(true));
    let evictions = Arc::new(reader::Evictions::default());
    let mut threads = Vec::with_capacity(settings.readers + 1);
    for number in 0..settings.readers {
        let reader = reader::Reader::new(path, Arc::clone(&reads), Arc::clone(&evictions));
        threads.push(spawn(format!("store-read-{number}"), move || reader.serve())?);
    }
    let wal = wal::Wal::follow(&mut connection, evictions).map_err(unusable(path))?;
    let (queue, health) = (Arc::clone(&writes), Arc::clone(&healthy));
    threads.push(spawn("store-write".to_owned(), move || writer::Writer::new(&connection, queue, wiring, health, wal).serve())?);
    Ok(Sqlite { writes, reads, healthy, threads: Mutex::new(threads), path: path.to_owned(), lock: Mutex::new(Some(lock)) })
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new().name(name).spawn(run).map_err(OpenError::Thread)
}

impl Engine for Sqlite {
    fn write(&self, work: Box<dyn Work>) -> Result<(), Refused> {
        self.writes.push(work)
    }

    fn read(&self, look: Box<dyn Look>) -> Result<(), Refused> {
        self.reads.push(look)
    }

    fn health(&self) -> Health {
        let up = self.healthy.load(Ordering::Relaxed);
        let reason = (!up).then(|| "the last commit failed; is the disk full or broken?".to_owned());
        Health { up, reason, waiting: self.writes.len() }
    }

    fn close(&self) {
        self.writes.close();
        self.reads.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last clone of a store may be dropped by a closure or sink on one of these very threads.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a store thread had panicked");
            }
        }
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn check(&self, statements: &[Sql]) -> Result<Vec<StatementFault>, Error> {
        check::check(&self.path, statements)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.close();
    }
}
