//! What webhooks themselves say. Topic: `webhook:ID`.

use footlights_base::Topic;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{OffReason, WebhookId};

/// Somebody asked for a test; goes to that webhook alone.
pub const WEBHOOK_TEST: &str = "webhook.test";
/// We switched a webhook off; other webhooks of the tenant hear it.
pub const WEBHOOK_DISABLED: &str = "webhook.disabled";

/// The topic of one webhook.
#[must_use]
pub fn topic(id: WebhookId) -> Topic {
    Topic::new("webhook", id)
}

/// The payload of [`WEBHOOK_TEST`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTestPayload {
    /// Which webhook was tested.
    #[schema(value_type = String, format = "uuid")]
    pub webhook_id: WebhookId,
    /// A sentence for whoever reads it.
    pub message: String,
}

/// The payload of [`WEBHOOK_DISABLED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDisabledPayload {
    /// Which webhook is off now.
    #[schema(value_type = String, format = "uuid")]
    pub webhook_id: WebhookId,
    /// What people call it.
    pub description: String,
    /// Why.
    pub reason: OffReason,
}
