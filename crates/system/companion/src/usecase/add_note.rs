//! Writes a note about a session. For its creator and moderators with the right `notes`; also after the end.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404), `too_many` (409).

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::events::session_topic;
use crate::model::{NOTE, NOTES_PER_SESSION_MAX, Note, NoteId, Right, SessionId, SessionOwner};
use crate::store::note;

impl Companion {
    /// Writes a note.
    ///
    /// # Errors
    /// See the module.
    pub async fn add_note(&self, caller: &Caller, session_id: SessionId, text: &str, once: Option<Once>) -> Result<Note, Failure> {
        caller.require_scope("sessions:write")?;
        let text = NOTE.check(text).map_err(|error| Rejection::fields(vec![error]))?;
        let note = Note { id: NoteId::new(&*self.clock, &self.chance), session_id, text, created_at: self.now() };
        let who = SessionOwner::from(caller);
        let done = self.store.write("companion.add_note", session_topic(session_id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                acting::session(tx, who, session_id, Right::Notes)?;
                within(tx, &note)?;
                Ok(note.clone())
            })
        });
        done.await
    }
}

/// Adds the note within a transaction that has the session's topic among its keys, so that nobody counts at the same time.
pub(super) fn within(tx: &mut Tx<'_>, note: &Note) -> Result<(), Stop> {
    if note::count(tx, note.session_id)? >= NOTES_PER_SESSION_MAX {
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A session holds at most 1,000 notes.").into());
    }
    note::add(tx, note)
}
