//! After a start: what nobody else sums up. Tips of a creator who is live have their own timer; those of before have none once an
//! update has forgotten their sums. A run takes so many steps and sets the next one, which goes on behind the creators that are done.

use std::time::Duration;

use footlights_base::{AccountId, BoxFuture, Failure};
use footlights_store::{Job, JobError, JobHandler, JobId, Keys, NewJob, Tx};
use serde::{Deserialize, Serialize};

use crate::Companion;
use crate::store::rollup;
use crate::usecase::seal_tips::{SETTLES_AFTER, Sealing};

/// The queue of the runs, and the name of its one timer and key.
const QUEUE: &str = "companion.seal_old";
/// Steps of one run; each sums up some thousand tips, or a day or month out of its parts.
const STEPS_PER_RUN: u64 = 50;
/// Creators looked at in one run.
const CREATORS_PER_RUN: u32 = 100;
/// How long a run may take.
const RUN_WITHIN: Duration = Duration::from_mins(10);

/// Runs the runs.
pub(super) struct SealOldTips(pub(super) Companion);

/// How far it has come.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Progress {
    /// The last creator of whom all is done.
    after: Option<AccountId>,
    /// Of whom something was left to do.
    creators: u64,
    steps: u64,
}

impl JobHandler for SealOldTips {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let before: Progress = serde_json::from_value(job.payload).map_err(JobError::never)?;
            match self.0.seal_old(before).await? {
                Some(now) => {
                    if now.steps > before.steps {
                        tracing::info!(creators = now.creators, steps = now.steps, "old tips are being summed up");
                    }
                    self.0.schedule_seal_old(now).await?;
                }
                None if before.steps > 0 => {
                    tracing::info!(creators = before.creators, steps = before.steps, "all old tips are summed up");
                }
                None => {}
            }
            Ok(())
        })
    }

    fn time_out(&self) -> Duration {
        RUN_WITHIN
    }
}

impl Companion {
    /// Begins to sum up whatever is not, of all creators one after another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seal_old_tips(&self) -> Result<(), Failure> {
        self.schedule_seal_old(Progress::default()).await
    }

    async fn schedule_seal_old(&self, progress: Progress) -> Result<(), Failure> {
        let (id, run_at) = (JobId::new(&*self.clock, &self.chance), self.now());
        let payload = serde_json::to_value(progress).expect("progress is a plain struct");
        let set =
            move |tx: &mut Tx<'_>| tx.schedule(QUEUE, NewJob { id, queue: QUEUE, key: QUEUE.to_owned(), run_at, payload: payload.clone() });
        self.store.write("companion.schedule_seal_old", Keys::none(), set).await
    }

    /// One run; nothing when there was nothing left to do.
    async fn seal_old(&self, mut progress: Progress) -> Result<Option<Progress>, Failure> {
        let (after, end) = (progress.after.unwrap_or(AccountId::from_bytes([0; 16])), self.now().minus(SETTLES_AFTER));
        let behind = move |read: &mut footlights_store::ReadTx<'_>| rollup::behind(read, after, end, CREATORS_PER_RUN);
        let page = self.store.read("companion.creators_behind", behind).await?;
        if page.is_empty() {
            return Ok(None);
        }
        let last = progress.steps + STEPS_PER_RUN;
        for creator in page {
            let before = progress.steps;
            while self.seal_tips(creator).await? == Sealing::Advanced {
                progress.steps += 1;
                if progress.steps >= last {
                    return Ok(Some(progress));
                }
            }
            let creators = progress.creators + u64::from(progress.steps > before);
            progress = Progress { after: Some(creator), creators, ..progress };
        }
        Ok(Some(progress))
    }
}
