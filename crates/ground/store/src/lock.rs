//! The lock on a data directory: one server at a time.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::OpenError;

/// Held while a server (or a command that takes its place) uses a SQLite database. The operating system gives it back when
/// the process ends, however it ends.
#[derive(Debug)]
pub struct DataDirLock {
    _file: File,
    path: PathBuf,
}

impl DataDirLock {
    /// Takes the lock file beside `database` (`footlights.db.lock`).
    ///
    /// # Errors
    /// [`OpenError::Locked`] when another process has it, [`OpenError::File`] when the file cannot be used.
    pub fn acquire(database: &Path) -> Result<Self, OpenError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let unusable = |source| OpenError::File { path: path.clone(), source };
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Only for the message; a lock file that cannot be read is as locked as any.
                let read = file.take(100).read_to_string(&mut holder);
                let holder = if read.is_ok() && !holder.is_empty() { holder } else { "unknown process".to_owned() };
                return Err(OpenError::Locked { path, holder });
            }
            Err(std::fs::TryLockError::Error(source)) => return Err(unusable(source)),
        }
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "process {}", std::process::id())).map_err(unusable)?;
        Ok(Self { _file: file, path })
    }

    /// The lock file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::DataDirLock;
    use crate::OpenError;

    #[test]
    fn a_second_one_is_told_who_has_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let database = dir.path().join("footlights.db");
        let held = DataDirLock::acquire(&database).expect("free");
        let Err(OpenError::Locked { holder, .. }) = DataDirLock::acquire(&database) else { panic!("taken twice") };
        assert_eq!(holder, format!("process {}", std::process::id()));
        drop(held);
        DataDirLock::acquire(&database).expect("free again");
    }
}
