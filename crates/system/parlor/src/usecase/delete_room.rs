//! Deletes a room. It is found by nobody but its owner any more, who can restore it until its time is over; then a durable job
//! purges it with all that is in it.
//!
//! Refusals: as [`super::standing`], with the capability `room.delete`; `room_deleted` (409).

use footlights_base::Failure;
use footlights_store::{JobId, NewJob, Once};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{ROOM_DELETED, room_topic};
use crate::job::purge::{self, Purge};
use crate::model::{Capability, Room, RoomId, RoomStatus};
use crate::store::room;

impl Parlor {
    /// Deletes a room, for now.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_room(&self, caller: &Caller, id: RoomId, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let (stamp, job) = (self.stamp::<1>(who.tenant), JobId::new(&*self.clock, &self.chance));
        let purge_at = stamp.at.plus(self.settings.restorable_for);
        let deleted = self.store.write("parlor.delete_room", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                standing.require(Capability::DeleteRoom)?;
                if standing.room.is_deleted() {
                    standing.in_use()?;
                }
                let after = Room { status: RoomStatus::Deleted, updated_at: stamp.at, purge_at: Some(purge_at), ..standing.room };
                room::update(tx, &after)?;
                let job = NewJob { id: job, queue: purge::QUEUE, key: id.to_string(), run_at: purge_at, payload: Purge::of(&after) };
                tx.schedule(&id.to_string(), job)?;
                tx.publish(stamp.room(0, ROOM_DELETED, &after))?;
                Ok(after)
            })
        });
        let room = deleted.await?;
        self.close_doors(id);
        Ok(room)
    }
}
