//! Deletes a note about a session. For its creator and moderators with the right `notes`; also after the end.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::events::session_topic;
use crate::model::{NoteId, Right, SessionId, SessionOwner};
use crate::store::note;

impl Companion {
    /// Deletes a note.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_note(&self, caller: &Caller, session_id: SessionId, id: NoteId) -> Result<(), Failure> {
        caller.require_scope("sessions:write")?;
        let who = SessionOwner::from(caller);
        let done = self.store.write("companion.delete_note", session_topic(session_id), move |tx| {
            acting::session(tx, who, session_id, Right::Notes)?;
            note::remove(tx, session_id, id, Rejection::not_found("note"))
        });
        done.await
    }
}
