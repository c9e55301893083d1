//! Rows of invitations.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use super::word;
use crate::model::{Invite, InviteId, InviteStatus, RoomId};

macro_rules! columns {
    () => {
        "i.id, i.tenant_id, i.room_id, r.name, i.inviter_id, i.inviter_name, i.invitee_id, i.invitee_name, i.role, i.status, i.created_at,
        i.expires_at"
    };
}

statements! {
    /// A new one.
    INSERT = "INSERT INTO parlor_invite (id, room_id, tenant_id, inviter_id, inviter_name, invitee_id, invitee_name, role, status,
        created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// One, with its room's name.
    BY_ID = concat!("SELECT ", columns!(), " FROM parlor_invite i JOIN parlor_room r ON r.id = i.room_id WHERE i.id = $1 AND i.tenant_id = $2");
    /// The one of an account to a room that waits for an answer.
    OPEN = concat!("SELECT ", columns!(), " FROM parlor_invite i JOIN parlor_room r ON r.id = i.room_id
        WHERE i.room_id = $1 AND i.invitee_id = $2 AND i.status = 'pending' AND i.expires_at > $3 ORDER BY i.id DESC LIMIT 1");
    /// A room's, newest first.
    LIST_ROOM = concat!("SELECT ", columns!(), " FROM parlor_invite i JOIN parlor_room r ON r.id = i.room_id
        WHERE i.room_id = $1 AND i.id < $2 ORDER BY i.id DESC LIMIT $3");
    /// An account's that wait for an answer, newest first.
    INBOX = concat!("SELECT ", columns!(), " FROM parlor_invite i JOIN parlor_room r ON r.id = i.room_id
        WHERE i.invitee_id = $1 AND i.tenant_id = $2 AND i.status = 'pending' AND i.expires_at > $3 AND r.status = 'active' AND i.id < $4
        ORDER BY i.id DESC LIMIT $5");
    /// How many of a room wait for an answer.
    COUNT_OPEN = "SELECT COUNT(*) FROM parlor_invite WHERE room_id = $1 AND status = 'pending' AND expires_at > $2";
    /// How many wait for an account's answer.
    COUNT_INBOX = "SELECT COUNT(*) FROM parlor_invite WHERE invitee_id = $1 AND status = 'pending' AND expires_at > $2";
    /// What became of it.
    SET_STATUS = "UPDATE parlor_invite SET status = $2 WHERE id = $1";
    /// Those an account made, when it may not invite any more.
    VOID_BY_INVITER = "UPDATE parlor_invite SET status = 'expired' WHERE room_id = $1 AND inviter_id = $2 AND status = 'pending'";
    /// An account is gone for good.
    FORGET_ACCOUNT = "DELETE FROM parlor_invite WHERE invitee_id = $1";
}

fn invite(row: &Row) -> Result<Invite, Stop> {
    Ok(Invite {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        room_id: row.get(2)?,
        room_name: row.get(3)?,
        inviter_id: row.get(4)?,
        inviter_name: row.get(5)?,
        invitee_id: row.get(6)?,
        invitee_name: row.get(7)?,
        role: word(&row.get::<String>(8)?)?,
        status: word(&row.get::<String>(9)?)?,
        created_at: row.get(10)?,
        expires_at: row.get(11)?,
    })
}

const NEWEST: InviteId = InviteId::from_bytes([0xff; 16]);

pub(crate) fn add(tx: &mut Tx<'_>, invite: &Invite) -> Result<(), Stop> {
    let values = params![
        invite.id,
        invite.room_id,
        invite.tenant_id,
        invite.inviter_id,
        &invite.inviter_name,
        invite.invitee_id,
        &invite.invitee_name,
        invite.role.as_str(),
        invite.status.as_str(),
        invite.created_at,
        invite.expires_at
    ];
    tx.run(INSERT, values)
}

pub(crate) fn lookup(read: &mut impl Read, tenant: TenantId, id: InviteId) -> Result<Option<Invite>, Stop> {
    read.optional(BY_ID, params![id, tenant])?.map(|row| invite(&row)).transpose()
}

pub(crate) fn find_open(read: &mut impl Read, room: RoomId, account: AccountId, now: Timestamp) -> Result<Option<Invite>, Stop> {
    read.optional(OPEN, params![room, account, now])?.map(|row| invite(&row)).transpose()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list_room(read: &mut impl Read, room: RoomId, before: Option<InviteId>, limit: u32) -> Result<Vec<Invite>, Stop> {
    read.rows(LIST_ROOM, params![room, before.unwrap_or(NEWEST), limit + 1])?.iter().map(invite).collect()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn inbox(
    read: &mut impl Read,
    (tenant, account): (TenantId, AccountId),
    now: Timestamp,
    before: Option<InviteId>,
    limit: u32,
) -> Result<Vec<Invite>, Stop> {
    read.rows(INBOX, params![account, tenant, now, before.unwrap_or(NEWEST), limit + 1])?.iter().map(invite).collect()
}

pub(crate) fn count_open(read: &mut impl Read, room: RoomId, now: Timestamp) -> Result<i64, Stop> {
    read.one(COUNT_OPEN, params![room, now])?.get(0)
}

pub(crate) fn count_inbox(read: &mut impl Read, account: AccountId, now: Timestamp) -> Result<i64, Stop> {
    read.one(COUNT_INBOX, params![account, now])?.get(0)
}

pub(crate) fn set_status(tx: &mut Tx<'_>, id: InviteId, status: InviteStatus) -> Result<(), Stop> {
    tx.run(SET_STATUS, params![id, status.as_str()])
}

pub(crate) fn void_made_by(tx: &mut Tx<'_>, room: RoomId, inviter: AccountId) -> Result<(), Stop> {
    tx.run(VOID_BY_INVITER, params![room, inviter])
}

pub(crate) fn forget_account(tx: &mut Tx<'_>, account: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_ACCOUNT, params![account])
}
