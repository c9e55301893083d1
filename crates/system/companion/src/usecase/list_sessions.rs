//! Lists a creator's sessions, newest first. For herself and her moderators, whatever their rights.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Rights, Session, SessionFilter, SessionOwner};
use crate::store::session;
pub(crate) use crate::store::session::After;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "sessions";

impl Companion {
    /// A page of a creator's sessions after `after`.
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
        let listed = self.store.read("companion.list_sessions", move |tx| {
            let owner = acting::on_behalf(tx, who, filter.creator_id, Rights::ALL)?;
            session::list(tx, owner, &filter, after, limit)
        });
        Ok(Page::from_rows(listed.await?, limit, LIST, |session| (session.started_at, session.id)))
    }
}
