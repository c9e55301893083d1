//! Reads a creator's settings. For herself; how alerts come also for moderators with the right `alerts`.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps so).

use footlights_base::{AccountId, Failure};
use footlights_store::{Read, Stop};
use footlights_surface::{Caller, Role};

use super::acting;
use crate::Companion;
use crate::model::{CreatorSettings, Right, SessionOwner, VersionedSettings};
use crate::store::settings;

impl Companion {
    /// The caller's settings, each value hers or the default.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_settings(&self, caller: &Caller) -> Result<VersionedSettings, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("settings:read")?;
        let (creator, defaults) = (caller.account, self.settings.for_creators());
        self.store.read("companion.get_settings", move |tx| versioned(tx, creator, &defaults)).await
    }

    /// The settings of a creator whom the caller helps with her alerts; show of it only how they come.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_alert_settings(&self, caller: &Caller, creator: AccountId) -> Result<VersionedSettings, Failure> {
        caller.require_scope("alerts:read")?;
        let (who, defaults) = (SessionOwner::from(caller), self.settings.for_creators());
        let read = self.store.read("companion.get_alert_settings", move |tx| {
            let owner = acting::on_behalf(tx, who, Some(creator), Right::Alerts)?;
            versioned(tx, owner.creator_id, &defaults)
        });
        read.await
    }

    /// A creator's settings, for what works by itself on her behalf.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn settings_of(&self, creator: AccountId) -> Result<CreatorSettings, Failure> {
        let defaults = self.settings.for_creators();
        self.store.read("companion.settings_of", move |tx| settings::load(tx, creator, &defaults)).await
    }
}

fn versioned(read: &mut impl Read, creator: AccountId, defaults: &CreatorSettings) -> Result<VersionedSettings, Stop> {
    let said = settings::load_said(read, creator)?;
    let settings = defaults.with(&said.value).map_err(Stop::broken)?;
    Ok(VersionedSettings { version: said.version, settings })
}
