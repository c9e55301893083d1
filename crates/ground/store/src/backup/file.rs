//! The backup's file: written beside its place, sealed with the rows it must have, verified, then put there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{BackupError, BackupReport, OnProgress, Phase, Progress};

/// The table that says how many rows each other table has; in backups only.
const MANIFEST: &str = "footlights_backup";

/// A file that is no backup yet; removed when it does not become one.
pub(super) struct Partial {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Partial {
    /// A file in a folder of its own beside `to`, so that putting it there is one rename.
    pub(super) fn beside(to: &Path) -> Result<Self, BackupError> {
        let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Readable by its owner alone, like the database.
        let folder = tempfile::Builder::new().prefix(".footlights-backup-").tempdir_in(parent)?;
        let path = folder.path().join("footlights.db");
        Ok(Self { folder, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the finished file at `to`, on disk for good. Never over something that is there.
    pub(super) fn put(self, to: &Path) -> Result<(), BackupError> {
        File::open(&self.path)?.sync_all()?;
        // A hard link refuses to replace, which a rename does not; but not every file system has them.
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(BackupError::Occupied(to.to_owned())),
            Err(_) if to.exists() => return Err(BackupError::Occupied(to.to_owned())),
            Err(_) => fs::rename(&self.path, to)?,
        }
        let parent = self.folder.path().parent().unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()?;
        Ok(self.folder.close()?)
    }
}

/// Writes into a finished copy how many rows it has, and verifies it.
pub(super) fn seal(path: &Path, progress: &OnProgress) -> Result<BackupReport, BackupError> {
    {
        let file = Connection::open(path)?;
        // One plain file without companions.
        file.pragma_update(None, "journal_mode", "DELETE")?;
        file.pragma_update(None, "synchronous", "FULL")?;
        let tables = count_rows(&file)?;
        file.execute_batch(&format!("CREATE TABLE {MANIFEST} (name TEXT NOT NULL PRIMARY KEY, row_count INTEGER NOT NULL) STRICT"))?;
        for (name, rows) in &tables {
            file.execute(
                &format!("INSERT INTO {MANIFEST} (name, row_count) VALUES (?1, ?2)"),
                (name, i64::try_from(*rows).unwrap_or(i64::MAX)),
            )?;
        }
    }
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    verify(path, progress)
}

/// Reads a backup as a whole and compares it with what it says of itself.
pub(super) fn verify(path: &Path, progress: &OnProgress) -> Result<BackupReport, BackupError> {
    let unsound = |reason: String| BackupError::Unsound { path: path.to_owned(), reason };
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| unsound(error.to_string()))?;
    progress(Progress { phase: Phase::Verifying, done: 0, total: 3 });
    let found: String = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(|error| unsound(error.to_string()))?;
    if found != "ok" {
        return Err(unsound(found));
    }
    progress(Progress { phase: Phase::Verifying, done: 1, total: 3 });
    let manifest = manifest(&file).map_err(|error| unsound(error.to_string()))?;
    let tables = count_rows(&file)?;
    if manifest != tables {
        return Err(unsound("a table has other rows than were written".to_owned()));
    }
    progress(Progress { phase: Phase::Verifying, done: 2, total: 3 });
    let torn: i64 = file.query_row(TORN_TOPICS, [], |row| row.get(0))?;
    if torn > 0 {
        return Err(unsound(format!("{torn} topics do not end where their numbering does")));
    }
    progress(Progress { phase: Phase::Verifying, done: 3, total: 3 });
    Ok(BackupReport { tables, bytes: fs::metadata(path)?.len() })
}

/// Topics whose last event is neither there nor trimmed: none in a copy that shows one moment.
const TORN_TOPICS: &str = "SELECT COUNT(*) FROM topic t WHERE t.last > 0
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.topic = t.id AND e.sequence = t.last)
    AND NOT EXISTS (SELECT 1 FROM store_trim r WHERE r.topic = t.id AND r.through >= t.last)";

/// Takes the manifest out of a file that becomes a database.
pub(super) fn drop_manifest(file: &Connection) -> Result<(), BackupError> {
    Ok(file.execute_batch(&format!("DROP TABLE {MANIFEST}"))?)
}

/// The tables of a file whose rows travel from one database to the other: the histories of migrations stay, because
/// they hold the sums of texts that differ between the databases.
pub(super) fn travelling(file: &Connection) -> Result<Vec<String>, BackupError> {
    Ok(tables(file)?.into_iter().filter(|name| !name.starts_with("history_")).collect())
}

/// The tables of a file, by name, without the manifest.
fn tables(file: &Connection) -> Result<Vec<String>, BackupError> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> ?1 ORDER BY name";
    let mut statement = file.prepare(sql)?;
    let names = statement.query_map([MANIFEST], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn manifest(file: &Connection) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut statement = file.prepare(&format!("SELECT name, row_count FROM {MANIFEST} ORDER BY name"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0))))?;
    rows.collect()
}

fn count_rows(file: &Connection) -> Result<Vec<(String, u64)>, BackupError> {
    let count = |name: String| {
        let rows = file.query_row(&format!("SELECT COUNT(*) FROM \"{name}\""), [], amount)?;
        Ok((name, rows))
    };
    tables(file)?.into_iter().map(count).collect()
}

/// The first column as an amount.
pub(super) fn amount(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0))
}
