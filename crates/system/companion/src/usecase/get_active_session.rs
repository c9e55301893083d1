//! Reads the session that is live.
//!
//! Refusals: `scope_required` (403), `no_active_session` (404).

use footlights_base::{AccountId, ErrorKind, Failure, Rejection};
use footlights_surface::Caller;

use crate::Companion;
use crate::model::Session;
use crate::store::session;

impl Companion {
    /// The caller's live session.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_active_session(&self, caller: &Caller) -> Result<Session, Failure> {
        caller.require_scope("sessions:read")?;
        let active = self.find_active_session(caller.account).await?.filter(|session| session.tenant_id == caller.tenant);
        Ok(active.ok_or_else(|| no_active_session(ErrorKind::NotFound))?)
    }

    /// The live session of a creator, for whoever has a right to follow it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find_active_session(&self, creator: AccountId) -> Result<Option<Session>, Failure> {
        self.store.read("companion.find_active_session", move |tx| session::find_active(tx, creator)).await
    }
}

/// Nothing is live: not found for who asks for it, the wrong moment for who needs it.
pub(super) fn no_active_session(kind: ErrorKind) -> Rejection {
    Rejection::new(kind, "no_active_session", "No session is live; start one first.")
}
