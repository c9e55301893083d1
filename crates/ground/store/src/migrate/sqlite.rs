//! Migrating a SQLite file: a copy first, foreign keys off around it, checked after it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Dialect, Migrations, PlannedStep, failed, history, runner, waiting};
use crate::OpenError;
use crate::fingerprint::digest;
use crate::sqlite::unusable;

/// Where the file says which steps made it: a number of SQLite's header that is a program's to use.
const STAMP: &str = "user_version";

/// Runs what waits. The connection's `foreign_keys` are on afterwards.
///
/// A file that these very steps have made carries their stamp, and then nothing else is looked at.
pub(crate) fn run(connection: &mut Connection, path: &Path, systems: &[Migrations]) -> Result<(), OpenError> {
    let stamp = stamp(systems);
    let stamped: i32 = connection.pragma_query_value(None, STAMP, |row| row.get(0)).map_err(unusable(path))?;
    if stamped == stamp {
        return Ok(());
    }
    if pending(connection, path, systems)?.is_empty() {
        // Still checks that no released step was changed.
        systems.iter().try_for_each(|system| apply(connection, system))?;
    } else {
        // A migration that ends half way leaves a file that is nobody's.
        connection.pragma_update(None, STAMP, 0).map_err(unusable(path))?;
        migrate(connection, path, systems)?;
    }
    connection.pragma_update(None, STAMP, stamp).map_err(unusable(path))
}

/// Names these steps in the file's header; never 0, which is what a new file has.
fn stamp(systems: &[Migrations]) -> i32 {
    let [first, second, third, fourth, ..] = digest(systems);
    i32::from_be_bytes([first, second, third, fourth]) | 1
}

fn migrate(connection: &mut Connection, path: &Path, systems: &[Migrations]) -> Result<(), OpenError> {
    back_up(connection, path)?;
    // Inside of a transaction this is a no-op, and a rebuilt parent table would delete its children by cascade.
    connection.execute_batch("PRAGMA foreign_keys = OFF").map_err(unusable(path))?;
    systems.iter().try_for_each(|system| apply(connection, system))?;
    let broken = connection
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut check| check.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>())
        .map_err(unusable(path))?;
    if !broken.is_empty() {
        let reason = format!("rows of {} point to rows that are not there; the copy beside the database is as before", broken.join(", "));
        return Err(OpenError::Migration { system: "all".into(), reason });
    }
    connection.execute_batch("PRAGMA foreign_keys = ON").map_err(unusable(path))
}

/// What waits, without changing the file.
pub(super) fn plan(path: &Path, systems: &[Migrations]) -> Result<Vec<PlannedStep>, OpenError> {
    if !path.exists() {
        return Ok(systems.iter().flat_map(|system| waiting(system, &[])).collect());
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(unusable(path))?;
    pending(&connection, path, systems)
}

fn apply(connection: &mut Connection, system: &Migrations) -> Result<(), OpenError> {
    runner(system, Dialect::Sqlite)?.run(connection).map(drop).map_err(failed(system.system))
}

fn pending(connection: &Connection, path: &Path, systems: &[Migrations]) -> Result<Vec<PlannedStep>, OpenError> {
    let mut steps = Vec::new();
    for system in systems {
        let table = history(system.system);
        let known = connection.table_exists(None, table.as_str()).map_err(unusable(path))?;
        let applied = if known {
            let mut versions = connection.prepare(&format!("SELECT version FROM {table}")).map_err(unusable(path))?;
            let rows = versions.query_map([], |row| row.get(0)).map_err(unusable(path))?;
            rows.collect::<Result<Vec<i64>, _>>().map_err(unusable(path))?
        } else {
            Vec::new()
        };
        steps.extend(waiting(system, &applied));
    }
    Ok(steps)
}

/// A copy of the file as it was, unless it is new: `footlights.db.before-migration`. The copy of an earlier migration is replaced.
fn back_up(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(unusable(path))?;
    if tables == 0 {
        return Ok(());
    }
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let (unfinished, copy) = (with(".before-migration.unfinished"), with(".before-migration"));
    let file = |source| OpenError::File { path: copy.clone(), source };
    if unfinished.exists() {
        std::fs::remove_file(&unfinished).map_err(file)?;
    }
    let name = unfinished.to_str().ok_or_else(|| file(std::io::Error::other("the path is not UTF-8")))?;
    connection.execute("VACUUM INTO ?1", [name]).map_err(unusable(path))?;
    std::fs::File::open(&unfinished).and_then(|written| written.sync_all()).map_err(file)?;
    std::fs::rename(&unfinished, &copy).map_err(file)
}
