//! Brings an archived or deleted room back into use.
//!
//! Refusals: as [`super::standing`], with the capability `room.update`, for a deleted one `room.delete`. One in use stays so.

use footlights_base::Failure;
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{ROOM_RESTORED, room_topic};
use crate::job::purge;
use crate::model::{Capability, Room, RoomId, RoomStatus};
use crate::store::room;

impl Parlor {
    /// Restores a room.
    ///
    /// # Errors
    /// See the module.
    pub async fn restore_room(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let restored = self.store.write("parlor.restore_room", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.require(if standing.room.is_deleted() { Capability::DeleteRoom } else { Capability::UpdateRoom })?;
                if standing.room.status == RoomStatus::Active {
                    return Ok(standing.room);
                }
                let after = Room { status: RoomStatus::Active, updated_at: stamp.at, purge_at: None, ..standing.room };
                room::update(tx, &after)?;
                tx.cancel(purge::QUEUE, &id.to_string())?;
                tx.publish(stamp.room(0, ROOM_RESTORED, &after))?;
                Ok(after)
            })
        });
        restored.await
    }
}
