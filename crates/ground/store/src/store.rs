//! The face of the store: opening, writing, reading, closing.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock, Error, ErrorKind, Failure, Rejection};
use tokio::sync::oneshot;

use crate::along::{Followers, FollowersSlot};
use crate::bells::Bells;
use crate::command::{Command, Look, Query, Work};
use crate::epoch::Epochs;
use crate::inflight::InFlight;
use crate::queue::Refused;
use crate::sink::Sinks;
use crate::tx::Shared;
use crate::{CommitSink, Database, Keys, Migrations, OpenError, ReadTx, Sql, StatementFault, Stop, StoreSettings, Tx, meter, migrate};

/// Every durable word of an installation. Clones are cheap and share one set of threads.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    wiring: Arc<Wiring>,
    clock: Arc<dyn Clock>,
    chance: Chance,
    settings: Arc<StoreSettings>,
    systems: Arc<[Migrations]>,
}

/// How the store is, for `/readyz` and `doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether commands are being committed.
    pub up: bool,
    /// What is wrong, for operators.
    pub reason: Option<String>,
    /// How many commands wait.
    pub waiting: usize,
}

/// What the threads of a store share.
pub(crate) struct Wiring {
    pub(crate) shared: Shared,
    pub(crate) sinks: Sinks,
    /// Who reacts to events in the transaction that published them, where that can be.
    pub(crate) followers: FollowersSlot,
    /// Ring when a committed command has put a job in.
    pub(crate) bells: Arc<Bells>,
}

/// One database behind the face.
pub(crate) trait Engine: Send + Sync {
    fn write(&self, work: Box<dyn Work>) -> Result<(), Refused>;
    fn read(&self, look: Box<dyn Look>) -> Result<(), Refused>;
    fn health(&self) -> Health;
    /// Ends and joins all threads, after the queues are empty. May be called again.
    fn close(&self);
    /// Prepares each statement and says what is wrong with it. Blocks.
    fn check(&self, statements: &[Sql]) -> Result<Vec<StatementFault>, Error>;
}

impl Store {
    /// Opens the database, migrates it (the store's own steps first, then `migrations` in the order given) and starts the threads.
    ///
    /// # Errors
    /// See [`OpenError`]: each says what to do.
    pub async fn open(
        settings: StoreSettings,
        migrations: &[Migrations],
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Self, OpenError> {
        for (name, value) in [("lanes", settings.lanes), ("readers", settings.readers)] {
            if !(1..=64).contains(&value) {
                return Err(OpenError::Setting { name, reason: format!("{value} is out of range; take 1 to 64") });
            }
        }
        let epochs = Epochs::new(Arc::clone(&clock), chance.clone());
        let shared = Shared { epochs, in_flight: InFlight::default() };
        let wiring = Arc::new(Wiring { shared, sinks: Sinks::default(), followers: FollowersSlot::default(), bells: Arc::default() });
        let systems = Arc::from(migrations);
        let migrations = migrate::with_own(migrations);
        let settings = Arc::new(settings);
        let opened = tokio::task::spawn_blocking({
            let (settings, wiring) = (Arc::clone(&settings), Arc::clone(&wiring));
            move || engine(&settings, &migrations, &wiring)
        });
        let engine = opened.await.map_err(|panic| OpenError::Setting { name: "database", reason: panic.to_string() })??;
        Ok(Self { engine, wiring, clock, chance, settings, systems })
    }

    /// Runs a command: locks its keys, runs the closure, commits. What is queued runs to its end even if the caller goes away.
    /// `name` is what logs call it.
    ///
    /// # Errors
    /// The closure's refusal; 503 `overloaded` when 4,096 commands wait already; a broken part. A failure other than a
    /// refusal means: not committed, or (server lost around the commit) not known to be, so use [`Tx::once`] where doing it twice matters.
    pub async fn write<T, F>(&self, name: &'static str, keys: impl Into<Keys>, run: F) -> Result<T, Failure>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
        T: Send + 'static,
    {
        meter::asked("write", name);
        let (caller, answer) = oneshot::channel();
        let work = Box::new(Command {
            name,
            keys: keys.into(),
            closure: run,
            returned: None,
            caller,
            rings: Vec::new(),
            bells: self.wiring.bells.clone(),
        });
        self.engine.write(work).map_err(refusal)?;
        answer.await.unwrap_or_else(|_| Err(Error::unavailable("the store ended before the command did").into()))
    }

    /// Reads a snapshot: everything the closure reads is of one moment. It is ended after 5 seconds.
    ///
    /// # Errors
    /// The closure's refusal; 503 `overloaded`; a broken part.
    pub async fn read<T, F>(&self, name: &'static str, run: F) -> Result<T, Failure>
    where
        F: Fn(&mut ReadTx<'_>) -> Result<T, Stop> + Send + 'static,
        T: Send + 'static,
    {
        meter::asked("read", name);
        let (caller, answer) = oneshot::channel();
        self.engine.read(Box::new(Query { name, closure: run, returned: None, caller })).map_err(refusal)?;
        answer.await.unwrap_or_else(|_| Err(Error::unavailable("the store ended before the read did").into()))
    }

    /// Tells `sink` of every event committed from now on, until the store is closed.
    pub fn follow_commits(&self, sink: Arc<dyn CommitSink>) {
        self.wiring.sinks.add(sink);
    }

    /// Lets `followers` react to events in the transactions that publish them, where the database allows it.
    pub(crate) fn follow_along(&self, followers: Arc<dyn Followers>) {
        self.wiring.followers.set(followers);
    }

    /// How the store is right now.
    #[must_use]
    pub fn health(&self) -> Health {
        self.engine.health()
    }

    /// Takes no more commands, finishes those that wait, ends the threads. Other clones are closed with it.
    pub async fn close(&self) {
        let engine = Arc::clone(&self.engine);
        // It fails only when the runtime itself ends; dropping the last clone closes then.
        drop(tokio::task::spawn_blocking(move || engine.close()).await);
    }

    /// The clock the store was opened with.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The source of chance the store was opened with.
    #[must_use]
    pub fn chance(&self) -> &Chance {
        &self.chance
    }

    /// What the store was opened with.
    #[must_use]
    pub fn settings(&self) -> &StoreSettings {
        &self.settings
    }

    /// The bells of the queues: they ring when a committed command of this node has put a job in.
    pub(crate) fn bells(&self) -> &Arc<Bells> {
        &self.wiring.bells
    }

    /// The systems whose tables it has, in their order.
    pub(crate) fn systems(&self) -> &[Migrations] {
        &self.systems
    }

    pub(crate) async fn check(&self, statements: Vec<Sql>) -> Result<Vec<StatementFault>, Error> {
        let engine = Arc::clone(&self.engine);
        tokio::task::spawn_blocking(move || engine.check(&statements)).await.map_err(Error::internal)?
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.settings.database)
    }
}

fn engine(settings: &StoreSettings, migrations: &[Migrations], wiring: &Arc<Wiring>) -> Result<Arc<dyn Engine>, OpenError> {
    Ok(match &settings.database {
        Database::Sqlite { path } => Arc::new(crate::sqlite::open(path, settings, migrations, Arc::clone(wiring))?),
        Database::Postgres { url } => Arc::new(crate::postgres::open(url, settings, migrations, wiring)?),
    })
}

fn refusal(why: Refused) -> Failure {
    match why {
        Refused::Full => {
            meter::refused();
            let detail = "The server has more work than it can do; try again in a moment.";
            Rejection::new(ErrorKind::Unavailable, "overloaded", detail).retry_after(Duration::from_secs(1)).into()
        }
        Refused::Closed => {
            let detail = "The server is shutting down; try again in a moment.";
            Rejection::new(ErrorKind::Unavailable, "shutting_down", detail).retry_after(Duration::from_secs(1)).into()
        }
    }
}
