//! Lets somebody follow a session live. For its creator and her moderators, whatever their rights; what a platform calls a tip,
//! and tips that are held, are seen only by who may read tips; who gave one without a name, only by the creator.
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
    /// What they see.
    pub(crate) sight: Sight,
}

/// What somebody sees of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Everything: the creator herself.
    All,
    /// Everything but who gave a tip without a name.
    Tips,
    /// What anybody sees by the session's id.
    Public,
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
            let sees_tips = reads_tips && acting::may(tx, who, owner, Right::Tips)?;
            let sight = match sees_tips {
                true if who == owner => Sight::All,
                true => Sight::Tips,
                false => Sight::Public,
            };
            Ok(Following { owner, sight })
        });
        found.await
    }
}
