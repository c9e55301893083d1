//! Rows of notes.

use footlights_base::{Rejection, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{Note, NoteId, SessionId};

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, NoteId);

statements! {
    /// Adds a note.
    INSERT = "INSERT INTO companion_note (id, session_id, text, created_at) VALUES ($1, $2, $3, $4)";
    /// How many a session has.
    COUNT = "SELECT COUNT(*) FROM companion_note WHERE session_id = $1";
    /// Gone.
    DELETE = "DELETE FROM companion_note WHERE id = $1 AND session_id = $2";
    /// A session's, newest first.
    LIST = "SELECT id, session_id, text, created_at FROM companion_note WHERE session_id = $1 AND (created_at, id) < ($2, $3)
        ORDER BY created_at DESC, id DESC LIMIT $4";
}

fn note(row: &Row) -> Result<Note, Stop> {
    Ok(Note { id: row.get(0)?, session_id: row.get(1)?, text: row.get(2)?, created_at: row.get(3)? })
}

pub(crate) fn add(tx: &mut Tx<'_>, note: &Note) -> Result<(), Stop> {
    tx.run(INSERT, params![note.id, note.session_id, &note.text, note.created_at])
}

/// Deletes it, or refuses when the session has none of this id.
pub(crate) fn remove(tx: &mut Tx<'_>, session: SessionId, id: NoteId, refusal: Rejection) -> Result<(), Stop> {
    tx.must(DELETE, params![id, session], 1, refusal)
}

pub(crate) fn count(read: &mut impl Read, session: SessionId) -> Result<i64, Stop> {
    read.one(COUNT, params![session])?.get(0)
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(read: &mut impl Read, session: SessionId, after: Option<After>, limit: u32) -> Result<Vec<Note>, Stop> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MAX), NoteId::from_bytes([0xff; 16])));
    read.rows(LIST, params![session, at, id, limit + 1])?.iter().map(note).collect()
}
