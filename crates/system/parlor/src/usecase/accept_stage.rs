//! Goes up to the stage: who was invited to it, or may be on it by their role. The hand comes down with that.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409), `capability_required` (403, neither invited nor allowed), `stage_full` (409).
//! Who is on it already stays so.

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{STAGE_JOINED, room_topic};
use crate::model::{Capability, Participant, RoomId};
use crate::store::{participant, room};

impl Parlor {
    /// Goes up to the stage.
    ///
    /// # Errors
    /// See the module.
    pub async fn accept_stage(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let accepted = self.store.write("parlor.accept_stage", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.in_use()?;
                let mut own = standing.joined()?;
                if own.on_stage {
                    return Ok(own);
                }
                if own.stage_invited_at.is_none() {
                    standing.require(Capability::SpeakOnStage)?;
                }
                if room::on_stage(tx, id)? >= standing.room.stage_size {
                    let detail = "The stage is full; somebody has to step down first.";
                    return Err(Rejection::new(ErrorKind::Conflict, "stage_full", detail).into());
                }
                (own.on_stage, own.stage_invited_at, own.hand_raised_at) = (true, None, None);
                participant::put(tx, who.tenant, &own)?;
                room::count_in(tx, id, 0, 1)?;
                tx.publish(stamp.about(0, STAGE_JOINED, id, own.account_id, &own.display_name))?;
                Ok(own)
            })
        });
        accepted.await
    }
}
