//! Gives a room to another owner: one of its participants with an account of their own, who becomes host. The former owner stays
//! what they are. For the owner and admins.
//!
//! Refusals: as [`super::standing`]; `owner_required` (403), `not_found` (404, no such participant), `guest_cannot`,
//! `too_many_rooms` (409).

use footlights_base::{AccountId, ErrorKind, Failure, Rejection};
use footlights_identity::lookup_account;
use footlights_store::Once;
use footlights_surface::Caller;

use super::set_participant_role::guest_cannot;
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{PARTICIPANT_UPDATED, ROOM_UPDATED, inbox_topic, room_topic};
use crate::model::{Room, RoomId, RoomRole};
use crate::store::{participant, room};

impl Parlor {
    /// Gives a room away.
    ///
    /// # Errors
    /// See the module.
    pub async fn transfer_room(&self, caller: &Caller, id: RoomId, to: AccountId, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let (stamp, owned_max) = (self.stamp::<2>(who.tenant), self.settings.rooms_owned_max);
        let keys = [room_topic(id), inbox_topic(to)];
        let transferred = self.store.write("parlor.transfer_room", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                if !who.rules(&standing.room) {
                    return Err(Rejection::new(ErrorKind::Forbidden, "owner_required", "Only its owner gives a room away.").into());
                }
                standing.in_use()?;
                let mut heir = standing.other(tx, to)?;
                if to == standing.room.owner_id {
                    return Ok(standing.room);
                }
                if heir.is_guest {
                    return Err(guest_cannot().into());
                }
                let account = lookup_account(tx, who.tenant, to)?.ok_or_else(|| Rejection::not_found("participant"))?;
                if room::count_owned(tx, who.tenant, to)? >= owned_max.of(account.roles) {
                    let detail = "They own as many rooms as they may.";
                    return Err(Rejection::new(ErrorKind::Conflict, "too_many_rooms", detail).into());
                }
                let after = Room { owner_id: to, updated_at: stamp.at, ..standing.room };
                room::update(tx, &after)?;
                tx.publish(stamp.room(0, ROOM_UPDATED, &after))?;
                if heir.role != RoomRole::Host {
                    heir.role = RoomRole::Host;
                    participant::put(tx, who.tenant, &heir)?;
                    tx.publish(stamp.participant(1, PARTICIPANT_UPDATED, &heir))?;
                }
                Ok(after)
            })
        });
        transferred.await
    }
}
