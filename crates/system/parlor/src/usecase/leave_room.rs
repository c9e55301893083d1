//! Leaves a room by oneself. When its last host leaves, somebody else becomes host: see [`super::hand_over`].
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::Failure;
use footlights_store::Once;
use footlights_surface::Caller;

use super::hand_over::hand_over;
use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::room_topic;
use crate::model::{ParticipantStatus, RoomId};
use crate::store::{participant, room};

impl Parlor {
    /// Leaves.
    ///
    /// # Errors
    /// See the module.
    pub async fn leave_room(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<(), Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<2>(who.tenant);
        let left = self.store.write("parlor.leave_room", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                let mut leaving = standing.joined()?;
                room::count_in(tx, id, -1, -i64::from(leaving.on_stage))?;
                leaving.put_out(ParticipantStatus::Left);
                participant::put(tx, who.tenant, &leaving)?;
                tx.publish(stamp.left(0, &leaving, standing.room.participant_count - 1))?;
                hand_over(tx, &standing.room, &leaving, &stamp, 1)
            })
        });
        left.await?;
        self.put_out(id, who.account);
        Ok(())
    }
}
