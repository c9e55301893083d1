//! Declines an invitation, or as its inviter (or who may invite to that room) takes it back.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such invitation), `invite_over` (409).

use footlights_base::{Failure, Rejection};
use footlights_store::{Once, Read, Stop};
use footlights_surface::Caller;

use super::accept_invite::invite_over;
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{INVITE_ANSWERED, inbox_topic, room_topic};
use crate::model::{Capability, Invite, InviteId, InviteStatus};
use crate::store::invite;

impl Parlor {
    /// Declines an invitation.
    ///
    /// # Errors
    /// See the module.
    pub async fn decline_invite(&self, caller: &Caller, id: InviteId, once: Option<Once>) -> Result<Invite, Failure> {
        let who = Who::of(caller, "rooms:write")?;
        let found = self.store.read("parlor.find_invite", move |read| concerned(read, who, id)).await?;
        let stamp = self.stamp::<1>(who.tenant);
        let keys = [room_topic(found.room_id), inbox_topic(found.invitee_id)];
        let declined = self.store.write("parlor.decline_invite", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                let before = concerned(tx, who, id)?;
                if !before.is_open(stamp.at) {
                    return Err(invite_over().into());
                }
                let after = Invite { status: InviteStatus::Declined, ..before };
                invite::set_status(tx, id, after.status)?;
                tx.publish(stamp.invite(0, INVITE_ANSWERED, &after))?;
                Ok(after)
            })
        });
        declined.await
    }
}

/// An invitation of which somebody may know: theirs, or to a room to which they may invite.
fn concerned(read: &mut impl Read, who: Who, id: InviteId) -> Result<Invite, Stop> {
    let unknown = || Rejection::not_found("invitation");
    let found = invite::lookup(read, who.tenant, id)?.ok_or_else(unknown)?;
    if found.invitee_id == who.account || Standing::look(read, who, found.room_id)?.may(Capability::Invite) {
        return Ok(found);
    }
    Err(unknown().into())
}
