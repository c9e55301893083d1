//! Rows of join links.

use footlights_base::{AccountId, TenantId};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use super::word;
use crate::model::{JoinLink, JoinLinkId, RoomId};

statements! {
    /// A new one.
    INSERT = "INSERT INTO parlor_link (id, room_id, hash, role, created_by, created_at, expires_at, uses_max, uses)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    /// One of a room by its secret's hash.
    BY_HASH = "SELECT id, room_id, role, created_by, created_at, expires_at, uses_max, uses FROM parlor_link WHERE hash = $1 AND room_id = $2";
    /// The room a secret opens, and whose it is.
    ROOM_OF = "SELECT r.id, r.tenant_id FROM parlor_link l JOIN parlor_room r ON r.id = l.room_id WHERE l.hash = $1";
    /// A room's, newest first.
    LIST = "SELECT id, room_id, role, created_by, created_at, expires_at, uses_max, uses FROM parlor_link
        WHERE room_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// How many a room has.
    COUNT = "SELECT COUNT(*) FROM parlor_link WHERE room_id = $1";
    /// It has let one more in.
    USE = "UPDATE parlor_link SET uses = uses + 1 WHERE id = $1";
    /// Revoked.
    DELETE = "DELETE FROM parlor_link WHERE id = $1 AND room_id = $2";
    /// Those an account made, when it may not invite any more.
    DELETE_BY_MAKER = "DELETE FROM parlor_link WHERE room_id = $1 AND created_by = $2";
}

fn link(row: &Row) -> Result<JoinLink, Stop> {
    Ok(JoinLink {
        id: row.get(0)?,
        room_id: row.get(1)?,
        role: word(&row.get::<String>(2)?)?,
        created_by: row.get(3)?,
        created_at: row.get(4)?,
        expires_at: row.get(5)?,
        uses_max: row.get(6)?,
        uses: row.get(7)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, link: &JoinLink, hash: [u8; 32]) -> Result<(), Stop> {
    let values = params![link.id, link.room_id, hash, link.role.as_str(), link.created_by, link.created_at, link.expires_at, link.uses_max];
    tx.run(INSERT, values)
}

pub(crate) fn find_by_hash(read: &mut impl Read, room: RoomId, hash: [u8; 32]) -> Result<Option<JoinLink>, Stop> {
    read.optional(BY_HASH, params![hash, room])?.map(|row| link(&row)).transpose()
}

pub(crate) fn room_of(read: &mut impl Read, hash: [u8; 32]) -> Result<Option<(RoomId, TenantId)>, Stop> {
    read.optional(ROOM_OF, params![hash])?.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, room: RoomId, before: Option<JoinLinkId>, limit: u32) -> Result<Vec<JoinLink>, Stop> {
    let before = before.unwrap_or(JoinLinkId::from_bytes([0xff; 16]));
    read.rows(LIST, params![room, before, limit + 1])?.iter().map(link).collect()
}

pub(crate) fn count(read: &mut impl Read, room: RoomId) -> Result<i64, Stop> {
    read.one(COUNT, params![room])?.get(0)
}

pub(crate) fn use_once(tx: &mut Tx<'_>, id: JoinLinkId) -> Result<(), Stop> {
    tx.run(USE, params![id])
}

/// Whether there was one.
pub(crate) fn revoke(tx: &mut Tx<'_>, room: RoomId, id: JoinLinkId) -> Result<bool, Stop> {
    Ok(tx.count(DELETE, params![id, room])? == 1)
}

pub(crate) fn revoke_made_by(tx: &mut Tx<'_>, room: RoomId, maker: AccountId) -> Result<(), Stop> {
    tx.run(DELETE_BY_MAKER, params![room, maker])
}
