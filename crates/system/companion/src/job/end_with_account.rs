//! Who is gone is not live: a deleted account's session ends.

use footlights_base::{AccountId, BoxFuture, Event, Failure, TenantId};
use footlights_identity::{ACCOUNT_DELETED, AccountPayload};
use footlights_store::{Job, JobError, JobHandler, JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::{Deserialize, Serialize};

use crate::Companion;
use crate::events::session_topic;
use crate::model::{SessionOwner, SessionStatus};
use crate::store::session;
use crate::usecase::end_session::end;

/// The queue of sessions to end.
const QUEUE: &str = "companion.end_with_account";

/// Hears of deleted accounts. Which session is theirs only the database knows, so ending it is a job.
#[derive(Debug)]
pub(super) struct HearOfDeleted;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Gone {
    tenant_id: TenantId,
    creator_id: AccountId,
}

impl Subscriber for HearOfDeleted {
    fn name(&self) -> &'static str {
        QUEUE
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ACCOUNT_DELETED]
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let deleted: AccountPayload = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        let gone = Gone { tenant_id: event.tenant, creator_id: deleted.account_id };
        let payload = serde_json::to_value(&gone).map_err(Stop::broken)?;
        let (id, key) = (JobId::from_bytes(*event.id.as_bytes()), deleted.account_id.to_string());
        tx.enqueue(NewJob { id, queue: QUEUE, key, run_at: event.occurred_at, payload })
    }
}

/// Ends their session, if they have one.
pub(super) struct EndWithAccount(pub(super) Companion);

impl JobHandler for EndWithAccount {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let gone: Gone = serde_json::from_value(job.payload).map_err(JobError::never)?;
            Ok(self.0.end_with_account(SessionOwner { tenant_id: gone.tenant_id, creator_id: gone.creator_id }).await?)
        })
    }
}

impl Companion {
    async fn end_with_account(&self, owner: SessionOwner) -> Result<(), Failure> {
        let creator = owner.creator_id;
        let live = self.store.read("companion.live_of_deleted", move |read| session::find_active(read, creator)).await?;
        let Some(live) = live else { return Ok(()) };
        let (id, at, event) = (live.id, self.now(), self.new_event_id());
        let ending = self.store.write("companion.end_with_account", session_topic(id), move |tx| {
            match session::lookup(tx, id)? {
                Some(over) if over.status == SessionStatus::Active => end(tx, over, at, event).map(drop),
                // Somebody was faster.
                _ => Ok(()),
            }
        });
        ending.await?;
        self.live.forget(creator, id);
        Ok(())
    }
}
