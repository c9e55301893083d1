//! Goes down from the stage, or declines an invitation to it; with the capability `stage.manage` takes somebody else down. Who is
//! neither on it nor invited stays as they are.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409), `not_found` (404, no such participant), `outranked` (403).

use footlights_base::{AccountId, Failure};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{STAGE_LEFT, room_topic};
use crate::model::{Capability, Participant, RoomId};
use crate::store::{participant, room};

impl Parlor {
    /// Goes down from the stage; oneself when nobody is named.
    ///
    /// # Errors
    /// See the module.
    pub async fn step_down(
        &self,
        caller: &Caller,
        id: RoomId,
        account: Option<AccountId>,
        once: Option<Once>,
    ) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let stepped = self.store.write("parlor.step_down", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.in_use()?;
                let mut theirs = standing.own_or(tx, account, Capability::ManageStage)?;
                if theirs.account_id != who.account {
                    standing.reaches(theirs.account_id, theirs.role)?;
                }
                let was = (theirs.on_stage, theirs.stage_invited_at.take().is_some());
                if was == (false, false) {
                    return Ok(theirs);
                }
                theirs.on_stage = false;
                participant::put(tx, who.tenant, &theirs)?;
                room::count_in(tx, id, 0, -i64::from(was.0))?;
                tx.publish(stamp.about(0, STAGE_LEFT, id, theirs.account_id, &theirs.display_name))?;
                Ok(theirs)
            })
        });
        stepped.await
    }
}
