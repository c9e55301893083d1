//! A note: what a creator writes down about a session, for nobody else.

use footlights_base::{TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};

use super::SessionId;

define_id!(
    /// A note.
    NoteId
);

/// A note's text.
pub(crate) const NOTE: TextLimit = TextLimit { field: "/text", chars_min: 1, chars_max: 2_000 };
/// How many notes one session holds.
pub(crate) const NOTES_PER_SESSION_MAX: i64 = 1_000;

/// A note of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The session it belongs to.
    pub session_id: SessionId,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
}
