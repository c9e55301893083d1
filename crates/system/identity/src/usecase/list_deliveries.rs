//! Lists the deliveries of a webhook, newest first: all that are kept, or the dead letters among them. What was sent is not among
//! it; the event log has that.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use footlights_base::{Failure, Page, Rejection};
use footlights_outbound::webhook::{self, Delivery, DeliveryId, DeliveryState, WebhookId};
use footlights_surface::Caller;

use super::create_webhook::may_read;
use crate::Identity;

/// The lists' name in their cursors.
pub(crate) const LIST: &str = "deliveries";

impl Identity {
    /// A page of deliveries before the delivery `before`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_deliveries(
        &self,
        caller: &Caller,
        id: WebhookId,
        state: Option<DeliveryState>,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Page<Delivery>, Failure> {
        may_read(caller)?;
        let tenant = caller.tenant;
        let rows = self
            .store
            .read("identity.list_deliveries", move |read| {
                webhook::lookup(read, tenant, id)?.ok_or_else(|| Rejection::not_found("webhook"))?;
                webhook::of_webhook(read, id, state, before, limit)
            })
            .await?;
        Ok(Page::from_rows(rows, limit, LIST, |delivery| delivery.id))
    }
}
