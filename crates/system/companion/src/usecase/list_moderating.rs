//! Lists the creators whom the caller helps. For everybody who is signed in.
//!
//! Refusals: `scope_required` (403).

use footlights_base::Failure;
use footlights_identity::lookup_account;
use footlights_surface::Caller;

use crate::Companion;
use crate::model::{MODERATING_MAX, Moderated};
use crate::store::moderator;

impl Companion {
    /// The creators whom the caller helps, at most 200.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_moderating(&self, caller: &Caller) -> Result<Vec<Moderated>, Failure> {
        caller.require_scope("moderators:read")?;
        let (tenant, account) = (caller.tenant, caller.account);
        let listed = self.store.read("companion.list_moderating", move |tx| {
            let mut moderated = Vec::new();
            for (creator_id, rights) in moderator::list_moderated(tx, tenant, account, MODERATING_MAX)? {
                let Some(creator) = lookup_account(tx, tenant, creator_id)? else { continue };
                moderated.push(Moderated { creator_id, display_name: creator.display_name, rights });
            }
            Ok(moderated)
        });
        listed.await
    }
}
