//! Append-only logs: numbered entries under a name, and a snapshot that stands for those it covers.
//!
//! Owns: appending in the transaction of the command that caused the entry, reading on, and truncating behind a
//! snapshot by the owner of the lease. Does not know what entries or snapshots mean.
//!
//! Nothing but its tests calls it yet. It waits for the task that will own a simulated session: the session's inputs are to be
//! the entries, and the simulation's state the snapshot, so that another node goes on where the owner stopped.

use footlights_base::{ErrorKind, Rejection};

use crate::lease::Lease;
use crate::names::named;
use crate::{Read, Stop, Tx, params, statements};

/// The largest entry, in bytes.
pub const ENTRY_BYTES_MAX: usize = 64 << 10;
/// The largest snapshot, in bytes.
pub const SNAPSHOT_BYTES_MAX: usize = 16 << 20;
/// The most entries one read answers.
pub const ENTRIES_PER_READ_MAX: u32 = 1_000;

statements! {
    /// The next number of a log; its row stays locked until the commit, so that commit order is number order.
    NEXT = "INSERT INTO store_log (name, last, snapshot_through) VALUES ($1, 1, 0)
        ON CONFLICT (name) DO UPDATE SET last = store_log.last + 1 RETURNING last";
    /// One entry.
    APPEND = "INSERT INTO store_log_entry (name, sequence, content) VALUES ($1, $2, $3)";
    /// Entries behind a number.
    AFTER = "SELECT sequence, content FROM store_log_entry WHERE name = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    /// The snapshot, when there is one.
    SNAPSHOT = "SELECT snapshot_through, snapshot FROM store_log WHERE name = $1 AND snapshot IS NOT NULL";
    /// A newer snapshot of entries that exist.
    PUT_SNAPSHOT = "UPDATE store_log SET snapshot_through = $2, snapshot = $3
        WHERE name = $1 AND snapshot_through <= $2 AND last >= $2";
    /// What a snapshot stands for.
    TRUNCATE = "DELETE FROM store_log_entry WHERE name = $1 AND sequence <= $2";
    /// A whole log's entries.
    DROP_ENTRIES = "DELETE FROM store_log_entry WHERE name = $1";
    /// A whole log's row.
    DROP_LOG = "DELETE FROM store_log WHERE name = $1";
}

/// One entry of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// 1, 2, 3 … without a gap; commit order.
    pub sequence: i64,
    /// What was appended.
    pub content: Vec<u8>,
}

/// The state up to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last entry it covers.
    pub through: i64,
    /// The state.
    pub content: Vec<u8>,
}

/// The entries behind `after` (0: from the beginning that is kept), at most `limit` and [`ENTRIES_PER_READ_MAX`].
///
/// # Errors
/// When the database fails.
pub fn entries_after(read: &mut impl Read, name: &str, after: i64, limit: u32) -> Result<Vec<LogEntry>, Stop> {
    let rows = read.rows(AFTER, params![name, after, i64::from(limit.min(ENTRIES_PER_READ_MAX))])?;
    rows.iter().map(|row| Ok(LogEntry { sequence: row.get(0)?, content: row.get(1)? })).collect()
}

/// The latest snapshot of a log. With [`entries_after`] its `through`, in the same transaction, it is the whole state.
///
/// # Errors
/// When the database fails.
pub fn snapshot(read: &mut impl Read, name: &str) -> Result<Option<Snapshot>, Stop> {
    let row = read.optional(SNAPSHOT, params![name])?;
    row.map(|row| Ok(Snapshot { through: row.get(0)?, content: row.get(1)? })).transpose()
}

impl Tx<'_> {
    /// Appends an entry to the log `name` and answers its number. Anybody may: inputs come from commands on any node.
    ///
    /// # Errors
    /// 413 `entry_too_large` above [`ENTRY_BYTES_MAX`], or the database fails.
    pub fn append(&mut self, name: &str, content: &[u8]) -> Result<i64, Stop> {
        within(content, ENTRY_BYTES_MAX, "entry_too_large", "An entry")?;
        let sequence: i64 = self.one(NEXT, params![named(name)?])?.get(0)?;
        self.run(APPEND, params![name, sequence, content])?;
        Ok(sequence)
    }

    /// Appends as the owner of `lease`, whose write is refused when it is lost.
    ///
    /// # Errors
    /// 409 `lease_lost`, and as [`Tx::append`].
    pub fn append_as(&mut self, lease: &Lease, name: &str, content: &[u8]) -> Result<i64, Stop> {
        self.check_lease(lease)?;
        self.append(name, content)
    }

    /// Saves the state up to entry `through` and drops the entries it stands for, as the owner of `lease`.
    ///
    /// # Errors
    /// 409 `lease_lost`; 409 `snapshot_out_of_order` when there is a newer one or `through` does not exist;
    /// 413 `snapshot_too_large` above [`SNAPSHOT_BYTES_MAX`]; or the database fails.
    pub fn save_snapshot(&mut self, lease: &Lease, name: &str, through: i64, content: &[u8]) -> Result<(), Stop> {
        within(content, SNAPSHOT_BYTES_MAX, "snapshot_too_large", "A snapshot")?;
        self.check_lease(lease)?;
        let refusal = Rejection::new(ErrorKind::Conflict, "snapshot_out_of_order", "There is a newer snapshot, or no such entry.");
        self.must(PUT_SNAPSHOT, params![name, through, content], 1, refusal)?;
        self.run(TRUNCATE, params![name, through])
    }

    /// Removes a log with its entries and snapshot, as the owner of `lease`.
    ///
    /// # Errors
    /// 409 `lease_lost`, or the database fails.
    pub fn drop_log(&mut self, lease: &Lease, name: &str) -> Result<(), Stop> {
        self.check_lease(lease)?;
        self.run(DROP_ENTRIES, params![name])?;
        self.run(DROP_LOG, params![name])
    }
}

fn within(content: &[u8], bytes_max: usize, code: &'static str, what: &str) -> Result<(), Stop> {
    if content.len() <= bytes_max {
        return Ok(());
    }
    let detail = format!("{what} has at most {bytes_max} bytes; this one has {}.", content.len());
    Err(Rejection::new(ErrorKind::TooLarge, code, detail).into())
}
