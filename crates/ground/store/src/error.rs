//! Why a store cannot be opened: each says what to do. What the system or SQLite said about it is the `source`.

use std::path::PathBuf;

/// A store could not be opened or migrated.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server holds the data directory.
    #[error(
        "{} is in use by another Footlights server ({holder}); stop that one, or give this one a directory of its own",
        path.display()
    )]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as far as the lock file tells.
        holder: String,
    },
    /// A file or directory cannot be used.
    #[error("cannot use {}; check that it exists and that this user may write there", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("SQLite cannot open {}; if it is damaged, restore a backup into an empty directory", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
    /// PostgreSQL refused or cannot be reached.
    #[error("PostgreSQL cannot be used: {0}; check the database URL and that the server runs")]
    Postgres(String),
    /// A migration failed or the history does not fit the code.
    #[error("migration of {system} failed: {reason}")]
    Migration {
        /// Which system's steps.
        system: String,
        /// What went wrong.
        reason: String,
    },
    /// A setting is out of its range.
    #[error("setting {name}: {reason}")]
    Setting {
        /// Which one.
        name: &'static str,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The operating system gave no thread.
    #[error("cannot start a store thread: {0}")]
    Thread(std::io::Error),
}
