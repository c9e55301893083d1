//! Takes away one of the caller's own animations, with its files. A tier of the settings that names it is passed over from then on.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::Tx;
use footlights_surface::Caller;

use crate::Companion;
use crate::events::creator_topic;
use crate::model::CustomAnimationId;
use crate::store::{asset, custom_animation};

impl Companion {
    /// Nothing is left of it but what browsers have kept.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_custom_animation(&self, caller: &Caller, id: CustomAnimationId) -> Result<(), Failure> {
        caller.require_scope("overlay:write")?;
        let creator = caller.account;
        let run = move |tx: &mut Tx<'_>| {
            let found = custom_animation::lookup(tx, creator, id)?.ok_or_else(|| Rejection::not_found("animation"))?;
            custom_animation::delete(tx, id)?;
            found.assets.all().try_for_each(|asset| asset::delete(tx, asset))
        };
        self.store.write("companion.delete_custom_animation", creator_topic(creator), run).await
    }
}
