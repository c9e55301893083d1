//! Accepts an invitation: comes into its room, as [`super::join_room`].
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such invitation of one's own), `invite_over` (409), `banned` (403),
//! `room_archived`, `room_full`, `too_many_rooms_joined` (409).

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::{Once, Read, Stop};
use footlights_surface::Caller;

use super::join_room::{Brought, Joined, come_in};
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{inbox_topic, room_topic};
use crate::model::{Invite, InviteId};
use crate::store::invite;

impl Parlor {
    /// Accepts an invitation.
    ///
    /// # Errors
    /// See the module.
    pub async fn accept_invite(&self, caller: &Caller, id: InviteId, once: Option<Once>) -> Result<Joined, Failure> {
        let who = Who::of(caller, "rooms:write")?;
        let room = self.store.read("parlor.find_invite", move |read| Ok(own(read, who, id)?.room_id)).await?;
        let stamp = self.stamp::<3>(who.tenant);
        let joined_max = self.settings.rooms_joined_max;
        let keys = [room_topic(room), inbox_topic(who.account)];
        let joined = self.store.write("parlor.accept_invite", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                let invited = own(tx, who, id)?;
                if !invited.is_open(stamp.at) {
                    return Err(invite_over().into());
                }
                let brought = Brought { link: None, proved: None, joined_max };
                let standing = Standing::look(tx, who, room)?;
                if standing.room.is_deleted() {
                    return Err(invite_over().into());
                }
                come_in(tx, standing, &brought, &stamp)
            })
        });
        joined.await
    }
}

/// An invitation of one's own.
pub(super) fn own(read: &mut impl Read, who: Who, id: InviteId) -> Result<Invite, Stop> {
    let found = invite::lookup(read, who.tenant, id)?.filter(|invite| invite.invitee_id == who.account);
    Ok(found.ok_or_else(|| Rejection::not_found("invitation"))?)
}

pub(super) fn invite_over() -> Rejection {
    let detail = "This invitation was answered, or its time is over.";
    Rejection::new(ErrorKind::Conflict, "invite_over", detail)
}
