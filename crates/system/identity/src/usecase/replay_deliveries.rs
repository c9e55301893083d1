//! Puts all dead letters of a webhook in again, as many as one command takes, the newest first: after an endpoint was mended. Who has
//! more asks again.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_outbound::webhook::{self, DeliveryState, WebhookId, Webhooks};
use footlights_store::JobId;
use footlights_surface::Caller;

use super::create_webhook::may_write;
use crate::Identity;

/// Dead letters of one command, at most.
pub(crate) const REPLAYED_MAX: u32 = 200;

impl Identity {
    /// Replays dead letters; answers how many.
    ///
    /// # Errors
    /// See the module.
    pub async fn replay_deliveries(&self, caller: &Caller, id: WebhookId) -> Result<u32, Failure> {
        may_write(caller)?;
        let (tenant, now) = (caller.tenant, self.now());
        let jobs: Vec<JobId> = (0..REPLAYED_MAX).map(|_| JobId::new(&*self.clock, &self.chance)).collect();
        self.store
            .write("identity.replay_deliveries", webhook::topic(id), move |tx| {
                webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                let letters = webhook::of_webhook(tx, id, Some(DeliveryState::Dead), None, REPLAYED_MAX)?;
                let pairs = letters.iter().zip(&jobs);
                let replayed = u32::try_from(pairs.len()).unwrap_or(REPLAYED_MAX);
                pairs.into_iter().try_for_each(|(letter, job)| Webhooks::replay(tx, letter, *job, now))?;
                Ok(replayed)
            })
            .await
    }
}
