//! Rows of participants.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use super::word;
use crate::model::{Participant, ParticipantStatus, RoomId, RoomRole};

macro_rules! columns {
    () => {
        "room_id, account_id, display_name, role, status, is_guest, hand_raised_at, stage_invited_at, on_stage, joined_at, last_chat_at"
    };
}

statements! {
    /// Somebody, as they stand now.
    PUT = "INSERT INTO parlor_participant (room_id, account_id, tenant_id, display_name, role, status, is_guest, hand_raised_at,
        stage_invited_at, on_stage, joined_at, last_chat_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11)
        ON CONFLICT (room_id, account_id) DO UPDATE SET display_name = excluded.display_name, role = excluded.role,
        status = excluded.status, is_guest = excluded.is_guest, hand_raised_at = excluded.hand_raised_at,
        stage_invited_at = excluded.stage_invited_at, on_stage = excluded.on_stage, joined_at = excluded.joined_at,
        last_chat_at = excluded.last_chat_at, seen_at = CASE WHEN excluded.joined_at > parlor_participant.seen_at
        THEN excluded.joined_at ELSE parlor_participant.seen_at END";
    /// One.
    ONE = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND account_id = $2");
    /// Those who are in a room, longest first, from one on.
    LIST = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND status = 'joined'
        AND (joined_at > $2 OR (joined_at = $2 AND account_id > $3)) ORDER BY joined_at, account_id LIMIT $4");
    /// Those of one role.
    LIST_ROLE = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND status = 'joined' AND role = $5
        AND (joined_at > $2 OR (joined_at = $2 AND account_id > $3)) ORDER BY joined_at, account_id LIMIT $4");
    /// The queue of raised hands, first come first.
    HANDS = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND hand_raised_at IS NOT NULL
        AND (hand_raised_at > $2 OR (hand_raised_at = $2 AND account_id > $3)) ORDER BY hand_raised_at, account_id LIMIT $4");
    /// Who is on the stage, longest in the room first.
    ON_STAGE = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND status = 'joined' AND on_stage = 1
        ORDER BY joined_at, account_id LIMIT $2");
    /// How many of a role are in a room.
    COUNT_ROLE = "SELECT COUNT(*) FROM parlor_participant WHERE room_id = $1 AND status = 'joined' AND role = $2 AND account_id <> $3";
    /// Who of a role has been in a room longest, guests aside.
    LONGEST = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND status = 'joined' AND role = $2
        AND is_guest = 0 AND account_id <> $3 ORDER BY joined_at, account_id LIMIT 1");
    /// Who has not been there for longest, of those who may lose their seat: neither the owner nor hosts nor moderators.
    ABSENT = concat!("SELECT ", columns!(), " FROM parlor_participant WHERE room_id = $1 AND status = 'joined' AND seen_at < $2
        AND (last_chat_at IS NULL OR last_chat_at < $2) AND role <> 'host' AND role <> 'moderator' AND account_id <> $3
        ORDER BY seen_at, account_id LIMIT 1");
    /// Whether somebody is in a room, and when they were there in person.
    SEEN = "SELECT status, seen_at FROM parlor_participant WHERE room_id = $1 AND account_id = $2";
    /// They are there.
    SEE = "UPDATE parlor_participant SET seen_at = $3 WHERE room_id = $1 AND account_id = $2 AND status = 'joined' AND seen_at < $3";
    /// They have written. One column: no index knows it.
    SPEAK = "UPDATE parlor_participant SET last_chat_at = $3 WHERE room_id = $1 AND account_id = $2";
    /// How many rooms of others an account is in.
    COUNT_ROOMS = "SELECT COUNT(*) FROM parlor_participant p JOIN parlor_room r ON r.id = p.room_id
        WHERE p.account_id = $1 AND p.status = 'joined' AND r.owner_id <> $1 AND r.status <> 'deleted'";
    /// Rooms an account is in, or has been.
    ROOMS_OF = "SELECT room_id FROM parlor_participant WHERE account_id = $1 AND room_id > $2 ORDER BY room_id LIMIT $3";
    /// An account is called otherwise.
    RENAME = "UPDATE parlor_participant SET display_name = $2 WHERE account_id = $1";
    /// It is as if they had never been there.
    FORGET = "DELETE FROM parlor_participant WHERE room_id = $1 AND account_id = $2";
}

fn participant(row: &Row) -> Result<Participant, Stop> {
    Ok(Participant {
        room_id: row.get(0)?,
        account_id: row.get(1)?,
        display_name: row.get(2)?,
        role: word(&row.get::<String>(3)?)?,
        status: word(&row.get::<String>(4)?)?,
        is_guest: row.get(5)?,
        hand_raised_at: row.get(6)?,
        stage_invited_at: row.get(7)?,
        on_stage: row.get(8)?,
        joined_at: row.get(9)?,
        last_chat_at: row.get(10)?,
    })
}

/// Where a page of participants goes on.
pub(crate) type After = (Timestamp, AccountId);

fn from(after: Option<After>) -> After {
    after.unwrap_or((Timestamp::from_millis(i64::MIN), AccountId::from_bytes([0; 16])))
}

pub(crate) fn put(tx: &mut Tx<'_>, tenant: TenantId, who: &Participant) -> Result<(), Stop> {
    let values = params![
        who.room_id,
        who.account_id,
        tenant,
        &who.display_name,
        who.role.as_str(),
        who.status.as_str(),
        who.is_guest,
        who.hand_raised_at,
        who.stage_invited_at,
        who.on_stage,
        who.joined_at,
        who.last_chat_at
    ];
    tx.run(PUT, values)
}

pub(crate) fn lookup(read: &mut impl Read, room: RoomId, account: AccountId) -> Result<Option<Participant>, Stop> {
    read.optional(ONE, params![room, account])?.map(|row| participant(&row)).transpose()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(
    read: &mut impl Read,
    room: RoomId,
    role: Option<RoomRole>,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Participant>, Stop> {
    let (at, account) = from(after);
    let rows = match role {
        None => read.rows(LIST, params![room, at, account, limit + 1])?,
        Some(role) => read.rows(LIST_ROLE, params![room, at, account, limit + 1, role.as_str()])?,
    };
    rows.iter().map(participant).collect()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn hands(read: &mut impl Read, room: RoomId, after: Option<After>, limit: u32) -> Result<Vec<Participant>, Stop> {
    let (at, account) = from(after);
    read.rows(HANDS, params![room, at, account, limit + 1])?.iter().map(participant).collect()
}

pub(crate) fn on_stage(read: &mut impl Read, room: RoomId, limit: u32) -> Result<Vec<Participant>, Stop> {
    read.rows(ON_STAGE, params![room, limit])?.iter().map(participant).collect()
}

/// Whether somebody else of this role is in the room.
pub(crate) fn has_other(read: &mut impl Read, room: RoomId, role: RoomRole, than: AccountId) -> Result<bool, Stop> {
    Ok(read.one(COUNT_ROLE, params![room, role.as_str(), than])?.get::<i64>(0)? > 0)
}

pub(crate) fn longest(read: &mut impl Read, room: RoomId, role: RoomRole, but: AccountId) -> Result<Option<Participant>, Stop> {
    read.optional(LONGEST, params![room, role.as_str(), but])?.map(|row| participant(&row)).transpose()
}

/// Who has not been seen in the room since `before`, longest away first.
pub(crate) fn absent(read: &mut impl Read, room: RoomId, owner: AccountId, before: Timestamp) -> Result<Option<Participant>, Stop> {
    read.optional(ABSENT, params![room, before, owner])?.map(|row| participant(&row)).transpose()
}

/// When somebody was last seen in a room, if they are a participant of it.
pub(crate) fn seen_at(read: &mut impl Read, room: RoomId, account: AccountId) -> Result<Option<Timestamp>, Stop> {
    let Some(row) = read.optional(SEEN, params![room, account])? else { return Ok(None) };
    let status: ParticipantStatus = word(&row.get::<String>(0)?)?;
    Ok(if status == ParticipantStatus::Joined { Some(row.get(1)?) } else { None })
}

pub(crate) fn see(tx: &mut Tx<'_>, room: RoomId, account: AccountId, at: Timestamp) -> Result<(), Stop> {
    tx.run(SEE, params![room, account, at])
}

/// When they wrote last.
pub(crate) fn speak(tx: &mut Tx<'_>, room: RoomId, account: AccountId, at: Timestamp) -> Result<(), Stop> {
    tx.run(SPEAK, params![room, account, at])
}

/// How many rooms of others an account is in.
pub(crate) fn count_rooms(read: &mut impl Read, account: AccountId) -> Result<i64, Stop> {
    read.one(COUNT_ROOMS, params![account])?.get(0)
}

pub(crate) fn rooms_of(read: &mut impl Read, account: AccountId, after: Option<RoomId>, limit: u32) -> Result<Vec<RoomId>, Stop> {
    let after = after.unwrap_or(RoomId::from_bytes([0; 16]));
    read.rows(ROOMS_OF, params![account, after, limit])?.iter().map(|row| row.get(0)).collect()
}

pub(crate) fn rename(tx: &mut Tx<'_>, account: AccountId, display_name: &str) -> Result<(), Stop> {
    tx.run(RENAME, params![account, display_name])
}

pub(crate) fn forget(tx: &mut Tx<'_>, room: RoomId, account: AccountId) -> Result<(), Stop> {
    tx.run(FORGET, params![room, account])
}
