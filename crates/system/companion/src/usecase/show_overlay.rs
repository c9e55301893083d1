//! Shows the overlay's standing; its address only when it is asked for, since studios get streamed. The first look makes the key.
//!
//! Refusals: `role_required`, `scope_required` (403).

use footlights_base::{Error, Failure};
use footlights_store::{Keys, ReadTx, Tx};
use footlights_surface::{Caller, Role};

use crate::Overlays;
use crate::audience::KEY_HOLDERS;
use crate::events::creator_topic;
use crate::model::{OverlayKey, OverlayStanding};
use crate::store::overlay::{self, KeyRow};

/// What sealed keys are sealed for.
const PURPOSE: &str = "overlay key";

impl Overlays {
    /// The standing of the caller's overlay; with its address when `reveal`.
    ///
    /// # Errors
    /// See the module.
    pub async fn show_overlay(&self, caller: &Caller, reveal: bool) -> Result<OverlayStanding, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("overlay:read")?;
        let (tenant, creator) = (caller.tenant, caller.account);
        let look = move |read: &mut ReadTx<'_>| overlay::lookup(read, tenant, creator);
        let row = match self.companion.store.read("companion.show_overlay", look).await? {
            Some(row) => row,
            None => self.first_key(caller).await?,
        };
        let url = if reveal { Some(self.overlay_url(&self.opened(&row)?)) } else { None };
        let topic = creator_topic(creator);
        let connected = self.hub.as_ref().is_some_and(|hub| hub.watchers_count(&topic, KEY_HOLDERS) > 0);
        Ok(OverlayStanding { url, connected, rotated_at: row.rotated_at })
    }

    /// Of two that make the first key at once, one does, and both get it.
    async fn first_key(&self, caller: &Caller) -> Result<KeyRow, Failure> {
        let (tenant, creator, row) = (caller.tenant, caller.account, self.sealed(&OverlayKey::random(&self.companion.chance)));
        let run = move |tx: &mut Tx<'_>| {
            overlay::add(tx, tenant, creator, &row)?;
            let kept = overlay::lookup(tx, tenant, creator)?;
            kept.ok_or_else(|| footlights_store::Stop::broken("a key was not there right after it was added"))
        };
        self.companion.store.write("companion.first_overlay_key", Keys::none(), run).await
    }

    pub(crate) fn sealed(&self, key: &OverlayKey) -> KeyRow {
        let sealed = self.secret_box.seal(PURPOSE, key.as_str().as_bytes(), &self.companion.chance);
        KeyRow { hash: key.hash(), sealed, rotated_at: self.companion.now() }
    }

    fn opened(&self, row: &KeyRow) -> Result<OverlayKey, Failure> {
        let plain = self.secret_box.open(PURPOSE, &row.sealed).map_err(Error::internal)?;
        let key = std::str::from_utf8(&plain).ok().and_then(OverlayKey::from_text);
        Ok(key.ok_or_else(|| Error::internal("a sealed overlay key is none"))?)
    }

    pub(crate) fn overlay_url(&self, key: &OverlayKey) -> String {
        format!("{}/overlay/{}", self.settings.public_url.trim_end_matches('/'), key.as_str())
    }
}
