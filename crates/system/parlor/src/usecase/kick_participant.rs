//! Puts somebody out; they may come back as anybody may. Whom they invited and has not come yet is invited no more.
//!
//! Refusals: as [`super::standing`], with the capability `kick`; `invalid_fields` (400, oneself), `not_found` (404,
//! no such participant), `outranked` (403).

use footlights_base::{AccountId, Failure};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::hand_over::hand_over;
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{Removal, Stamp, room_topic};
use crate::model::{Capability, Participant, ParticipantStatus, Room, RoomId};
use crate::store::{invite, link, participant, room};

impl Parlor {
    /// Puts somebody out.
    ///
    /// # Errors
    /// See the module.
    pub async fn kick_participant(&self, caller: &Caller, id: RoomId, account: AccountId, once: Option<Once>) -> Result<(), Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<2>(who.tenant);
        let kicked = self.store.write("parlor.kick_participant", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::Kick, stamp.at)?;
                standing.not_oneself(account)?;
                let target = standing.other(tx, account)?;
                standing.reaches(account, target.role)?;
                remove(tx, &standing.room, target, Removal::Kicked, &stamp)
            })
        });
        kicked.await?;
        self.put_out(id, account);
        Ok(())
    }
}

/// Takes a participant out of the room; its events are 0 and 1 of the stamp.
pub(super) fn remove<const N: usize>(
    tx: &mut Tx<'_>,
    room: &Room,
    mut target: Participant,
    how: Removal,
    stamp: &Stamp<N>,
) -> Result<(), Stop> {
    room::count_in(tx, room.id, -1, -i64::from(target.on_stage))?;
    target.put_out(match how {
        Removal::Kicked => ParticipantStatus::Kicked,
        Removal::Banned => ParticipantStatus::Banned,
    });
    participant::put(tx, room.tenant_id, &target)?;
    take_back_invitations(tx, room.id, target.account_id)?;
    tx.publish(stamp.removed(0, room.id, target.account_id, how))?;
    hand_over(tx, room, &target, stamp, 1)
}

/// Who may not invite any more has invited nobody: otherwise a friend comes in by it and lets them in again.
pub(super) fn take_back_invitations(tx: &mut Tx<'_>, room: RoomId, account: AccountId) -> Result<(), Stop> {
    link::revoke_made_by(tx, room, account)?;
    invite::void_made_by(tx, room, account)
}
