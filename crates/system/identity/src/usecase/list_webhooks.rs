//! Lists the tenant's webhooks, newest first, or reads one. Their secrets are not among it.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Page, Rejection};
use footlights_outbound::webhook::{self, Webhook, WebhookId};
use footlights_surface::Caller;

use super::create_webhook::may_read;
use crate::Identity;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "webhooks";

impl Identity {
    /// A page of webhooks before the webhook `before`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_webhooks(&self, caller: &Caller, before: Option<WebhookId>, limit: u32) -> Result<Page<Webhook>, Failure> {
        may_read(caller)?;
        let tenant = caller.tenant;
        let rows = self.store.read("identity.list_webhooks", move |read| webhook::list(read, tenant, before, limit)).await?;
        Ok(Page::from_rows(rows, limit, LIST, |webhook| webhook.id))
    }

    /// One webhook.
    ///
    /// # Errors
    /// See the module.
    pub async fn webhook(&self, caller: &Caller, id: WebhookId) -> Result<Webhook, Failure> {
        may_read(caller)?;
        let tenant = caller.tenant;
        let found = self.store.read("identity.webhook", move |read| webhook::lookup(read, tenant, id)).await?;
        Ok(found.ok_or_else(|| Rejection::not_found("webhook"))?)
    }
}
