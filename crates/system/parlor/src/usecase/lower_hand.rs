//! Takes a hand down: one's own, or with the capability `stage.manage` somebody else's. One that is down stays so.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409), `not_found` (404, no such participant).

use footlights_base::{AccountId, Failure};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{HAND_LOWERED, room_topic};
use crate::model::{Capability, Participant, RoomId};
use crate::store::participant;

impl Parlor {
    /// Takes a hand down; one's own when nobody is named.
    ///
    /// # Errors
    /// See the module.
    pub async fn lower_hand(
        &self,
        caller: &Caller,
        id: RoomId,
        account: Option<AccountId>,
        once: Option<Once>,
    ) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let lowered = self.store.write("parlor.lower_hand", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.in_use()?;
                let mut theirs = standing.own_or(tx, account, Capability::ManageStage)?;
                if theirs.hand_raised_at.take().is_some() {
                    participant::put(tx, who.tenant, &theirs)?;
                    tx.publish(stamp.about(0, HAND_LOWERED, id, theirs.account_id, &theirs.display_name))?;
                }
                Ok(theirs)
            })
        });
        lowered.await
    }
}
