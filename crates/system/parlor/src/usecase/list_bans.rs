//! Lists the bans of a room that hold. For whoever may ban.
//!
//! Refusals: as [`super::standing`], with the capability `ban`.

use footlights_base::{AccountId, Failure, Page};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Ban, Capability, RoomId};
use crate::store::ban;

/// The name of the list, for cursors.
pub(crate) const BANS: &str = "bans";

impl Parlor {
    /// A room's bans.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_bans(&self, caller: &Caller, id: RoomId, after: Option<AccountId>, limit: u32) -> Result<Page<Ban>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_bans", move |read| {
            Standing::find(read, who, id, now)?.require(Capability::Ban)?;
            ban::list(read, id, after, now, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, BANS, |ban| ban.account_id))
    }
}
