//! Sums tips up: a timer per creator, one run at a time, that sets itself anew while the creator is live or tips are left. Whoever
//! records the last of so many tips brings it forward, so that few are left at any time.

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
/// How often tips are summed up where few come.
const EVERY: Duration = Duration::from_secs(1_800);
/// Of how many tips of a session they are summed up at once.
pub(crate) const EVERY_TIPS: i64 = 2_000;

/// The durable job that sums tips up.
pub(super) struct SealTips(pub(super) Companion);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

/// Sets the creator's timer, within the transaction that gives it something to do.
pub(crate) fn schedule(tx: &mut Tx<'_>, creator: AccountId, id: JobId, run_at: Timestamp) -> Result<(), Stop> {
    let payload = serde_json::to_value(Whose { creator_id: creator }).map_err(Stop::broken)?;
    let name = creator.to_string();
    tx.schedule(&name, NewJob { id, queue: QUEUE, key: name.clone(), run_at, payload })
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
                let sealed = rollup::sealed(tx, creator_id)?.reach.sealed;
                let has_more = rollup::next_tip_at(tx, creator_id, Timestamp::from_millis(sealed))?.is_some();
                if has_more || session::find_active_id(tx, creator_id)?.is_some() {
                    schedule(tx, creator_id, id, now.plus(EVERY))?;
                }
                Ok(())
            });
            Ok(again.await?)
        })
    }
}
