//! Rows of alerts that are done, and which of them go.

use footlights_alerts::AlertId;
use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

statements! {
    /// Those that ended long ago. An id tells when it was made, so old ones stand together.
    TRIM_ENDED = "DELETE FROM companion_alert WHERE id IN (SELECT id FROM companion_alert WHERE id < $1 AND ended_at < $2 ORDER BY id LIMIT $3)";
    /// Creators with more of them than are kept.
    CROWDED = "SELECT creator_id FROM companion_alert WHERE waits_for IS NULL GROUP BY creator_id HAVING COUNT(*) > $1 ORDER BY creator_id LIMIT $2";
    /// The newest one that is not kept.
    BEYOND = "SELECT id FROM companion_alert WHERE creator_id = $1 AND waits_for IS NULL ORDER BY id DESC LIMIT 1 OFFSET $2";
    /// That one and older ones.
    TRIM_BEYOND = "DELETE FROM companion_alert WHERE id IN (SELECT id FROM companion_alert WHERE creator_id = $1 AND waits_for IS NULL AND id <= $2
        ORDER BY id LIMIT $3)";
}

/// Removes up to `limit` that ended before `before`; says how many.
pub(crate) fn trim_ended(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64, Stop> {
    tx.count(TRIM_ENDED, params![made_at(before), before, limit])
}

/// Up to `limit` creators with more than `kept` that are done.
pub(crate) fn crowded(read: &mut impl Read, kept: u32, limit: u32) -> Result<Vec<AccountId>, Stop> {
    read.rows(CROWDED, params![kept, limit])?.iter().map(|row| row.get(0)).collect()
}

/// The newest of a creator's that are done and beyond `kept`.
pub(crate) fn newest_beyond(read: &mut impl Read, creator: AccountId, kept: u32) -> Result<Option<AlertId>, Stop> {
    read.optional(BEYOND, params![creator, kept])?.map(|row| row.get(0)).transpose()
}

/// Removes up to `limit` of a creator's that are done and not newer than `newest`; says how many.
pub(crate) fn trim_beyond(tx: &mut Tx<'_>, creator: AccountId, newest: AlertId, limit: u32) -> Result<u64, Stop> {
    tx.count(TRIM_BEYOND, params![creator, newest, limit])
}

/// The least id that can have been made at this moment.
fn made_at(at: Timestamp) -> AlertId {
    let ms = u64::try_from(at.as_millis()).unwrap_or(0).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&ms[2..]);
    AlertId::from_bytes(bytes)
}
