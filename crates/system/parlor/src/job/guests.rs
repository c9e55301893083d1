//! Ends guests' accounts when their time is over.

use footlights_base::{AccountId, BoxFuture, ErrorKind, TenantId};
use footlights_identity::Actor;
use footlights_store::{Job, JobError, JobHandler};
use serde::{Deserialize, Serialize};

use crate::Parlor;

/// The queue; a job per guest.
pub(crate) const QUEUE: &str = "parlor.end_guests";

/// Whose time is over.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ends {
    tenant_id: TenantId,
    account_id: AccountId,
}

impl Ends {
    pub(crate) fn of(tenant_id: TenantId, account_id: AccountId) -> serde_json::Value {
        serde_json::json!(Self { tenant_id, account_id })
    }
}

/// Ends them.
pub(super) struct EndGuests(pub(super) Parlor);

impl JobHandler for EndGuests {
    fn queue(&self) -> &'static str {
        QUEUE
    }

    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let ends: Ends = serde_json::from_value(job.payload).map_err(JobError::never)?;
            match self.0.identity.delete_account(&Actor::Operator(ends.tenant_id), ends.account_id).await {
                // Somebody was faster.
                Err(failure) if failure.kind() == ErrorKind::NotFound => Ok(()),
                done => Ok(done?),
            }
        })
    }
}
