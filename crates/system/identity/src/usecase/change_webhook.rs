//! Changes a webhook. Switched on again it gets what happens from now on; what died meanwhile can be replayed.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_outbound::webhook::{self, Filter, Webhook, WebhookId, Webhooks};
use footlights_surface::Caller;

use super::create_webhook::{WebhookSettingsGiven, checked, may_write, told};
use crate::Identity;
use crate::store::audit;

/// What is to change; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct ChangeWebhook {
    /// Another address.
    pub url: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Other types, all of them.
    pub types: Option<Vec<String>>,
    /// Other subjects, all of them.
    pub subjects: Option<Vec<String>>,
    /// Whether it gets any.
    pub active: Option<bool>,
}

impl Identity {
    /// Changes a webhook.
    ///
    /// # Errors
    /// See the module.
    pub async fn change_webhook(
        &self,
        webhooks: &Webhooks,
        caller: &Caller,
        id: WebhookId,
        change: ChangeWebhook,
    ) -> Result<Webhook, Failure> {
        may_write(caller)?;
        let tenant = caller.tenant;
        let before = self.store.read("identity.webhook", move |read| webhook::lookup(read, tenant, id)).await?;
        let before = before.ok_or_else(|| Rejection::not_found("webhook"))?;
        // Checked as a whole, outside the transaction: what is not said was valid when it was written, unless limits have changed.
        let given = WebhookSettingsGiven {
            url: change.url.clone().unwrap_or(before.url),
            description: change.description.clone().unwrap_or(before.description),
            filter: Filter {
                types: change.types.clone().unwrap_or(before.filter.types),
                subjects: change.subjects.clone().unwrap_or(before.filter.subjects),
            },
            active: change.active.unwrap_or(before.active),
        };
        let given = checked(webhooks, given)?;
        if given.active {
            webhooks.expect(tenant);
        }
        let (act, now) = (self.own_act(caller, "webhook.changed"), self.now());
        let write = move |tx: &mut footlights_store::Tx<'_>| {
            let mut found = webhook::lookup(tx, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
            if change.url.is_some() {
                found.url.clone_from(&given.url);
            }
            if change.description.is_some() {
                found.description.clone_from(&given.description);
            }
            if change.types.is_some() {
                found.filter.types.clone_from(&given.filter.types);
            }
            if change.subjects.is_some() {
                found.filter.subjects.clone_from(&given.filter.subjects);
            }
            if let Some(active) = change.active {
                switch(&mut found, active, now);
            }
            found.updated_at = now;
            webhook::change(tx, &found)?;
            audit::add(tx, &act, &id.to_string(), &told(&found))?;
            Ok(found)
        };
        self.store.write("identity.change_webhook", webhook::topic(id), write).await
    }
}

fn switch(webhook: &mut Webhook, active: bool, now: footlights_base::Timestamp) {
    if active && !webhook.active {
        (webhook.listens_since, webhook.failures, webhook.failing_since) = (now, 0, None);
    }
    if active {
        (webhook.off_reason, webhook.off_at) = (None, None);
    }
    webhook.active = active;
}
