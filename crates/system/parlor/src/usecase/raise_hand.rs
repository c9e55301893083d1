//! Puts one's hand up: a place in the queue. A hand that is up stays where it is.
//!
//! Refusals: as [`super::standing`]; `not_joined`, `on_stage` (409).

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{HAND_RAISED, room_topic};
use crate::model::{Participant, RoomId};
use crate::store::participant;

impl Parlor {
    /// Puts one's hand up.
    ///
    /// # Errors
    /// See the module.
    pub async fn raise_hand(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<Participant, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let raised = self.store.write("parlor.raise_hand", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.in_use()?;
                let mut own = standing.joined()?;
                if own.on_stage {
                    let detail = "You are on the stage already.";
                    return Err(Rejection::new(ErrorKind::Conflict, "on_stage", detail).into());
                }
                if own.hand_raised_at.is_none() {
                    own.hand_raised_at = Some(stamp.at);
                    participant::put(tx, who.tenant, &own)?;
                    tx.publish(stamp.about(0, HAND_RAISED, id, own.account_id, &own.display_name))?;
                }
                Ok(own)
            })
        });
        raised.await
    }
}
