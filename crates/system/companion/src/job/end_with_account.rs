//! Who is gone is not live: a deleted account's session ends, its overlay's address opens nothing any more, and its files, its settings
//! and its theme go.

use footlights_base::{AccountId, BoxFuture, Event, Failure, TenantId};
use footlights_identity::{ACCOUNT_DELETED, AccountPayload};
use footlights_realtime::Tag;
use footlights_store::{Job, JobError, JobHandler, JobId, Keys, NewJob, Stop, Subscriber, Tx};
use serde::{Deserialize, Serialize};

use crate::events::{creator_topic, session_topic};
use crate::model::{SessionOwner, SessionStatus};
use crate::store::{asset, custom_animation, overlay, session, settings, theme};
use crate::usecase::end_session::end;
use crate::{Companion, Overlays};

/// The queue of deleted accounts.
const QUEUE: &str = "companion.end_with_account";

/// Hears of deleted accounts. What is theirs only the database knows, so taking it down is a job.
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

/// Takes down what they had on stage.
pub(super) struct EndWithAccount(pub(super) Overlays);

impl JobHandler for EndWithAccount {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let gone: Gone = serde_json::from_value(job.payload).map_err(JobError::never)?;
            let owner = SessionOwner { tenant_id: gone.tenant_id, creator_id: gone.creator_id };
            self.0.companion.end_with_account(owner).await?;
            Ok(self.0.close_with_account(owner).await?)
        })
    }
}

impl Overlays {
    async fn close_with_account(&self, owner: SessionOwner) -> Result<(), Failure> {
        let creator = owner.creator_id;
        let closing = self.companion.store.write("companion.close_with_account", creator_topic(creator), move |tx| {
            let key = overlay::lookup(tx, owner.tenant_id, creator)?;
            overlay::delete(tx, creator)?;
            settings::forget(tx, creator)?;
            theme::forget(tx, creator)?;
            for animation in custom_animation::list(tx, owner)? {
                custom_animation::delete(tx, animation.id)?;
                animation.assets.all().try_for_each(|file| asset::delete(tx, file))?;
            }
            Ok(key.map(|key| key.hash))
        });
        if let (Some(hub), Some(key)) = (&self.hub, closing.await?) {
            hub.cut(&Tag::key(key));
        }
        Ok(())
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
