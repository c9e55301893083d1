//! A held alert goes by itself when its time is over, also where no overlay is open and so nobody conducts.

use footlights_alerts::AlertId;
use footlights_store::{Job, JobError, JobHandler};
use serde::Deserialize;

use crate::Companion;

/// The queue of releases.
pub(super) const RELEASES: &str = "companion.release_alerts";

/// The handler of [`RELEASES`].
pub(super) struct ReleaseHeld(pub(super) Companion);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    alert_id: AlertId,
}

impl JobHandler for ReleaseHeld {
    fn queue(&self) -> &'static str {
        RELEASES
    }

    fn run(&self, job: Job) -> footlights_surface::BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let Payload { alert_id } = serde_json::from_value(job.payload).map_err(JobError::never)?;
            Ok(self.0.release_alert(alert_id).await?)
        })
    }
}
