//! All of one session: itself, notes, goals, and its tips oldest first, a page at a time. For its creator.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::Failure;
use footlights_surface::Caller;

use super::list_goals::list_of_session;
use super::own_session;
use crate::Companion;
use crate::model::{NOTES_PER_SESSION_MAX, SessionId, SessionOwner};
use crate::store::{note, tip};
use crate::wire::{GoalBody, NoteBody, SessionBody, TipBody};

/// Tips in one page.
const PAGE: u32 = 1_000;

/// An export under way: what there is of a session but its tips, and the tips page by page, none once all is told. Tips that come in
/// the meantime come with it, or not.
pub struct SessionExport {
    companion: Companion,
    id: SessionId,
    /// The session as it stood at the beginning.
    pub session: SessionBody,
    /// Its notes, newest first.
    pub notes: Vec<NoteBody>,
    /// Its goals and those of no session that it saw, by their place.
    pub goals: Vec<GoalBody>,
    after: Option<tip::After>,
    is_over: bool,
}

impl Companion {
    /// Begins an export; everything that can be refused is refused here.
    ///
    /// # Errors
    /// See the module.
    pub async fn export_session(&self, caller: &Caller, id: SessionId) -> Result<SessionExport, Failure> {
        caller.require_scope("sessions:read")?;
        caller.require_scope("tips:read")?;
        let who = SessionOwner::from(caller);
        let begun = self.store.read("companion.begin_session_export", move |tx| {
            let session = own_session(tx, who, id)?;
            let notes = note::list(tx, id, None, u32::try_from(NOTES_PER_SESSION_MAX).unwrap_or(u32::MAX))?;
            Ok((session, notes, list_of_session(tx, who, id)?))
        });
        let (session, notes, goals) = begun.await?;
        Ok(SessionExport {
            companion: self.clone(),
            id,
            session: SessionBody::at(session, self.now()),
            notes: notes.into_iter().map(NoteBody::from).collect(),
            goals: goals.iter().map(GoalBody::from).collect(),
            after: None,
            is_over: false,
        })
    }
}

impl SessionExport {
    /// The next tips; none at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_tips(&mut self) -> Result<Option<Vec<TipBody>>, Failure> {
        if self.is_over {
            return Ok(None);
        }
        let (id, after) = (self.id, self.after);
        let read = self.companion.store.read("companion.export_session", move |tx| tip::list_forward(tx, id, after, PAGE));
        let tips = read.await?;
        self.is_over = tips.len() < PAGE as usize;
        self.after = tips.last().map(|last| (last.created_at, last.id)).or(self.after);
        Ok((!tips.is_empty()).then(|| tips.into_iter().map(TipBody::from).collect()))
    }
}
