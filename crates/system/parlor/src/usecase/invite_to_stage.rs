//! Invites a participant to the stage; they come up when they accept. Who is invited already stays so.
//!
//! Refusals: as [`super::standing`], with the capability `stage.manage`; `not_found` (404, no such participant), `on_stage` (409).

use footlights_base::{AccountId, ErrorKind, Failure, Rejection};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{STAGE_INVITED, room_topic};
use crate::model::{Capability, Participant, RoomId};
use crate::store::participant;

impl Parlor {
    /// Invites somebody to the stage.
    ///
    /// # Errors
    /// See the module.
    pub async fn invite_to_stage(
        &self,
        caller: &Caller,
        id: RoomId,
        account: AccountId,
        once: Option<Once>,
    ) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let invited = self.store.write("parlor.invite_to_stage", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::ManageStage, stamp.at)?;
                let mut target = standing.other(tx, account)?;
                if target.on_stage {
                    return Err(Rejection::new(ErrorKind::Conflict, "on_stage", "They are on the stage already.").into());
                }
                if target.stage_invited_at.is_none() {
                    target.stage_invited_at = Some(stamp.at);
                    participant::put(tx, who.tenant, &target)?;
                    tx.publish(stamp.about(0, STAGE_INVITED, id, account, &target.display_name))?;
                }
                Ok(target)
            })
        });
        invited.await
    }
}
