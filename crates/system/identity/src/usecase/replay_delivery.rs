//! Puts a dead letter of a webhook in again: it is tried at once, and over a day if need be.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404), `not_dead` (409).

use footlights_base::{Failure, Rejection};
use footlights_outbound::webhook::{self, Delivery, DeliveryId, DeliveryState, WebhookId, Webhooks};
use footlights_store::JobId;
use footlights_surface::Caller;

use super::create_webhook::may_write;
use crate::Identity;

impl Identity {
    /// Replays a dead letter.
    ///
    /// # Errors
    /// See the module.
    pub async fn replay_delivery(&self, caller: &Caller, id: WebhookId, letter: DeliveryId) -> Result<Delivery, Failure> {
        may_write(caller)?;
        let (tenant, now, job) = (caller.tenant, self.now(), JobId::new(&*self.clock, &self.chance));
        self.store
            .write("identity.replay_delivery", webhook::topic(id), move |tx| {
                webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                let found = webhook::lookup_delivery(tx, id, letter)?.ok_or_else(|| Rejection::not_found("dead letter"))?;
                Webhooks::replay(tx, &found, job, now)?;
                Ok(Delivery { state: DeliveryState::Pending, attempts: 0, next_try_at: Some(now), ended_at: None, ..found })
            })
            .await
    }
}
