//! Gives the caller's overlay another look; open overlays take it on at once.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `document_changed` (409, `theme.version` is not the
//! present one).

use footlights_base::{Failure, Rejection};
use footlights_store::Tx;
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::events::{creator_topic, theme_updated};
use crate::model::Theme;
use crate::store::theme;

impl Companion {
    /// The theme as it stands now. `wanted.version` is the one that was seen.
    ///
    /// # Errors
    /// See the module.
    pub async fn set_theme(&self, caller: &Caller, wanted: Theme) -> Result<Theme, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:write")?;
        let faults = wanted.faults();
        if !faults.is_empty() {
            return Err(Rejection::fields(faults).into());
        }
        let (tenant, creator, event, at) = (caller.tenant, caller.account, self.new_event_id(), self.now());
        let run = move |tx: &mut Tx<'_>| {
            let saved = theme::save(tx, creator, &wanted)?;
            tx.publish(theme_updated(tenant, creator, &saved, event, at))?;
            Ok(saved)
        };
        self.store.write("companion.set_theme", creator_topic(creator), run).await
    }
}
