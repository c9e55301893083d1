//! Purges deleted rooms when the time in which they could be restored is over.

use footlights_base::{BoxFuture, Failure, TenantId};
use footlights_store::{Job, JobError, JobHandler};
use serde::{Deserialize, Serialize};

use crate::Parlor;
use crate::events::room_topic;
use crate::model::{Room, RoomId};
use crate::store::room;

/// The queue; a timer per room.
pub(crate) const QUEUE: &str = "parlor.purge_rooms";

/// Which room.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Purge {
    tenant_id: TenantId,
    room_id: RoomId,
}

impl Purge {
    pub(crate) fn of(room: &Room) -> serde_json::Value {
        serde_json::json!(Self { tenant_id: room.tenant_id, room_id: room.id })
    }
}

/// Runs the purges.
pub(super) struct PurgeRooms(pub(super) Parlor);

impl JobHandler for PurgeRooms {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let purge: Purge = serde_json::from_value(job.payload).map_err(JobError::never)?;
            Ok(self.0.purge_room(purge.tenant_id, purge.room_id).await?)
        })
    }
}

impl Parlor {
    /// Takes a deleted room away for good, unless it was restored or its time has not come.
    pub(crate) async fn purge_room(&self, tenant: TenantId, id: RoomId) -> Result<(), Failure> {
        let stamp = self.stamp::<1>(tenant);
        let purged = self.store.write("parlor.purge_room", room_topic(id), move |tx| {
            let Some(found) = room::lookup(tx, tenant, id)? else { return Ok(()) };
            if found.is_deleted() && found.purge_at.is_some_and(|at| at <= stamp.at) {
                room::delete(tx, id)?;
                tx.publish(stamp.purged(0, id))?;
            }
            Ok(())
        });
        purged.await
    }
}
