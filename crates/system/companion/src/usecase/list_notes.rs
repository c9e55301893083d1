//! Lists the notes of a session, newest first. For its creator and moderators with the right `notes`.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Note, Right, SessionId, SessionOwner};
use crate::store::note;
pub(crate) use crate::store::note::After;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "notes";

impl Companion {
    /// A page of a session's notes after `after`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_notes(&self, caller: &Caller, id: SessionId, after: Option<After>, limit: u32) -> Result<Page<Note>, Failure> {
        caller.require_scope("sessions:read")?;
        let who = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_notes", move |tx| {
            acting::session(tx, who, id, Right::Notes)?;
            note::list(tx, id, after, limit)
        });
        Ok(Page::from_rows(listed.await?, limit, LIST, |note| (note.created_at, note.id)))
    }
}
