//! Lists invitations: one's own that wait for an answer (the inbox), or those of a room for whoever may invite to it.
//!
//! Refusals: `scope_required` (403); for a room's as [`super::standing`], with the capability `invite`.

use footlights_base::{Failure, Page};
use footlights_store::{ReadTx, Stop};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{Capability, Invite, InviteId, RoomId};
use crate::store::invite;

/// The name of the inbox, for cursors.
pub(crate) const INBOX: &str = "invites";
/// The name of a room's list, for cursors.
pub(crate) const ROOM_INVITES: &str = "room_invites";

impl Parlor {
    /// The caller's inbox, newest first.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_invites(&self, caller: &Caller, after: Option<InviteId>, limit: u32) -> Result<Page<Invite>, Failure> {
        let (who, now) = (Who::of(caller, "rooms:read")?, self.now());
        let rows =
            self.store.read("parlor.list_invites", move |read| invite::inbox(read, (who.tenant, who.account), now, after, limit)).await?;
        Ok(Page::from_rows(rows, limit, INBOX, |invite| invite.id))
    }

    /// How the caller's inbox is read by whoever begins to follow it.
    ///
    /// # Errors
    /// See the module.
    pub fn inbox_state(
        &self,
        caller: &Caller,
        limit: u32,
    ) -> Result<impl Fn(&mut ReadTx<'_>) -> Result<Vec<Invite>, Stop> + Send + Sync + 'static, Failure> {
        let who = Who::of(caller, "rooms:read")?;
        let clock = self.clock.clone();
        Ok(move |read: &mut ReadTx<'_>| {
            let mut invites = invite::inbox(read, (who.tenant, who.account), clock.now(), None, limit)?;
            invites.truncate(limit as usize);
            Ok(invites)
        })
    }

    /// A room's, newest first, with what became of them.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_room_invites(
        &self,
        caller: &Caller,
        id: RoomId,
        after: Option<InviteId>,
        limit: u32,
    ) -> Result<Page<Invite>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_room_invites", move |read| {
            Standing::find(read, who, id, now)?.require(Capability::Invite)?;
            invite::list_room(read, id, after, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, ROOM_INVITES, |invite| invite.id).map(|invite| invite.at(now)))
    }
}
