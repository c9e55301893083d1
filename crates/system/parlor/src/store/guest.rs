//! Rows of guests: accounts that end by themselves.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::RoomId;

statements! {
    /// A guest of a room.
    INSERT = "INSERT INTO parlor_guest (account_id, tenant_id, room_id, expires_at) VALUES ($1, $2, $3, $4)";
    /// Guests whose time is over.
    EXPIRED = "SELECT account_id, tenant_id FROM parlor_guest WHERE expires_at <= $1 ORDER BY expires_at, account_id LIMIT $2";
    /// When the next one's time is over.
    NEXT = "SELECT expires_at FROM parlor_guest ORDER BY expires_at LIMIT 1";
    /// Gone.
    DELETE = "DELETE FROM parlor_guest WHERE account_id = $1";
}

pub(crate) fn add(tx: &mut Tx<'_>, account: AccountId, tenant: TenantId, room: RoomId, until: Timestamp) -> Result<(), Stop> {
    tx.run(INSERT, params![account, tenant, room, until])
}

pub(crate) fn expired(read: &mut impl Read, now: Timestamp, limit: u32) -> Result<Vec<(AccountId, TenantId)>, Stop> {
    read.rows(EXPIRED, params![now, limit])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(crate) fn next_end(read: &mut impl Read) -> Result<Option<Timestamp>, Stop> {
    read.optional(NEXT, params![])?.map(|row| row.get(0)).transpose()
}

pub(crate) fn delete(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Stop> {
    tx.run(DELETE, params![account])
}
