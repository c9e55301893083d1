//! The world of one test: a store on its own database, a clock with hands, a seed. Knows no system.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock, ManualClock, Timestamp};
use footlights_store::{Database, Durability, Migrations, Store, StoreSettings};

use crate::{postgres, sqlite};

/// When every world begins: 2026-11-21T19:00:00Z.
const BEGINNING: Timestamp = Timestamp::from_millis(1_795_287_600_000);
/// What every world's chance begins with.
const SEED: u64 = 0x5eed;

/// Which database a world stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Db {
    /// A file on tmpfs, WAL, written and read as in production, without waiting for the disk.
    Sqlite,
    /// A database of its own on the server named by `FOOTLIGHTS_TEST_POSTGRES`.
    Postgres,
}

impl fmt::Display for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Everything a use-case test needs. Dereferences to its [`Store`].
#[derive(Clone)]
pub struct World {
    /// The store, on an empty migrated database that nobody else sees.
    pub store: Store,
    /// The clock of everything in this world; it stands still until a test moves it.
    pub clock: ManualClock,
    /// Seeded: the same draws in every run.
    pub chance: Chance,
    /// Which database it stands on.
    pub kind: Db,
    ground: Arc<Ground>,
}

/// What lives as long as the last clone of a world.
struct Ground {
    database: Database,
    migrations: Vec<Migrations>,
    /// Removes the SQLite files when dropped; a PostgreSQL database is dropped by a later run.
    _folder: Option<tempfile::TempDir>,
}

impl World {
    /// A fresh world on the database of choice, with the systems' tables in place.
    ///
    /// # Panics
    /// When the database cannot be made; the message says what to do.
    pub async fn on(kind: Db, migrations: &[Migrations]) -> Self {
        let (database, folder) = match kind {
            Db::Sqlite => {
                let (path, folder) = sqlite::copy_of_template(migrations).await;
                (Database::Sqlite { path }, Some(folder))
            }
            Db::Postgres => (Database::Postgres { url: postgres::copy_of_template(migrations).await }, None),
        };
        let ground = Ground { database, migrations: migrations.to_vec(), _folder: folder };
        let (clock, chance) = (ManualClock::at(BEGINNING), Chance::seeded(SEED));
        let store = ground.open(&clock, &chance).await;
        Self { store, clock, chance, kind, ground: Arc::new(ground) }
    }

    /// A fresh world on SQLite: for tests that are not about a use case.
    pub async fn new(migrations: &[Migrations]) -> Self {
        Self::on(Db::Sqlite, migrations).await
    }

    /// The present moment of this world.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// The clock as the parts of the program take it.
    #[must_use]
    pub fn shared_clock(&self) -> Arc<dyn Clock> {
        Arc::new(self.clock.clone())
    }

    /// The same world after a restart: the store is closed and opened anew on the same database.
    pub async fn restart(self) -> Self {
        self.store.close().await;
        let store = self.ground.open(&self.clock, &self.chance).await;
        Self { store, ..self }
    }

    /// A second node on the same database, with a store of its own and the same clock.
    ///
    /// # Panics
    /// On SQLite, where a data directory has one server.
    pub async fn second_node(&self) -> Self {
        assert_eq!(self.kind, Db::Postgres, "only PostgreSQL has a second node");
        let store = self.ground.open(&self.clock, &self.chance).await;
        Self { store, ..self.clone() }
    }

    /// The same clock and chance around another store: a restored one.
    #[must_use]
    pub fn around(&self, store: Store) -> Self {
        Self { store, ..self.clone() }
    }

    /// A PostgreSQL database without tables, to restore into.
    ///
    /// # Panics
    /// As [`World::on`].
    pub async fn empty_postgres(&self) -> Database {
        Database::Postgres { url: postgres::empty().await }
    }

    /// Where the data lies, for tests of backup, restore and faults.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.ground.database
    }
}

impl Deref for World {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Ground {
    async fn open(&self, clock: &ManualClock, chance: &Chance) -> Store {
        open(self.database.clone(), &self.migrations, Arc::new(clock.clone()), chance.clone()).await
    }
}

/// Opens a store the way tests do: as in production, but without waiting for the disk.
pub(crate) async fn open(database: Database, migrations: &[Migrations], clock: Arc<dyn Clock>, chance: Chance) -> Store {
    let settings = StoreSettings { database, durability: Durability::Off, ..StoreSettings::default() };
    match Store::open(settings, migrations, clock, chance).await {
        Ok(store) => store,
        Err(error) => panic!("the test's database does not open: {error}"),
    }
}

/// A store that only brings a template up to date.
pub(crate) async fn migrate(database: Database, migrations: &[Migrations]) {
    let store = open(database, migrations, Arc::new(ManualClock::at(BEGINNING)), Chance::seeded(SEED)).await;
    store.close().await;
}
