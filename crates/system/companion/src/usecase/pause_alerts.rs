//! Shows nothing new until [`super::resume_alerts`]. For the creator and moderators with the right `alerts`.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps so).

use footlights_base::{AccountId, Failure};
use footlights_store::Once;
use footlights_surface::Caller;
use serde_json::{Map, Value, json};

use crate::Companion;
use crate::model::VersionedSettings;

impl Companion {
    /// Pauses the alerts of the caller, or of the `creator` whom the caller helps.
    ///
    /// # Errors
    /// See the module.
    pub async fn pause_alerts(
        &self,
        caller: &Caller,
        creator: Option<AccountId>,
        once: Option<Once>,
    ) -> Result<VersionedSettings, Failure> {
        caller.require_scope("alerts:write")?;
        self.change_settings(caller, creator, paused(true), once).await
    }
}

/// The change of settings that pauses or goes on.
pub(super) fn paused(paused: bool) -> Map<String, Value> {
    Map::from_iter([("alerts".to_owned(), json!({"paused": paused}))])
}
