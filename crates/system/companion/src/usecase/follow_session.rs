//! Lets somebody follow a session live. For its creator and her moderators, whatever their rights; what a platform calls a tip,
//! and tips that are held, are seen only by who may read tips.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::Failure;
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Right, Rights, SessionId, SessionOwner};

/// How somebody may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Following {
    /// Whose session it is.
    pub(crate) owner: SessionOwner,
    /// Whether they see everything the creator sees, or what anybody sees by the session's id.
    pub(crate) sees_all: bool,
}

impl Companion {
    /// How the caller may follow the session.
    ///
    /// # Errors
    /// See the module.
    pub(crate) async fn follow_session(&self, caller: &Caller, id: SessionId) -> Result<Following, Failure> {
        caller.require_scope("sessions:read")?;
        let (who, reads_tips) = (SessionOwner::from(caller), caller.scopes.covers("tips:read"));
        let found = self.store.read("companion.follow_session", move |tx| {
            let owner = acting::session(tx, who, id, Rights::ALL)?.owner();
            Ok(Following { owner, sees_all: reads_tips && acting::may(tx, who, owner, Right::Tips)? })
        });
        found.await
    }
}
