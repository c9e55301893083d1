//! Sends a webhook a test event, whatever it wants and also while it is switched off; tried once. The answer is the delivery,
//! which tells afterwards what came of it.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{EventId, Failure, NewEvent, Rejection};
use footlights_outbound::webhook::{self, Delivery, WEBHOOK_TEST, WebhookId, WebhookTestPayload, Webhooks};
use footlights_store::Once;
use footlights_surface::Caller;

use super::create_webhook::may_write;
use crate::Identity;

impl Identity {
    /// Sends a test event.
    ///
    /// # Errors
    /// See the module.
    pub async fn test_webhook(&self, caller: &Caller, id: WebhookId, once: Option<Once>) -> Result<Delivery, Failure> {
        may_write(caller)?;
        let (tenant, now) = (caller.tenant, self.now());
        let payload = WebhookTestPayload { webhook_id: id, message: "A test from Footlights. Nothing happened.".into() };
        let event = NewEvent::new(EventId::new(&*self.clock, &self.chance), WEBHOOK_TEST, tenant, webhook::topic(id), now, &payload);
        self.store
            .write("identity.test_webhook", webhook::topic(id), move |tx| {
                tx.once(once.as_ref(), |tx| {
                    webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                    Webhooks::put_alone(tx, event.clone(), id)
                })
            })
            .await
    }
}
