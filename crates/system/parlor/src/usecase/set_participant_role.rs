//! Gives a participant another role. Whoever may not be on the stage any more comes down from it, and whoever may not invite any more
//! has invited nobody.
//!
//! Refusals: as [`super::standing`], with the capability `role.set`; `not_found` (404, no such participant), `outranked` (403),
//! `guest_cannot`, `last_host` (409).

use footlights_base::{AccountId, ErrorKind, Failure, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::kick_participant::take_back_invitations;
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{PARTICIPANT_UPDATED, STAGE_LEFT, Stamp, room_topic};
use crate::model::{Capability, Participant, RoomId, RoomRole};
use crate::store::{participant, room};

impl Parlor {
    /// Gives somebody another role.
    ///
    /// # Errors
    /// See the module.
    pub async fn set_participant_role(
        &self,
        caller: &Caller,
        id: RoomId,
        account: AccountId,
        role: RoomRole,
        once: Option<Once>,
    ) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<2>(who.tenant);
        let changed = self.store.write("parlor.set_participant_role", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::SetRole, stamp.at)?;
                let target = standing.other(tx, account)?;
                standing.reaches(account, target.role)?;
                standing.gives(role)?;
                change(tx, &standing, target, role, &stamp)
            })
        });
        changed.await
    }
}

fn change(tx: &mut Tx<'_>, standing: &Standing, before: Participant, role: RoomRole, stamp: &Stamp<2>) -> Result<Participant, Stop> {
    let (id, policy) = (standing.room.id, &standing.room.policy);
    if before.role == role {
        return Ok(before);
    }
    if before.is_guest && matches!(role, RoomRole::Host | RoomRole::Moderator) {
        return Err(guest_cannot().into());
    }
    if before.role == RoomRole::Host && !participant::has_other(tx, id, RoomRole::Host, before.account_id)? {
        let detail = "This is the room's only host; make somebody else host first.";
        return Err(Rejection::new(ErrorKind::Conflict, "last_host", detail).into());
    }
    let mut after = Participant { role, ..before.clone() };
    let may_speak = |role| policy.allows(role, Capability::SpeakOnStage);
    let comes_down = before.on_stage && may_speak(before.role) && !may_speak(role);
    if comes_down {
        after.on_stage = false;
        room::count_in(tx, id, 0, -1)?;
    }
    if policy.allows(before.role, Capability::Invite) && !policy.allows(role, Capability::Invite) {
        take_back_invitations(tx, id, after.account_id)?;
    }
    participant::put(tx, standing.room.tenant_id, &after)?;
    tx.publish(stamp.participant(0, PARTICIPANT_UPDATED, &after))?;
    if comes_down {
        tx.publish(stamp.about(1, STAGE_LEFT, id, after.account_id, &after.display_name))?;
    }
    Ok(after)
}

pub(super) fn guest_cannot() -> Rejection {
    let detail = "A guest cannot be this: it needs an account of one's own.";
    Rejection::new(ErrorKind::Conflict, "guest_cannot", detail)
}
