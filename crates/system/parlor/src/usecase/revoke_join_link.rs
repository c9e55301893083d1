//! Revokes a join link: it opens nothing any more. Who came in by it stays.
//!
//! Refusals: as [`super::standing`], with the capability `invite`; `not_found` (404, no such link).

use footlights_base::{Failure, Rejection};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::room_topic;
use crate::model::{Capability, JoinLinkId, RoomId};
use crate::store::link;

impl Parlor {
    /// Revokes a link.
    ///
    /// # Errors
    /// See the module.
    pub async fn revoke_join_link(&self, caller: &Caller, id: RoomId, link_id: JoinLinkId) -> Result<(), Failure> {
        let (who, now) = (Who::at(caller, "rooms:write", id)?, self.now());
        let revoked = self.store.write("parlor.revoke_join_link", room_topic(id), move |tx| {
            Standing::find(tx, who, id, now)?.require(Capability::Invite)?;
            if link::revoke(tx, id, link_id)? { Ok(()) } else { Err(Rejection::not_found("join link").into()) }
        });
        revoked.await
    }
}
