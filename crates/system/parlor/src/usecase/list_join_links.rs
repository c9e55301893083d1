//! Lists the links of a room, newest first, without their secrets. For whoever may invite to it.
//!
//! Refusals: as [`super::standing`], with the capability `invite`.

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Capability, JoinLink, JoinLinkId, RoomId};
use crate::store::link;

/// The name of the list, for cursors.
pub(crate) const LINKS: &str = "join_links";

impl Parlor {
    /// A room's links.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_join_links(
        &self,
        caller: &Caller,
        id: RoomId,
        after: Option<JoinLinkId>,
        limit: u32,
    ) -> Result<Page<JoinLink>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_join_links", move |read| {
            Standing::find(read, who, id, now)?.require(Capability::Invite)?;
            link::list(read, id, after, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, LINKS, |link| link.id))
    }
}
