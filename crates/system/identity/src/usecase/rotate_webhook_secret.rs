//! Gives a webhook another secret, shown this once. For a day deliveries carry a signature of either, so that the other side can
//! change over in its own time; the one before the old one counts no more.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404), `already_issued` (409, the key was used before).

use footlights_base::{Failure, Rejection};
use footlights_outbound::webhook::{self, SECRET_OVERLAP, Webhook, WebhookId, WebhookSecret};
use footlights_store::Once;
use footlights_surface::Caller;

use super::create_webhook::{may_write, told};
use crate::Identity;
use crate::model::WebhookSealing as _;
use crate::store::audit;

impl Identity {
    /// Rotates a webhook's secret.
    ///
    /// # Errors
    /// See the module.
    pub async fn rotate_webhook_secret(
        &self,
        caller: &Caller,
        id: WebhookId,
        once: Option<Once>,
    ) -> Result<(Webhook, WebhookSecret), Failure> {
        may_write(caller)?;
        let secret = WebhookSecret::fresh(&self.chance);
        let sealed = self.secret_box.seal_webhook(&secret, &self.chance);
        let (act, tenant, now) = (self.own_act(caller, "webhook.secret_rotated"), caller.tenant, self.now());
        let until = now.plus(SECRET_OVERLAP);
        let rotated = self
            .store
            .write("identity.rotate_webhook_secret", webhook::topic(id), move |tx| {
                tx.once(once.as_ref(), |tx| {
                    let found = webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                    webhook::rotate(tx, id, &sealed, until, now)?;
                    audit::add(tx, &act, &id.to_string(), &told(&found))?;
                    Ok(Webhook { old_secret_until: Some(until), updated_at: now, ..found })
                })
            })
            .await?;
        Ok((rotated, secret))
    }
}
