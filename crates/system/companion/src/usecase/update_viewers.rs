//! Reports how many watch. For the session's creator and moderators with the right `sessions`.
//!
//! The count is kept and has no number: who watches is told now and then, and by every snapshot. The same count again changes
//! nothing and is told to nobody; the average goes on by itself.
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404), `session_ended` (409).

use footlights_base::{Failure, Rejection};
use footlights_surface::Caller;

use super::end_session::session_ended;
use super::{acting, book, keep};
use crate::Companion;
use crate::events::{SessionUpdated, session_topic};
use crate::model::{Right, SessionId, SessionOwner, SessionStatus, VIEWERS_MAX};
use crate::store::{figures, session};

impl Companion {
    /// Reports a viewer count and answers the figures as they are then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_viewers(&self, caller: &Caller, id: SessionId, viewer_count: i64) -> Result<SessionUpdated, Failure> {
        caller.require_scope("sessions:write")?;
        let count = u32::try_from(viewer_count).ok().filter(|count| *count <= VIEWERS_MAX);
        let count = count.ok_or_else(|| Rejection::field("/viewerCount", "not_valid", "From 0 to 10,000,000."))?;
        let (at, who) = (self.now(), SessionOwner::from(caller));
        let done = self.store.write("companion.update_viewers", session_topic(id), move |tx| {
            let mut book = book(tx, id)?;
            acting::require(tx, who, book.owner, Right::Sessions, "session")?;
            if book.status == SessionStatus::Ended {
                return Err(session_ended().into());
            }
            let changes = book.viewers.count != count || book.viewers.from.is_none();
            if changes {
                book.viewers = book.viewers.now(count, at);
                keep(tx, id, book)?;
                session::set_viewers(tx, id, book.viewers)?;
                figures::see_viewers(tx, id, at, count)?;
            }
            Ok((SessionUpdated::of_book(id, &book, at), changes))
        });
        let (figures, changes) = done.await?;
        if changes {
            self.counted.note(id);
        }
        Ok(figures)
    }

    /// Somebody has missed counts: they are told once more.
    pub(crate) fn retell_viewers(&self, id: SessionId) {
        self.counted.note(id);
    }
}
