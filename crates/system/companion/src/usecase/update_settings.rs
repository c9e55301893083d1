//! Changes the caller's settings: what is said is merged in name by name, null takes a value back to its default.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `settings_too_large` (413).

use footlights_base::Failure;
use footlights_store::{Once, Stop};
use footlights_surface::{Caller, Role};
use serde_json::{Map, Value};

use crate::Companion;
use crate::events::{creator_topic, settings_updated};
use crate::model::{SessionOwner, VersionedSettings};
use crate::store::settings;

impl Companion {
    /// Changes settings and answers them as they are then. A change that changes nothing makes no new version.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_settings(
        &self,
        caller: &Caller,
        change: Map<String, Value>,
        once: Option<Once>,
    ) -> Result<VersionedSettings, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("settings:write")?;
        let (who, defaults) = (SessionOwner::from(caller), self.settings.for_creators());
        let (event, at) = (self.new_event_id(), self.now());
        let key = creator_topic(who.creator_id);
        let written = self.store.write("companion.update_settings", key, move |tx| {
            let run = |tx: &mut footlights_store::Tx<'_>| {
                let before = settings::load_said(tx, who.creator_id)?;
                let said = defaults.change(&before.value, &change)?;
                if said == before.value {
                    return Ok(before.version);
                }
                let version = settings::save(tx, who.creator_id, before.version, &said)?;
                tx.publish(settings_updated(who, version, event, at))?;
                Ok(version)
            };
            // The stored answer is kept small: what the settings are now is read again.
            tx.once(once.as_ref(), run)?;
            let said = settings::load_said(tx, who.creator_id)?;
            let settings = defaults.with(&said.value).map_err(Stop::broken)?;
            Ok(VersionedSettings { version: said.version, settings })
        });
        written.await
    }
}
