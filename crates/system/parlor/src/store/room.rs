//! Rows of rooms.

use footlights_base::{AccountId, TenantId};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use super::word;
use crate::model::{Held, Policy, Room, RoomId};

macro_rules! columns {
    () => {
        "r.id, r.tenant_id, r.owner_id, r.name, r.description, r.visibility, r.status, r.tags, r.capacity, r.stage_size, r.default_join_role,
        r.policy, r.password_hash, r.guests_allowed, r.slow_mode_seconds, r.held_kind, r.held_id, r.participants, r.created_at, r.updated_at,
        r.purge_at"
    };
}

statements! {
    /// A new room.
    INSERT = "INSERT INTO parlor_room (id, tenant_id, owner_id, name, description, visibility, status, tags, capacity, stage_size,
        default_join_role, policy, password_hash, guests_allowed, slow_mode_seconds, held_kind, held_id, participants, on_stage, created_at,
        updated_at, purge_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, $18, $18, NULL)";
    /// One of a tenant.
    BY_ID = concat!("SELECT ", columns!(), " FROM parlor_room r WHERE r.id = $1 AND r.tenant_id = $2");
    /// What may change, but for the password and the counts.
    UPDATE = "UPDATE parlor_room SET owner_id = $2, name = $3, description = $4, visibility = $5, status = $6, tags = $7, capacity = $8,
        stage_size = $9, default_join_role = $10, policy = $11, guests_allowed = $12, slow_mode_seconds = $13, held_kind = $14, held_id = $15,
        updated_at = $16, purge_at = $17 WHERE id = $1";
    /// Another password, or none.
    SET_PASSWORD = "UPDATE parlor_room SET password_hash = $2 WHERE id = $1";
    /// What its password hashes to.
    PASSWORD = "SELECT password_hash FROM parlor_room WHERE id = $1";
    /// So many more are in it, and on the stage.
    COUNT_IN = "UPDATE parlor_room SET participants = participants + $2, on_stage = on_stage + $3 WHERE id = $1";
    /// How many are on its stage.
    ON_STAGE = "SELECT on_stage FROM parlor_room WHERE id = $1";
    /// How many an account owns.
    COUNT_OWNED = "SELECT COUNT(*) FROM parlor_room WHERE owner_id = $1 AND tenant_id = $2";
    /// Gone for good.
    DELETE = "DELETE FROM parlor_room WHERE id = $1";
    /// Public ones, newest first.
    LIST_PUBLIC = concat!("SELECT ", columns!(), " FROM parlor_room r WHERE r.tenant_id = $1 AND r.visibility = 'public'
        AND (r.status = 'active' OR r.status = $2) AND r.id < $3 ORDER BY r.id DESC LIMIT $4");
    /// Those of them with a tag.
    LIST_TAGGED = concat!("SELECT ", columns!(), " FROM parlor_room_tag t JOIN parlor_room r ON r.id = t.room_id
        WHERE t.tenant_id = $1 AND t.tag = $5 AND r.visibility = 'public' AND (r.status = 'active' OR r.status = $2) AND t.room_id < $3
        ORDER BY t.room_id DESC LIMIT $4");
    /// Those of them in which each of three words begins a word; a tag, too, unless it is empty.
    LIST_FOUND = concat!("SELECT ", columns!(), " FROM parlor_room r WHERE r.tenant_id = $1 AND r.visibility = 'public'
        AND (r.status = 'active' OR r.status = $2) AND r.id < $3
        AND r.id IN (SELECT w.room_id FROM parlor_room_word w WHERE w.tenant_id = $1 AND w.word >= $6 AND w.word < $7)
        AND r.id IN (SELECT w.room_id FROM parlor_room_word w WHERE w.tenant_id = $1 AND w.word >= $8 AND w.word < $9)
        AND r.id IN (SELECT w.room_id FROM parlor_room_word w WHERE w.tenant_id = $1 AND w.word >= $10 AND w.word < $11)
        AND ($5 = '' OR EXISTS (SELECT 1 FROM parlor_room_tag t WHERE t.room_id = r.id AND t.tag = $5))
        ORDER BY r.id DESC LIMIT $4");
    /// Those an account is in or owns, newest first; deleted ones only to their owner.
    LIST_MINE = concat!("SELECT ", columns!(), " FROM parlor_participant p JOIN parlor_room r ON r.id = p.room_id
        WHERE p.account_id = $1 AND r.tenant_id = $2 AND (p.status = 'joined' OR r.owner_id = $1)
        AND (r.status <> 'deleted' OR r.owner_id = $1) AND p.room_id < $3 ORDER BY p.room_id DESC LIMIT $4");
    /// It has this tag.
    ADD_TAG = "INSERT INTO parlor_room_tag (room_id, tenant_id, tag) VALUES ($1, $2, $3)";
    /// It has no tags.
    CLEAR_TAGS = "DELETE FROM parlor_room_tag WHERE room_id = $1";
    /// It is found by this word.
    ADD_WORD = "INSERT INTO parlor_room_word (room_id, tenant_id, word) VALUES ($1, $2, $3)";
    /// It is found by no word.
    CLEAR_WORDS = "DELETE FROM parlor_room_word WHERE room_id = $1";
}

/// Greater than every word there is.
const AFTER_ALL_WORDS: &str = "\u{10FFFF}";

pub(super) fn room(row: &Row) -> Result<Room, Stop> {
    let held = match (row.get::<Option<String>>(15)?, row.get::<Option<String>>(16)?) {
        (Some(kind), Some(id)) => Some(Held { kind: word(&kind)?, id }),
        _ => None,
    };
    let policy: Policy = serde_json::from_str(&row.get::<String>(11)?).map_err(Stop::broken)?;
    Ok(Room {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        owner_id: row.get(2)?,
        name: row.get(3)?,
        description: row.get(4)?,
        visibility: word(&row.get::<String>(5)?)?,
        status: word(&row.get::<String>(6)?)?,
        tags: serde_json::from_str(&row.get::<String>(7)?).map_err(Stop::broken)?,
        capacity: row.get(8)?,
        stage_size: row.get(9)?,
        default_join_role: word(&row.get::<String>(10)?)?,
        policy,
        password_required: row.get::<Option<String>>(12)?.is_some(),
        guests_allowed: row.get(13)?,
        slow_mode_seconds: row.get(14)?,
        holds: held,
        participant_count: row.get(17)?,
        created_at: row.get(18)?,
        updated_at: row.get(19)?,
        purge_at: row.get(20)?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string(value).map_err(Stop::broken)
}

pub(crate) fn add(tx: &mut Tx<'_>, room: &Room, password_hash: Option<&str>, words: &[String]) -> Result<(), Stop> {
    let held = room.holds.as_ref();
    let values = params![
        room.id,
        room.tenant_id,
        room.owner_id,
        &room.name,
        &room.description,
        room.visibility.as_str(),
        room.status.as_str(),
        json(&room.tags)?,
        room.capacity,
        room.stage_size,
        room.default_join_role.as_str(),
        json(&room.policy)?,
        password_hash,
        room.guests_allowed,
        room.slow_mode_seconds,
        held.map(|held| held.kind.as_str()),
        held.map(|held| held.id.as_str()),
        room.created_at
    ];
    tx.run(INSERT, values)?;
    add_words(tx, room, words)
}

pub(crate) fn lookup(read: &mut impl Read, tenant: TenantId, id: RoomId) -> Result<Option<Room>, Stop> {
    read.optional(BY_ID, params![id, tenant])?.map(|row| room(&row)).transpose()
}

/// All of it but the password and the counts.
pub(crate) fn update(tx: &mut Tx<'_>, room: &Room) -> Result<(), Stop> {
    let held = room.holds.as_ref();
    let values = params![
        room.id,
        room.owner_id,
        &room.name,
        &room.description,
        room.visibility.as_str(),
        room.status.as_str(),
        json(&room.tags)?,
        room.capacity,
        room.stage_size,
        room.default_join_role.as_str(),
        json(&room.policy)?,
        room.guests_allowed,
        room.slow_mode_seconds,
        held.map(|held| held.kind.as_str()),
        held.map(|held| held.id.as_str()),
        room.updated_at,
        room.purge_at
    ];
    tx.run(UPDATE, values)
}

/// The tags and words by which it is found, anew.
pub(crate) fn set_words(tx: &mut Tx<'_>, room: &Room, words: &[String]) -> Result<(), Stop> {
    tx.run(CLEAR_TAGS, params![room.id])?;
    tx.run(CLEAR_WORDS, params![room.id])?;
    add_words(tx, room, words)
}

fn add_words(tx: &mut Tx<'_>, room: &Room, words: &[String]) -> Result<(), Stop> {
    for tag in &room.tags {
        tx.run(ADD_TAG, params![room.id, room.tenant_id, tag])?;
    }
    for word in words {
        tx.run(ADD_WORD, params![room.id, room.tenant_id, word])?;
    }
    Ok(())
}

pub(crate) fn set_password(tx: &mut Tx<'_>, id: RoomId, hash: Option<&str>) -> Result<(), Stop> {
    tx.run(SET_PASSWORD, params![id, hash])
}

pub(crate) fn password_hash(read: &mut impl Read, id: RoomId) -> Result<Option<String>, Stop> {
    Ok(read.optional(PASSWORD, params![id])?.map(|row| row.get::<Option<String>>(0)).transpose()?.flatten())
}

/// So many more participants, and so many more of them on the stage.
pub(crate) fn count_in(tx: &mut Tx<'_>, id: RoomId, participants: i64, on_stage: i64) -> Result<(), Stop> {
    tx.run(COUNT_IN, params![id, participants, on_stage])
}

pub(crate) fn on_stage(read: &mut impl Read, id: RoomId) -> Result<i64, Stop> {
    read.one(ON_STAGE, params![id])?.get(0)
}

pub(crate) fn count_owned(read: &mut impl Read, tenant: TenantId, owner: AccountId) -> Result<i64, Stop> {
    read.one(COUNT_OWNED, params![owner, tenant])?.get(0)
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: RoomId) -> Result<(), Stop> {
    tx.run(DELETE, params![id])
}

/// What a list of public rooms is narrowed by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrowed {
    pub(crate) tag: Option<String>,
    /// Folded; at most three count.
    pub(crate) words: Vec<String>,
    pub(crate) archived: bool,
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list_public(
    read: &mut impl Read,
    tenant: TenantId,
    by: &Narrowed,
    before: Option<RoomId>,
    limit: u32,
) -> Result<Vec<Room>, Stop> {
    let before = before.unwrap_or(RoomId::from_bytes([0xff; 16]));
    let status = if by.archived { "archived" } else { "active" };
    let rows = match (&by.tag, by.words.is_empty()) {
        (None, true) => read.rows(LIST_PUBLIC, params![tenant, status, before, limit + 1])?,
        (Some(tag), true) => read.rows(LIST_TAGGED, params![tenant, status, before, limit + 1, tag])?,
        (tag, false) => {
            let range = |n: usize| {
                by.words
                    .get(n)
                    .map_or((String::new(), AFTER_ALL_WORDS.to_owned()), |word| (word.clone(), format!("{word}{AFTER_ALL_WORDS}")))
            };
            let ((a, b), (c, d), (e, f)) = (range(0), range(1), range(2));
            let tag = tag.as_deref().unwrap_or("");
            read.rows(LIST_FOUND, params![tenant, status, before, limit + 1, tag, &a, &b, &c, &d, &e, &f])?
        }
    };
    rows.iter().map(room).collect()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list_mine(
    read: &mut impl Read,
    tenant: TenantId,
    account: AccountId,
    before: Option<RoomId>,
    limit: u32,
) -> Result<Vec<Room>, Stop> {
    let before = before.unwrap_or(RoomId::from_bytes([0xff; 16]));
    read.rows(LIST_MINE, params![account, tenant, before, limit + 1])?.iter().map(room).collect()
}
