//! Gives the overlay another address; who holds the old one is cut off.
//!
//! Refusals: `role_required`, `scope_required` (403), `already_issued` (409, the key of the request was used before).

use footlights_base::Failure;
use footlights_realtime::Tag;
use footlights_store::{Once, Tx};
use footlights_surface::{Caller, Role};

use crate::Overlays;
use crate::events::creator_topic;
use crate::model::OverlayKey;
use crate::store::overlay;

impl Overlays {
    /// The new address.
    ///
    /// # Errors
    /// See the module.
    pub async fn rotate_overlay(&self, caller: &Caller, once: Option<Once>) -> Result<String, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:write")?;
        let key = OverlayKey::random(&self.companion.chance);
        let (tenant, creator, row) = (caller.tenant, caller.account, self.sealed(&key));
        let run = move |tx: &mut Tx<'_>| {
            // The answer holds a secret and is not stored; what is needed of it here is the old key's hash.
            tx.once(once.as_ref(), |tx| {
                let old = overlay::lookup(tx, tenant, creator)?.map(|old| old.hash);
                overlay::rotate(tx, tenant, creator, &row)?;
                Ok(old)
            })
        };
        let old = self.companion.store.write("companion.rotate_overlay", creator_topic(creator), run).await?;
        if let (Some(hub), Some(old)) = (&self.hub, old) {
            hub.cut(&Tag::key(old));
        }
        Ok(self.overlay_url(&key))
    }
}
