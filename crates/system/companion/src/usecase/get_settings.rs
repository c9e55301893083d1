//! Reads the caller's settings.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::Failure;
use footlights_store::Stop;
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::model::{CreatorSettings, VersionedSettings};
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
        let read = self.store.read("companion.get_settings", move |tx| {
            let said = settings::load_said(tx, creator)?;
            let settings = defaults.with(&said.value).map_err(Stop::broken)?;
            Ok(VersionedSettings { version: said.version, settings })
        });
        read.await
    }

    /// A creator's settings, for what works by itself on her behalf.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn settings_of(&self, creator: footlights_base::AccountId) -> Result<CreatorSettings, Failure> {
        let defaults = self.settings.for_creators();
        self.store.read("companion.settings_of", move |tx| settings::load(tx, creator, &defaults)).await
    }
}
