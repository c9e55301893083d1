//! Rows of bans.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{Ban, RoomId};

statements! {
    /// Somebody is banned, or banned otherwise.
    PUT = "INSERT INTO parlor_ban (room_id, account_id, display_name, banned_by, reason, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (room_id, account_id) DO UPDATE SET display_name = excluded.display_name,
        banned_by = excluded.banned_by, reason = excluded.reason, created_at = excluded.created_at, expires_at = excluded.expires_at";
    /// One.
    ONE = "SELECT room_id, account_id, display_name, banned_by, reason, created_at, expires_at FROM parlor_ban
        WHERE room_id = $1 AND account_id = $2";
    /// A room's that hold, by account.
    LIST = "SELECT room_id, account_id, display_name, banned_by, reason, created_at, expires_at FROM parlor_ban
        WHERE room_id = $1 AND account_id > $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY account_id LIMIT $4";
    /// How many a room has.
    COUNT = "SELECT COUNT(*) FROM parlor_ban WHERE room_id = $1";
    /// Lifted.
    DELETE = "DELETE FROM parlor_ban WHERE room_id = $1 AND account_id = $2";
    /// Those of a room that hold no longer.
    DELETE_EXPIRED = "DELETE FROM parlor_ban WHERE room_id = $1 AND expires_at IS NOT NULL AND expires_at <= $2";
    /// An account is gone for good.
    FORGET_ACCOUNT = "DELETE FROM parlor_ban WHERE account_id = $1";
}

fn ban(row: &Row) -> Result<Ban, Stop> {
    Ok(Ban {
        room_id: row.get(0)?,
        account_id: row.get(1)?,
        display_name: row.get(2)?,
        banned_by: row.get(3)?,
        reason: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
    })
}

pub(crate) fn put(tx: &mut Tx<'_>, ban: &Ban) -> Result<(), Stop> {
    let values = params![ban.room_id, ban.account_id, &ban.display_name, ban.banned_by, &ban.reason, ban.created_at, ban.expires_at];
    tx.run(PUT, values)
}

/// One that holds now.
pub(crate) fn lookup(read: &mut impl Read, room: RoomId, account: AccountId, now: Timestamp) -> Result<Option<Ban>, Stop> {
    let found = read.optional(ONE, params![room, account])?.map(|row| ban(&row)).transpose()?;
    Ok(found.filter(|ban| ban.holds(now)))
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, room: RoomId, after: Option<AccountId>, now: Timestamp, limit: u32) -> Result<Vec<Ban>, Stop> {
    let after = after.unwrap_or(AccountId::from_bytes([0; 16]));
    read.rows(LIST, params![room, after, now, limit + 1])?.iter().map(ban).collect()
}

pub(crate) fn count(read: &mut impl Read, room: RoomId) -> Result<i64, Stop> {
    read.one(COUNT, params![room])?.get(0)
}

/// Whether there was one.
pub(crate) fn lift(tx: &mut Tx<'_>, room: RoomId, account: AccountId) -> Result<bool, Stop> {
    Ok(tx.count(DELETE, params![room, account])? == 1)
}

pub(crate) fn drop_expired(tx: &mut Tx<'_>, room: RoomId, now: Timestamp) -> Result<(), Stop> {
    tx.run(DELETE_EXPIRED, params![room, now])
}

pub(crate) fn forget_account(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_ACCOUNT, params![account])
}
