//! Where the store keeps things and how many threads serve it.

use std::path::PathBuf;

/// The most commands that wait for the writer, or for one lane. Beyond it a command is refused with 503 `overloaded`.
pub(crate) const WRITE_QUEUE_MAX: usize = 4_096;
/// The most read closures that wait for a reader.
pub(crate) const READ_QUEUE_MAX: usize = 4_096;
/// The most commands that share one SQLite commit.
pub(crate) const SQLITE_BATCH_MAX: usize = 1_024;
/// Up to how many commands a SQLite transaction takes in what comes while it runs, before those already in it are made to wait.
pub(crate) const SQLITE_BATCH_FILLED: usize = 256;
/// The longest a read closure runs.
pub(crate) const READ_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(5);
/// A closure that runs longer than this is logged by name.
pub(crate) const CLOSURE_TIME_SLOW: std::time::Duration = std::time::Duration::from_millis(20);

/// Which database, and where.
#[derive(Clone)]
pub enum Database {
    /// One file (and its `-wal`, `-shm` and `.lock` beside it).
    Sqlite {
        /// The database file; made when it is not there, its directory must exist.
        path: PathBuf,
    },
    /// A PostgreSQL server, version 15 or newer.
    Postgres {
        /// `postgres://user:password@host:port/name?sslmode=require`. Never shown.
        url: String,
    },
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "Sqlite({})", path.display()),
            Self::Postgres { .. } => f.write_str("Postgres(…)"),
        }
    }
}

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// What was answered survives a power cut.
    #[default]
    Full,
    /// What was answered may be lost in a power cut. For tests only.
    Off,
}

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// Which database.
    pub database: Database,
    /// How many writing connections PostgreSQL gets, 1..=64. SQLite has one writer.
    pub lanes: usize,
    /// How many reading connections, 1..=64.
    pub readers: usize,
    /// Whether a commit waits for the disk.
    pub durability: Durability,
}

impl StoreSettings {
    /// The ordinary settings for a SQLite file.
    #[must_use]
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self { database: Database::Sqlite { path: path.into() }, ..Self::default() }
    }

    /// The ordinary settings for a PostgreSQL server.
    #[must_use]
    pub fn postgres(url: impl Into<String>) -> Self {
        Self { database: Database::Postgres { url: url.into() }, ..Self::default() }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { database: Database::Sqlite { path: PathBuf::from("footlights.db") }, lanes: 4, readers: 4, durability: Durability::Full }
    }
}
