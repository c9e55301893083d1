//! Changes a creator's settings: what is said is merged in name by name, null takes a value back to its default. For herself; how
//! alerts come also for moderators with the right `alerts`.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404, no such creator, or nothing the
//! caller may change), `settings_too_large` (413).

use footlights_base::{AccountId, Failure, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Caller, Role};
use serde_json::{Map, Value};

use super::acting;
use crate::Companion;
use crate::events::settings_updated;
use crate::model::{Right, SessionId, SessionOwner, VersionedSettings};
use crate::store::settings;

/// The section that moderators with the right may change.
const ALERTS: &str = "alerts";

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
        self.change_settings(caller, None, change, once).await
    }

    /// The same for the alerts of a creator whom the caller helps.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_alert_settings(
        &self,
        caller: &Caller,
        creator: AccountId,
        change: Map<String, Value>,
        once: Option<Once>,
    ) -> Result<VersionedSettings, Failure> {
        caller.require_scope("alerts:write")?;
        self.change_settings(caller, Some(creator), change, once).await
    }

    /// Under the live session's key as well: what it remembers of these settings is loaded anew.
    pub(super) async fn change_settings(
        &self,
        caller: &Caller,
        creator: Option<AccountId>,
        change: Map<String, Value>,
        once: Option<Once>,
    ) -> Result<VersionedSettings, Failure> {
        let (who, defaults) = (SessionOwner::from(caller), self.settings.for_creators());
        let owner = SessionOwner { creator_id: creator.unwrap_or(who.creator_id), ..who };
        let (event, at) = (self.new_event_id(), self.now());
        let run = move |tx: &mut Tx<'_>, _live: Option<SessionId>| {
            acting::require(tx, who, owner, Right::Alerts, "creator")?;
            if who != owner && change.keys().any(|section| section != ALERTS) {
                return Err(Rejection::not_found("setting").into());
            }
            let write = |tx: &mut Tx<'_>| {
                let before = settings::load_said(tx, owner.creator_id)?;
                let said = defaults.change(&before.value, &change)?;
                if said == before.value {
                    return Ok(before.version);
                }
                let version = settings::save(tx, owner.creator_id, before.version, &said)?;
                let alerts = defaults.with(&said).map_err(Stop::broken)?.alerts;
                tx.publish(settings_updated(owner, version, alerts, event, at))?;
                Ok(version)
            };
            // The stored answer is kept small: what the settings are now is read again.
            tx.once(once.as_ref(), write)?;
            let said = settings::load_said(tx, owner.creator_id)?;
            let settings = defaults.with(&said.value).map_err(Stop::broken)?;
            Ok(VersionedSettings { version: said.version, settings })
        };
        self.write_on_stage("companion.update_settings", owner.creator_id, run).await
    }
}
