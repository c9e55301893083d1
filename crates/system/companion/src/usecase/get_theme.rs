//! Reads the look of the caller's overlay.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::{AccountId, Failure};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use crate::Companion;
use crate::model::Theme;
use crate::store::theme;

impl Companion {
    /// The theme; the one we begin with when it was never changed.
    ///
    /// # Errors
    /// See the module.
    pub async fn get_theme(&self, caller: &Caller) -> Result<Theme, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:read")?;
        self.find_theme(caller.account).await
    }

    /// The theme of a creator, for whoever has come in by her key.
    pub(crate) async fn find_theme(&self, creator: AccountId) -> Result<Theme, Failure> {
        let look = move |read: &mut ReadTx<'_>| -> Result<Theme, Stop> { theme::load(read, creator) };
        self.store.read("companion.get_theme", look).await
    }
}
