//! One connection and what every connection is set to.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::{Durability, OpenError};

/// How long a connection waits for another program that holds the file, such as a command line.
pub(super) const BUSY_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(5);

/// How much of the file a connection keeps in memory of its own, KiB. The system keeps the rest; a connection that fills more than
/// it needs is memory the crowd would like to have.
const PAGES_KEPT_KIB: u32 = 4 * 1024;

/// Opens the file with the settings of the store. The writer's `foreign_keys` are on, the WAL is never checkpointed by itself.
pub(crate) fn open_connection(path: &Path, durability: Durability) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(unusable(path))?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Off => "OFF",
    };
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON;
             PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{PAGES_KEPT_KIB}; PRAGMA trusted_schema = OFF;"
        ))
        .map_err(unusable(path))?;
    connection.busy_timeout(BUSY_TIME_MAX).map_err(unusable(path))?;
    // A plan is a statement's, whatever its parameters: otherwise SQLite prepares one with a range anew for every value of it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(unusable(path))?;
    Ok(connection)
}

/// Says which file a SQLite error is about.
pub(crate) fn unusable(path: &Path) -> impl Fn(rusqlite::Error) -> OpenError {
    move |source| OpenError::Sqlite { path: path.to_owned(), source }
}
