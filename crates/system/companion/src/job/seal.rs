//! Sums tips up while a creator is live and an hour longer: a timer per creator, one run at a time, that sets itself anew.

use std::time::Duration;

use footlights_base::{AccountId, BoxFuture, Timestamp};
use footlights_store::{Job, JobError, JobHandler, JobId, NewJob, Stop, Tx};
use serde::{Deserialize, Serialize};

use crate::Companion;
use crate::events::creator_topic;
use crate::store::{rollup, session};
use crate::usecase::seal_tips::Sealing;

/// The queue of these jobs.
const QUEUE: &str = "companion.seal";
/// How often tips are summed up.
const EVERY: Duration = Duration::from_secs(1_800);

/// The durable job that sums tips up.
pub(super) struct SealTips(pub(super) Companion);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

/// Sets the creator's timer, within the transaction that gives it something to do.
pub(crate) fn schedule(tx: &mut Tx<'_>, creator: AccountId, id: JobId, now: Timestamp) -> Result<(), Stop> {
    let payload = serde_json::to_value(Whose { creator_id: creator }).map_err(Stop::broken)?;
    let name = creator.to_string();
    tx.schedule(&name, NewJob { id, queue: QUEUE, key: name.clone(), run_at: now.plus(EVERY), payload })
}

impl JobHandler for SealTips {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let Whose { creator_id } = serde_json::from_value(job.payload).map_err(JobError::never)?;
            while self.0.seal_tips(creator_id).await? == Sealing::Advanced {}
            let (id, now) = (JobId::new(&*self.0.clock, &self.0.chance), self.0.now());
            let again = self.0.store.write("companion.seal_again", creator_topic(creator_id), move |tx| {
                let sealed = rollup::lookup_sealed(tx, creator_id)?.map_or(Timestamp::from_millis(0), |sealed| sealed.until);
                let has_more = rollup::next_tip_at(tx, creator_id, sealed)?.is_some();
                if has_more || session::find_active_id(tx, creator_id)?.is_some() {
                    schedule(tx, creator_id, id, now)?;
                }
                Ok(())
            });
            Ok(again.await?)
        })
    }
}
