//! Lists who helps the caller, longest first. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::Failure;
use footlights_identity::lookup_account;
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::model::{Moderator, SessionOwner};
use crate::store::moderator;

impl Companion {
    /// All of the caller's moderators.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_moderators(&self, caller: &Caller) -> Result<Vec<Moderator>, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("moderators:read")?;
        let owner = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_moderators", move |tx| {
            let mut moderators = Vec::new();
            for row in moderator::list(tx, owner)? {
                // One whose account is gone is forgotten as soon as the news of it has come.
                let Some(account) = lookup_account(tx, owner.tenant_id, row.account)? else { continue };
                moderators.push(Moderator {
                    account_id: account.id,
                    username: account.username,
                    display_name: account.display_name,
                    rights: row.rights,
                    created_at: row.created_at,
                });
            }
            Ok(moderators)
        });
        listed.await
    }
}
