//! PostgreSQL: lanes that write in flights, a few readers, each on a thread and connection of its own.

mod bundle;
mod check;
mod connect;
mod fault;
mod flight;
mod lane;
mod link;
mod reader;
mod resolve;
mod session;
mod transaction;
mod value;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use footlights_base::Error;

pub(crate) use connect::Server;
pub(crate) use transaction::STATEMENTS;

use crate::command::{Look, Work};
use crate::queue::{Queue, Refused};
use crate::settings::{READ_QUEUE_MAX, WRITE_QUEUE_MAX};
use crate::store::{Engine, Health, Wiring};
use crate::{Migrations, OpenError, Sql, StatementFault, StoreSettings, migrate};

/// The running threads of one database.
pub(crate) struct Postgres {
    lanes: Vec<Arc<Queue<Box<dyn Work>>>>,
    /// Whose turn it is to take a command without keys.
    turn: AtomicUsize,
    reads: Arc<Queue<Box<dyn Look>>>,
    healthy: Arc<AtomicBool>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    url: String,
}

/// Migrates the database and starts the threads. Blocks.
pub(crate) fn open(url: &str, settings: &StoreSettings, migrations: &[Migrations], wiring: &Arc<Wiring>) -> Result<Postgres, OpenError> {
    runtime()?.block_on(migrate::postgres::run(url, migrations))?;
    let healthy = Arc::new(AtomicBool::new(true));
    let reads = Arc::new(Queue::new(READ_QUEUE_MAX));
    let (mut lanes, mut threads) = (Vec::with_capacity(settings.lanes), Vec::with_capacity(settings.lanes + settings.readers));
    for number in 0..settings.lanes {
        let queue = Arc::new(Queue::new(WRITE_QUEUE_MAX));
        let link = link::Links::new(url, settings.durability, link::Serves::Lane, Arc::clone(&healthy));
        let lane = lane::Lane::new(runtime()?, link, Arc::clone(&queue), Arc::clone(wiring));
        threads.push(spawn(format!("store-lane-{number}"), move || lane.serve())?);
        lanes.push(queue);
    }
    for number in 0..settings.readers {
        let link = link::Links::new(url, settings.durability, link::Serves::Reader, Arc::clone(&healthy));
        let reader = reader::Reader::new(runtime()?, link, Arc::clone(&reads));
        threads.push(spawn(format!("store-read-{number}"), move || reader.serve())?);
    }
    Ok(Postgres { lanes, turn: AtomicUsize::new(0), reads, healthy, threads: Mutex::new(threads), url: url.to_owned() })
}

/// A runtime for one thread: it drives one connection.
fn runtime() -> Result<tokio::runtime::Runtime, OpenError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(OpenError::Thread)
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    std::thread::Builder::new().name(name).spawn(run).map_err(OpenError::Thread)
}

impl Engine for Postgres {
    fn write(&self, work: Box<dyn Work>) -> Result<(), Refused> {
        let turn = if work.keys().topics().is_empty() { self.turn.fetch_add(1, Ordering::Relaxed) } else { 0 };
        let lane = work.keys().lane(self.lanes.len(), turn);
        self.lanes[lane].push(work)
    }

    fn read(&self, look: Box<dyn Look>) -> Result<(), Refused> {
        self.reads.push(look)
    }

    fn health(&self) -> Health {
        let up = self.healthy.load(Ordering::Relaxed);
        let reason = (!up).then(|| "PostgreSQL does not answer; see the log".to_owned());
        Health { up, reason, waiting: self.lanes.iter().map(|lane| lane.len()).sum() }
    }

    fn close(&self) {
        self.lanes.iter().for_each(|lane| lane.close());
        self.reads.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last clone of a store may be dropped by a closure or sink on one of these very threads.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a store thread had panicked");
            }
        }
    }

    fn check(&self, statements: &[Sql]) -> Result<Vec<StatementFault>, Error> {
        runtime().map_err(Error::unavailable)?.block_on(check::check(&self.url, statements))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}
