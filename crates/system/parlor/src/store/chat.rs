//! Rows of the chat: the newest so many of each room.

use footlights_base::AccountId;
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{ChatMessage, ChatMessageId, RoomId};

statements! {
    /// A message.
    INSERT = "INSERT INTO parlor_chat (room_id, number, id, account_id, display_name, text, mentions, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The number of the newest, deleted ones aside.
    NEWEST = "SELECT number FROM parlor_chat WHERE room_id = $1 ORDER BY number DESC LIMIT 1";
    /// One of a room.
    ONE = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at FROM parlor_chat WHERE room_id = $1 AND id = $2";
    /// A room's, newest first.
    LIST = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at FROM parlor_chat
        WHERE room_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    /// Somebody's message is taken away.
    DELETE = "DELETE FROM parlor_chat WHERE room_id = $1 AND id = $2";
    /// What is older than the history is long.
    TRIM = "DELETE FROM parlor_chat WHERE room_id = $1 AND number <= $2";
    /// What somebody wrote in a room, oldest first.
    LIST_OF = "SELECT number, id, room_id, account_id, display_name, text, mentions, created_at FROM parlor_chat
        WHERE room_id = $1 AND account_id = $2 ORDER BY number";
    /// It is taken away.
    DELETE_OF = "DELETE FROM parlor_chat WHERE room_id = $1 AND account_id = $2";
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

/// Writes a message and forgets what is more than `kept_max` old.
pub(crate) fn add(tx: &mut Tx<'_>, message: &ChatMessage, kept_max: i64) -> Result<(), Stop> {
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
        message.created_at
    ];
    tx.run(INSERT, values)?;
    if number > kept_max { tx.run(TRIM, params![message.room_id, number - kept_max]) } else { Ok(()) }
}

pub(crate) fn lookup(read: &mut impl Read, room: RoomId, id: ChatMessageId) -> Result<Option<ChatMessage>, Stop> {
    Ok(read.optional(ONE, params![room, id])?.map(|row| message(&row)).transpose()?.map(|(_, message)| message))
}

/// With their numbers; one more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, room: RoomId, before: Option<i64>, limit: u32) -> Result<Vec<(i64, ChatMessage)>, Stop> {
    read.rows(LIST, params![room, before.unwrap_or(i64::MAX), limit + 1])?.iter().map(message).collect()
}

/// As many as a room keeps, at most.
pub(crate) fn list_of(read: &mut impl Read, room: RoomId, account: AccountId) -> Result<Vec<ChatMessage>, Stop> {
    read.rows(LIST_OF, params![room, account])?.iter().map(|row| Ok(message(row)?.1)).collect()
}

pub(crate) fn delete(tx: &mut Tx<'_>, room: RoomId, id: ChatMessageId) -> Result<(), Stop> {
    tx.run(DELETE, params![room, id])
}

pub(crate) fn delete_of(tx: &mut Tx<'_>, room: RoomId, account: AccountId) -> Result<(), Stop> {
    tx.run(DELETE_OF, params![room, account])
}
