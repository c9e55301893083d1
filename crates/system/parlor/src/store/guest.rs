//! Rows of guests: there from when they are let in by a link until their account has ended.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Stop, Tx, params, statements};

use crate::model::{JoinLinkId, RoomId};

statements! {
    /// A new one.
    INSERT = "INSERT INTO parlor_guest (account_id, room_id, link_id, created_at) VALUES ($1, $2, $3, $4)";
    /// How many there are of a room.
    COUNT = "SELECT COUNT(*) FROM parlor_guest WHERE room_id = $1";
    /// How many of them one link let in.
    COUNT_BY_LINK = "SELECT COUNT(*) FROM parlor_guest WHERE room_id = $1 AND link_id = $2";
    /// Their account has ended.
    FORGET_ACCOUNT = "DELETE FROM parlor_guest WHERE account_id = $1";
}

pub(crate) fn add(tx: &mut Tx<'_>, account: AccountId, room: RoomId, link: JoinLinkId, at: Timestamp) -> Result<(), Stop> {
    tx.run(INSERT, params![account, room, link, at])
}

pub(crate) fn count(read: &mut impl Read, room: RoomId) -> Result<i64, Stop> {
    read.one(COUNT, params![room])?.get(0)
}

pub(crate) fn count_by_link(read: &mut impl Read, room: RoomId, link: JoinLinkId) -> Result<i64, Stop> {
    read.one(COUNT_BY_LINK, params![room, link])?.get(0)
}

pub(crate) fn forget_account(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_ACCOUNT, params![account])
}
