//! Reads one session. For its creator and her moderators, whatever their rights.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use std::sync::Arc;

use footlights_base::{Failure, Rejection};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::events::SessionUpdated;
use crate::model::{Rights, Session, SessionId, SessionOwner};
use crate::store::session;

impl Companion {
    /// A session of the caller's, or of a creator whom the caller helps.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_session(&self, caller: &Caller, id: SessionId) -> Result<Session, Failure> {
        caller.require_scope("sessions:read")?;
        let who = SessionOwner::from(caller);
        self.store.read("companion.get_session", move |tx| acting::session(tx, who, id, Rights::ALL)).await
    }

    /// The session of this id, for whoever has the id: it is a capability. Show no more of it than everybody may see.
    ///
    /// # Errors
    /// `not_found` (404).
    pub async fn find_session(&self, id: SessionId) -> Result<Session, Failure> {
        let found = self.store.read("companion.find_session", move |tx| session::lookup(tx, id)).await?;
        Ok(found.ok_or_else(|| Rejection::not_found("session"))?)
    }

    /// The session's figures, read inside somebody else's snapshot: what a joining follower sees fits the place it joins at.
    pub(crate) fn figures_in_snapshot(
        &self,
        id: SessionId,
    ) -> impl Fn(&mut ReadTx<'_>) -> Result<SessionUpdated, Stop> + Send + Sync + use<> {
        let clock = Arc::clone(&self.clock);
        move |read| {
            let found = session::lookup(read, id)?.ok_or_else(|| Rejection::not_found("session"))?;
            Ok(SessionUpdated::of(&found, clock.now()))
        }
    }
}
