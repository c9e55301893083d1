//! Deletes a webhook with its deliveries. What is on its way right now may still arrive.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_outbound::webhook::{self, WebhookId};
use footlights_surface::Caller;

use super::create_webhook::{keys, may_write, told};
use crate::Identity;
use crate::store::audit;

impl Identity {
    /// Deletes a webhook.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_webhook(&self, caller: &Caller, id: WebhookId) -> Result<(), Failure> {
        may_write(caller)?;
        let (act, tenant) = (self.own_act(caller, "webhook.deleted"), caller.tenant);
        self.store
            .write("identity.delete_webhook", keys(caller, id), move |tx| {
                let found = webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                webhook::delete(tx, id)?;
                audit::add(tx, &act, &id.to_string(), &told(&found))
            })
            .await
    }
}
