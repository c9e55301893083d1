//! Gives a moderator other rights. For their creator. What they follow by a right they lose ends at once.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{AccountId, Failure, Rejection};
use footlights_identity::lookup_account;
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::events::{creator_topic, moderator_changed};
use crate::model::{Moderator, SessionOwner, check_rights};
use crate::store::moderator;

impl Companion {
    /// Replaces a moderator's rights, and answers the moderator as they are then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_moderator(&self, caller: &Caller, account: AccountId, rights: &[String]) -> Result<Moderator, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("moderators:write")?;
        let rights = check_rights(rights).map_err(|error| Rejection::fields(vec![error]))?;
        let (owner, event, at) = (SessionOwner::from(caller), self.new_event_id(), self.now());
        let done = self.store.write("companion.update_moderator", creator_topic(owner.creator_id), move |tx| {
            let unknown = || Rejection::not_found("moderator");
            let known = lookup_account(tx, owner.tenant_id, account)?.ok_or_else(unknown)?;
            let row = moderator::lookup(tx, owner, account)?.ok_or_else(unknown)?;
            if row.rights != rights {
                moderator::update(tx, owner, account, rights)?;
                tx.publish(moderator_changed(owner, account, rights, event, at))?;
            }
            let (username, display_name) = (known.username, known.display_name);
            Ok(Moderator { account_id: account, username, display_name, rights, created_at: row.created_at })
        });
        done.await
    }
}
