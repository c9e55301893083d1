//! Rows of the chat: the newest so many of each room.

use footlights_base::AccountId;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{ChatMessage, ChatMessageId, RoomId};

statements! {
    /// A message.
    INSERT = "INSERT INTO parlor_chat (room_id, number, id, account_id, display_name, text, mentions, created_at, sequence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// The number of the newest, deleted ones aside.
    NEWEST = "SELECT number FROM parlor_chat WHERE room_id = $1 ORDER BY number DESC LIMIT 1";
    /// One of a room.
    ONE = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at, sequence FROM parlor_chat WHERE room_id = $1 AND id = $2";
    /// A room's, newest first.
    LIST = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at FROM parlor_chat
        WHERE room_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    /// Somebody's message is taken away.
    DELETE = "DELETE FROM parlor_chat WHERE room_id = $1 AND id = $2";
    /// What is older than the history is long.
    TRIM = "DELETE FROM parlor_chat WHERE room_id = $1 AND number <= $2";
    /// What somebody wrote in a room, oldest first.
    LIST_OF = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at, sequence FROM parlor_chat
        WHERE room_id = $1 AND account_id = $2 ORDER BY number";
}

fn message(row: &Row) -> Result<(i64, ChatMessage), Stop> {
    let message = ChatMessage {
        id: row.get(1)?,
        room_id: row.get(2)?,
        account_id: row.get(3)?,
        display_name: row.get(4)?,
        text: row.get(5)?,
        mentions: serde_json::from_str(&row.get::<String>(6)?).map_err(Stop::broken)?,
        created_at: row.get(7)?,
    };
    Ok((row.get(0)?, message))
}

/// A message and the number of the event that told it; 0 where that was not noted yet.
pub(crate) struct Written {
    pub(crate) message: ChatMessage,
    pub(crate) sequence: i64,
}

fn written(row: &Row) -> Result<Written, Stop> {
    Ok(Written { message: message(row)?.1, sequence: row.get(8)? })
}

/// Writes a message and forgets what is more than `kept_max` old.
pub(crate) fn add(tx: &mut Tx<'_>, written: &Written, kept_max: i64) -> Result<(), Stop> {
    let Written { message, sequence } = written;
    let newest = tx.optional(NEWEST, params![message.room_id])?.map(|row| row.get::<i64>(0)).transpose()?.unwrap_or(0);
    let (number, mentions) = (newest + 1, serde_json::to_string(&message.mentions).map_err(Stop::broken)?);
    let values = params![
        message.room_id,
        number,
        message.id,
        message.account_id,
        &message.display_name,
        &message.text,
        &mentions,
        message.created_at,
        sequence
    ];
    tx.run(INSERT, values)?;
    if number > kept_max { tx.run(TRIM, params![message.room_id, number - kept_max]) } else { Ok(()) }
}

pub(crate) fn lookup(read: &mut impl Read, room: RoomId, id: ChatMessageId) -> Result<Option<Written>, Stop> {
    read.optional(ONE, params![room, id])?.map(|row| written(&row)).transpose()
}

/// With their numbers; one more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, room: RoomId, before: Option<i64>, limit: u32) -> Result<Vec<(i64, ChatMessage)>, Stop> {
    read.rows(LIST, params![room, before.unwrap_or(i64::MAX), limit + 1])?.iter().map(message).collect()
}

/// As many as a room keeps, at most.
pub(crate) fn list_of(read: &mut impl Read, room: RoomId, account: AccountId) -> Result<Vec<Written>, Stop> {
    read.rows(LIST_OF, params![room, account])?.iter().map(written).collect()
}

pub(crate) fn delete(tx: &mut Tx<'_>, room: RoomId, id: ChatMessageId) -> Result<(), Stop> {
    tx.run(DELETE, params![room, id])
}
