//! Backup of a running server and restore into an empty one.
//!
//! A backup is always one SQLite file, whichever database it was made from: the same tables, the same values. So it
//! can be looked into with any tool, is verified the same way, and moves an installation from SQLite to PostgreSQL
//! or back. It shows one moment: everything committed before, nothing after.
//! Does not know what the tables mean, but for what a restore must change (see `reset`).

mod file;
mod from_postgres;
mod from_sqlite;
mod reset;
mod restore;
mod to_postgres;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use footlights_base::{Chance, Clock};
pub use restore::restore;

use crate::{Database, Migrations, Store, StoreSettings};

/// What is being done, and how much of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// How much of it: bytes when copying a SQLite database, rows otherwise.
    pub done: u64,
    /// Of how much; an estimate while the database is in use.
    pub total: u64,
}

/// A part of a backup or restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the database and writing the file, or the other way round.
    Copying,
    /// Reading what was written.
    Verifying,
}

/// Who is told of progress.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// What a backup or a restore holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// Rows of each table, by name.
    pub tables: Vec<(String, u64)>,
    /// The size of the file.
    pub bytes: u64,
}

/// Why there is no backup, or no restore.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something where the backup or the restored database should go.
    #[error("{0} exists already; name a place where nothing is")]
    Occupied(PathBuf),
    /// The PostgreSQL database has tables.
    #[error("the database is not empty; restore into a new one (createdb)")]
    NotEmpty,
    /// The file is no backup, or damaged.
    #[error("{path} is not a sound backup: {reason}")]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// SQLite refused.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused or did not answer.
    #[error("PostgreSQL: {0:?}")]
    Postgres(#[from] tokio_postgres::Error),
    /// The file's tables could not be brought to this version's.
    #[error(transparent)]
    Open(#[from] crate::OpenError),
}

impl Store {
    /// Writes a backup of the running database to `to`, a file that does not exist yet; verified and on disk when
    /// this answers. Commands go on meanwhile.
    ///
    /// # Errors
    /// When the place is taken or something fails; then nothing is left there.
    pub async fn backup(&self, to: &Path, progress: OnProgress) -> Result<BackupReport, BackupError> {
        if to.exists() {
            return Err(BackupError::Occupied(to.to_owned()));
        }
        let partial = file::Partial::beside(to)?;
        match &self.settings().database {
            Database::Sqlite { path } => from_sqlite::copy(path.clone(), partial.path().to_owned(), progress.clone()).await?,
            Database::Postgres { url } => {
                // The file's tables are made by the same migrations as the database's.
                let file = Database::Sqlite { path: partial.path().to_owned() };
                migrate(file, self.systems(), self.clock().clone(), self.chance().clone()).await?;
                from_postgres::copy(url.clone(), partial.path().to_owned(), progress.clone()).await?;
            }
        }
        let path = partial.path().to_owned();
        let report = blocking(move || file::seal(&path, &progress)).await?;
        partial.put(to)?;
        Ok(report)
    }
}

/// Brings a database to this version's tables, or makes them.
async fn migrate(database: Database, migrations: &[Migrations], clock: Arc<dyn Clock>, chance: Chance) -> Result<(), BackupError> {
    let settings = StoreSettings { database, ..StoreSettings::default() };
    Store::open(settings, migrations, clock, chance).await?.close().await;
    Ok(())
}

/// Runs file work beside the asynchronous threads.
async fn blocking<T: Send + 'static>(run: impl FnOnce() -> Result<T, BackupError> + Send + 'static) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(run).await.map_err(|error| BackupError::Io(std::io::Error::other(error)))?
}
