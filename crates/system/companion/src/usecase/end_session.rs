//! Ends a session. For its creator and moderators with the right `sessions`.
//!
//! Refusals: `scope_required` (403), `not_found` (404), `session_ended` (409).

use footlights_base::{ErrorKind, EventId, Failure, Rejection, Timestamp};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::{acting, session_once};
use crate::Companion;
use crate::events::{ended, session_topic};
use crate::model::{Right, Session, SessionId, SessionOwner, SessionStatus};
use crate::store::session;

impl Companion {
    /// Ends a session, for good.
    ///
    /// # Errors
    /// See the module.
    pub async fn end_session(&self, caller: &Caller, id: SessionId, once: Option<Once>) -> Result<Session, Failure> {
        caller.require_scope("sessions:write")?;
        let (at, event, who) = (self.now(), self.new_event_id(), SessionOwner::from(caller));
        let done = self.store.write("companion.end_session", session_topic(id), move |tx| {
            session_once(tx, once.as_ref(), |tx| {
                let live = acting::session(tx, who, id, Right::Sessions)?;
                if live.status == SessionStatus::Ended {
                    return Err(session_ended().into());
                }
                end(tx, live, at, event)
            })
        });
        let session = done.await?;
        self.live.forget(session.creator_id, id);
        Ok(session)
    }
}

/// A live session is over, whoever says so.
pub(crate) fn end(tx: &mut Tx<'_>, mut over: Session, at: Timestamp, event: EventId) -> Result<Session, Stop> {
    over.viewers = over.viewers.end(at);
    (over.status, over.ended_at) = (SessionStatus::Ended, Some(at));
    session::end(tx, over.id, at, over.viewers)?;
    tx.publish(ended(&over, event, at))?;
    Ok(over)
}

/// The refusal of whoever comes too late.
pub(super) fn session_ended() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "session_ended", "This session is over; start another one.")
}
