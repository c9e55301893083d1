//! Lets an overlay in by the key of its address. (By a session's id: [`crate::Companion::find_session`].)
//!
//! Refusals: `not_found` (404).

use footlights_base::{AccountId, Failure, Rejection};

use crate::Overlays;
use crate::model::{OverlayKey, SessionId};
use crate::store::{overlay, session};

impl Overlays {
    /// Whose overlay the key in an address opens, and the session that is live there.
    ///
    /// # Errors
    /// See the module.
    pub async fn open_overlay(&self, key: &str) -> Result<(AccountId, Option<SessionId>), Failure> {
        self.open_by_key(&OverlayKey::from_text(key).ok_or_else(|| Rejection::not_found("overlay"))?).await
    }

    /// The same for what is a key by its form.
    pub(crate) async fn open_by_key(&self, key: &OverlayKey) -> Result<(AccountId, Option<SessionId>), Failure> {
        let hash = key.hash();
        let found = self.companion.store.read("companion.open_overlay", move |tx| {
            let creator = overlay::find_creator(tx, hash)?.ok_or_else(|| Rejection::not_found("overlay"))?;
            Ok((creator, session::find_active_id(tx, creator)?))
        });
        found.await
    }
}
