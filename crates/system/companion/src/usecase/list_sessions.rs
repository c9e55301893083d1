//! Lists the caller's sessions, newest first.
//!
//! Refusals: `scope_required` (403).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use crate::Companion;
use crate::model::{Session, SessionFilter, SessionOwner};
use crate::store::session;
pub(crate) use crate::store::session::After;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "sessions";

impl Companion {
    /// A page of the caller's sessions after `after`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_sessions(
        &self,
        caller: &Caller,
        filter: SessionFilter,
        after: Option<After>,
        limit: u32,
    ) -> Result<Page<Session>, Failure> {
        caller.require_scope("sessions:read")?;
        let who = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_sessions", move |tx| session::list(tx, who, &filter, after, limit));
        Ok(Page::from_rows(listed.await?, limit, LIST, |session| (session.started_at, session.id)))
    }
}
