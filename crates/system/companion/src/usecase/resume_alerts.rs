//! Goes on with the alerts that wait. For the creator and moderators with the right `alerts`.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps so).

use footlights_base::{AccountId, Failure};
use footlights_store::Once;
use footlights_surface::Caller;

use super::pause_alerts::paused;
use crate::Companion;
use crate::model::VersionedSettings;

impl Companion {
    /// Goes on with the alerts of the caller, or of the `creator` whom the caller helps.
    ///
    /// # Errors
    /// See the module.
    pub async fn resume_alerts(
        &self,
        caller: &Caller,
        creator: Option<AccountId>,
        once: Option<Once>,
    ) -> Result<VersionedSettings, Failure> {
        caller.require_scope("alerts:write")?;
        self.change_settings(caller, creator, paused(false), once).await
    }
}
