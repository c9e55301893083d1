//! Once an hour: of the alerts that are done, the old ones go, and those beyond what one creator keeps.

use std::time::Duration;

use footlights_base::{BoxFuture, Failure};
use footlights_store::{Job, JobError, JobHandler, JobId, Keys, NewJob, Tx};

use crate::Overlays;
use crate::store::old_alert;

/// How often.
const EVERY: Duration = Duration::from_hours(1);
/// How long a round may take; the next one goes on where it ended.
const ROUND_WITHIN: Duration = Duration::from_mins(10);
/// Alerts that go in one transaction, so that nobody waits for it.
const STEP: u32 = 500;
/// Creators looked at in one round.
const CREATORS_MAX: u32 = 1_000;
/// The queue of the rounds, and the name of its one timer and key.
const QUEUE: &str = "companion.trim_alerts";

/// Runs the rounds.
pub(super) struct TrimAlerts(pub(super) Overlays);

impl JobHandler for TrimAlerts {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, _job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            // The next one first: it comes also when this one fails.
            self.0.trim_alerts_in(EVERY).await?;
            let gone = self.0.trim_alerts().await?;
            if gone > 0 {
                tracing::info!(gone, "alerts that were done are forgotten");
            }
            Ok(())
        })
    }

    fn time_out(&self) -> Duration {
        ROUND_WITHIN
    }
}

impl Overlays {
    /// Sets the time of the next round; from then on there is one every hour.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trim_alerts_in(&self, pause: Duration) -> Result<(), Failure> {
        let id = JobId::new(&*self.companion.clock, &self.companion.chance);
        let run_at = self.companion.now().plus(pause);
        let set = move |tx: &mut Tx<'_>| {
            tx.schedule(QUEUE, NewJob { id, queue: QUEUE, key: QUEUE.to_owned(), run_at, payload: serde_json::Value::Null })
        };
        self.companion.store.write("companion.schedule_trim", Keys::none(), set).await
    }

    /// One round; says how many alerts went.
    async fn trim_alerts(&self) -> Result<u64, Failure> {
        let (store, kept) = (&self.companion.store, self.settings.alerts_kept_max);
        let before = self.companion.now().minus(self.settings.alerts_kept_for);
        let mut gone = self.trim_in_steps(move |tx| old_alert::trim_ended(tx, before, STEP)).await?;
        for creator in store.read("companion.crowded", move |read| old_alert::crowded(read, kept, CREATORS_MAX)).await? {
            let newest = store.read("companion.newest_beyond", move |read| old_alert::newest_beyond(read, creator, kept)).await?;
            if let Some(newest) = newest {
                gone += self.trim_in_steps(move |tx| old_alert::trim_beyond(tx, creator, newest, STEP)).await?;
            }
        }
        Ok(gone)
    }

    async fn trim_in_steps(
        &self,
        step: impl Fn(&mut Tx<'_>) -> Result<u64, footlights_store::Stop> + Clone + Send + 'static,
    ) -> Result<u64, Failure> {
        let mut gone = 0;
        loop {
            let went = self.companion.store.write("companion.trim_alerts", Keys::none(), step.clone()).await?;
            gone += went;
            if went < u64::from(STEP) {
                return Ok(gone);
            }
        }
    }
}
