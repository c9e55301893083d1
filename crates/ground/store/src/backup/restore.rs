//! A backup becomes a database again, in a place where there is none.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use footlights_base::{Chance, Clock, Epoch};
use rusqlite::Connection;

use super::{BackupError, BackupReport, OnProgress, blocking, file, migrate, reset, to_postgres};
use crate::epoch::Epochs;
use crate::{Database, Migrations, StoreSettings};

/// Restores the backup `from` into the empty place `to`: a file that does not exist, or a PostgreSQL database
/// without tables. The tables are brought to this version's on the way, every topic gets a new epoch, leases and
/// claims are free. All of it or nothing.
///
/// # Errors
/// When the backup is not sound or of a newer version, the place is not empty, or something fails.
pub async fn restore(
    from: &Path,
    to: StoreSettings,
    migrations: &[Migrations],
    clock: Arc<dyn Clock>,
    chance: Chance,
    progress: OnProgress,
) -> Result<BackupReport, BackupError> {
    let beside = match &to.database {
        Database::Sqlite { path } if path.exists() => return Err(BackupError::Occupied(path.clone())),
        Database::Sqlite { path } => path.clone(),
        Database::Postgres { url } => {
            if !to_postgres::is_empty(url).await? {
                return Err(BackupError::NotEmpty);
            }
            std::env::temp_dir().join("footlights-restore.db")
        }
    };
    let partial = file::Partial::beside(&beside)?;
    let (source, copy, told) = (from.to_owned(), partial.path().to_owned(), progress.clone());
    let report = blocking(move || {
        let report = file::verify(&source, &told)?;
        fs::copy(&source, &copy)?;
        file::drop_manifest(&Connection::open(&copy)?)?;
        Ok(report)
    })
    .await?;
    // The copy, not the backup, is brought to this version's tables.
    let epoch = Epochs::new(clock.clone(), chance.clone()).fresh();
    migrate(Database::Sqlite { path: partial.path().to_owned() }, migrations, clock.clone(), chance.clone()).await?;
    match &to.database {
        Database::Sqlite { path } => {
            let copy = partial.path().to_owned();
            blocking(move || reset_file(&copy, epoch)).await?;
            partial.put(path)?;
        }
        Database::Postgres { url } => {
            migrate(to.database.clone(), migrations, clock, chance).await?;
            let (url, runtime) = (url.clone(), tokio::runtime::Handle::current());
            blocking(move || runtime.block_on(to_postgres::fill(&url, partial.path(), epoch, &progress))).await?;
        }
    }
    Ok(report)
}

fn reset_file(path: &Path, epoch: Epoch) -> Result<(), BackupError> {
    let mut file = Connection::open(path)?;
    file.pragma_update(None, "synchronous", "FULL")?;
    let all = file.transaction()?;
    all.execute(&reset::NEW_EPOCHS.replace("$1", "?1"), [epoch])?;
    all.execute(reset::FREE_LEASES, [])?;
    all.execute(reset::FREE_CLAIMS, [])?;
    all.commit()?;
    // One plain file, without a write-ahead log beside it, before it is moved.
    file.pragma_update(None, "journal_mode", "DELETE")?;
    file.close().map_err(|(_, error)| error)?;
    Ok(File::open(path)?.sync_all()?)
}
