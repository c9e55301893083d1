//! Makes a room one to be read only: nobody comes in, nothing happens in it.
//!
//! Refusals: as [`super::standing`], with the capability `room.update`. One that is archived already stays so.

use footlights_base::Failure;
use footlights_store::Once;
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{ROOM_ARCHIVED, room_topic};
use crate::model::{Capability, Room, RoomId, RoomStatus};
use crate::store::room;

impl Parlor {
    /// Archives a room.
    ///
    /// # Errors
    /// See the module.
    pub async fn archive_room(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let archived = self.store.write("parlor.archive_room", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.require(Capability::UpdateRoom)?;
                let before = standing.room.clone();
                if before.status == RoomStatus::Archived {
                    return Ok(before);
                }
                standing.in_use()?;
                let after = Room { status: RoomStatus::Archived, updated_at: stamp.at, ..before };
                room::update(tx, &after)?;
                tx.publish(stamp.room(0, ROOM_ARCHIVED, &after))?;
                Ok(after)
            })
        });
        archived.await
    }
}
