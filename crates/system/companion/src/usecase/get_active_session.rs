//! Reads the session that is live. For its creator and her moderators, whatever their rights.
//!
//! Refusals: `scope_required` (403), `no_active_session`, `not_found` (404, no such creator, or none whom the caller helps).

use footlights_base::{AccountId, ErrorKind, Failure, Rejection};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Rights, Session, SessionOwner};
use crate::store::session;

impl Companion {
    /// The live session of the caller, or of the `creator` whom the caller helps.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_active_session(&self, caller: &Caller, creator: Option<AccountId>) -> Result<Session, Failure> {
        caller.require_scope("sessions:read")?;
        let who = SessionOwner::from(caller);
        let found = self.store.read("companion.get_active_session", move |tx| {
            let owner = acting::on_behalf(tx, who, creator, Rights::ALL)?;
            Ok(session::find_active(tx, owner.creator_id)?.filter(|session| session.owner() == owner))
        });
        Ok(found.await?.ok_or_else(|| no_active_session(ErrorKind::NotFound))?)
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
