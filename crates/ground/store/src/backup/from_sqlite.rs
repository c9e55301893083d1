//! A copy of a SQLite database in use: `VACUUM INTO` reads one snapshot, however busy the writer is (the page-wise
//! backup begins anew at every commit and never ends under load).

use std::path::PathBuf;

use rusqlite::{Connection, OpenFlags};

use super::{BackupError, OnProgress, Phase, Progress, blocking, file};

/// How many steps of SQLite's machine lie between two looks at the progress: some milliseconds.
const STEPS_PER_LOOK: i32 = 1_000_000;

/// Copies the database at `from` to the file `to`, which does not exist.
pub(super) async fn copy(from: PathBuf, to: PathBuf, progress: OnProgress) -> Result<(), BackupError> {
    blocking(move || {
        // A connection of its own: the writer and the readers go on.
        let mut source = Connection::open_with_flags(&from, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let total = source.query_row("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", [], file::amount)?;
        let target = to.clone();
        source.progress_handler(
            STEPS_PER_LOOK,
            Some(move || {
                let done = std::fs::metadata(&target).map_or(0, |file| file.len());
                progress(Progress { phase: Phase::Copying, done: done.min(total), total });
                false
            }),
        )?;
        let target = to.to_str().ok_or_else(|| std::io::Error::other("the path of a backup is not UTF-8"))?;
        source.execute("VACUUM INTO ?1", [target])?;
        Ok(())
    })
    .await
}
