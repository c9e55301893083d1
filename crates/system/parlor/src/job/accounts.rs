//! Accounts that are called otherwise, and accounts that are gone: those leave their rooms, and a room whose owner is gone goes to
//! one of its hosts, or is deleted.

use footlights_base::{AccountId, BoxFuture, Event, Failure, TenantId};
use footlights_identity::{ACCOUNT_DELETED, ACCOUNT_UPDATED, AccountPayload};
use footlights_store::{Job, JobError, JobHandler, JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::{Deserialize, Serialize};

use crate::Parlor;
use crate::events::{PARTICIPANT_UPDATED, ROOM_DELETED, ROOM_UPDATED, Stamp, room_topic};
use crate::job::purge::{self, Purge};
use crate::model::{Participant, Room, RoomId, RoomRole, RoomStatus};
use crate::store::{ban, guest, invite, link, participant, room};
use crate::usecase::hand_over::hand_over;

/// The queue of deleted accounts.
const QUEUE: &str = "parlor.forget_accounts";
/// Rooms looked at in one step.
const STEP: u32 = 100;

/// Hears of accounts. What is theirs only the database knows, so taking it down is a job.
#[derive(Debug)]
pub(super) struct HearOfAccounts;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Gone {
    tenant_id: TenantId,
    account_id: AccountId,
}

impl Subscriber for HearOfAccounts {
    fn name(&self) -> &'static str {
        QUEUE
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ACCOUNT_DELETED, ACCOUNT_UPDATED]
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let account: AccountPayload = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        if &*event.kind == ACCOUNT_UPDATED {
            return participant::rename(tx, account.account_id, &account.display_name);
        }
        let gone = Gone { tenant_id: event.tenant, account_id: account.account_id };
        let payload = serde_json::to_value(&gone).map_err(Stop::broken)?;
        let (id, key) = (JobId::from_bytes(*event.id.as_bytes()), account.account_id.to_string());
        tx.enqueue(NewJob { id, queue: QUEUE, key, run_at: event.occurred_at, payload })
    }
}

/// Takes them out of their rooms.
pub(super) struct ForgetAccounts(pub(super) Parlor);

impl JobHandler for ForgetAccounts {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let gone: Gone = serde_json::from_value(job.payload).map_err(JobError::never)?;
            Ok(self.0.forget_account(gone.tenant_id, gone.account_id).await?)
        })
    }
}

impl Parlor {
    async fn forget_account(&self, tenant: TenantId, account: AccountId) -> Result<(), Failure> {
        loop {
            // Each step takes its rooms out of the answer of the next.
            let rooms = self.store.read("parlor.rooms_of", move |read| participant::rooms_of(read, account, None, STEP)).await?;
            let Some(_) = rooms.first() else { break };
            for id in rooms {
                self.forget_in(tenant, id, account).await?;
            }
        }
        let forgotten = self.store.write("parlor.forget_account", Keys::none(), move |tx| {
            ban::forget_account(tx, account)?;
            guest::forget_account(tx, account)?;
            invite::forget_account(tx, account)
        });
        forgotten.await
    }

    async fn forget_in(&self, tenant: TenantId, id: RoomId, account: AccountId) -> Result<(), Failure> {
        let (stamp, job) = (self.stamp::<4>(tenant), JobId::new(&*self.clock, &self.chance));
        let purge_at = stamp.at.plus(self.settings.restorable_for);
        let gone = self.store.write("parlor.forget_in_room", room_topic(id), move |tx| {
            let (Some(found), Some(row)) = (room::lookup(tx, tenant, id)?, participant::lookup(tx, id, account)?) else { return Ok(()) };
            if row.is_joined() {
                room::count_in(tx, id, -1, -i64::from(row.on_stage))?;
                tx.publish(stamp.left(0, &row, found.participant_count - 1))?;
            }
            participant::forget(tx, id, account)?;
            link::revoke_made_by(tx, id, account)?;
            hand_over(tx, &found, &row, &stamp, 1)?;
            if found.owner_id == account && !found.is_deleted() { orphan(tx, &found, &row, job, purge_at, &stamp) } else { Ok(()) }
        });
        gone.await?;
        self.put_out(id, account);
        Ok(())
    }
}

/// A room whose owner is gone: the host who has been in it longest owns it now; without one it is deleted.
fn orphan(
    tx: &mut Tx<'_>,
    before: &Room,
    gone: &Participant,
    job: JobId,
    purge_at: footlights_base::Timestamp,
    stamp: &Stamp<4>,
) -> Result<(), Stop> {
    let id = before.id;
    if let Some(heir) = participant::longest(tx, id, RoomRole::Host, gone.account_id)? {
        let after = Room { owner_id: heir.account_id, updated_at: stamp.at, ..before.clone() };
        room::update(tx, &after)?;
        tx.publish(stamp.room(2, ROOM_UPDATED, &after))?;
        tx.publish(stamp.participant(3, PARTICIPANT_UPDATED, &heir))?;
        return Ok(());
    }
    let after = Room { status: RoomStatus::Deleted, updated_at: stamp.at, purge_at: Some(purge_at), ..before.clone() };
    room::update(tx, &after)?;
    tx.schedule(
        &id.to_string(),
        NewJob { id: job, queue: purge::QUEUE, key: id.to_string(), run_at: purge_at, payload: Purge::of(&after) },
    )?;
    tx.publish(stamp.room(2, ROOM_DELETED, &after))?;
    Ok(())
}
