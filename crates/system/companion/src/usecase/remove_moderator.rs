//! Lets somebody help no more. For their creator. What they follow by her leave ends at once.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{AccountId, Failure, Rejection};
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::events::{creator_topic, moderator_changed};
use crate::model::{Rights, SessionOwner};
use crate::store::moderator;

impl Companion {
    /// Takes all rights of a moderator away.
    ///
    /// # Errors
    /// See the module.
    pub async fn remove_moderator(&self, caller: &Caller, account: AccountId) -> Result<(), Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("moderators:write")?;
        let (owner, event, at) = (SessionOwner::from(caller), self.new_event_id(), self.now());
        let done = self.store.write("companion.remove_moderator", creator_topic(owner.creator_id), move |tx| {
            if !moderator::remove(tx, owner, account)? {
                return Err(Rejection::not_found("moderator").into());
            }
            tx.publish(moderator_changed(owner, account, Rights::NONE, event, at))?;
            Ok(())
        });
        done.await
    }
}
