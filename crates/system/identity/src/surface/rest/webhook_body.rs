//! Webhooks and deliveries as JSON.

use footlights_base::Page;
use footlights_outbound::webhook::{Delivery, DeliveryState, OffReason, Try, Webhook, WebhookSecret};
use serde::Serialize;
use utoipa::ToSchema;

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub(super) struct WebhookBody {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Where deliveries go.
    url: String,
    /// What people call it.
    description: String,
    /// Which types; none: all.
    types: Vec<String>,
    /// Which subjects; none: all.
    subjects: Vec<String>,
    /// Whether it gets any.
    active: bool,
    /// Why we switched it off, if we did.
    disabled_reason: Option<OffReason>,
    /// When we did.
    #[schema(format = DateTime)]
    disabled_at: Option<String>,
    /// Since when every try has failed.
    #[schema(format = DateTime)]
    failing_since: Option<String>,
    /// Until when the secret before the last rotation signs along.
    #[schema(format = DateTime)]
    previous_secret_until: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its settings were last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Webhook> for WebhookBody {
    fn from(webhook: Webhook) -> Self {
        let text = |at: footlights_base::Timestamp| at.to_string();
        Self {
            id: webhook.id.to_string(),
            url: webhook.url,
            description: webhook.description,
            types: webhook.filter.types,
            subjects: webhook.filter.subjects,
            active: webhook.active,
            disabled_reason: webhook.off_reason,
            disabled_at: webhook.off_at.map(text),
            failing_since: webhook.failing_since.map(text),
            previous_secret_until: webhook.old_secret_until.map(text),
            created_at: webhook.created_at.to_string(),
            updated_at: webhook.updated_at.to_string(),
        }
    }
}

/// A webhook at the one moment its secret is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedWebhook)]
pub(super) struct IssuedWebhookBody {
    #[serde(flatten)]
    shown: WebhookBody,
    /// The secret; it is not shown again.
    secret: String,
}

impl IssuedWebhookBody {
    pub(super) fn new(webhook: Webhook, secret: &WebhookSecret) -> Self {
        Self { shown: webhook.into(), secret: secret.text() }
    }
}

/// A page of webhooks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookPage {
    /// Newest first.
    items: Vec<WebhookBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<footlights_base::Cursor>,
}

impl From<Page<Webhook>> for WebhookPage {
    fn from(page: Page<Webhook>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

/// One try of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeliveryTry)]
pub(super) struct TryBody {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The status that was answered, if any was.
    status: Option<u16>,
    /// What went wrong, if anything did.
    error: Option<String>,
    /// How long it took, milliseconds.
    latency_ms: i64,
}

impl From<Try> for TryBody {
    fn from(one: Try) -> Self {
        Self { at: one.at.to_string(), status: one.status, error: one.error, latency_ms: one.latency_ms }
    }
}

/// One event on its way to one webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Delivery)]
pub(super) struct DeliveryBody {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// The event: the `webhook-id` the other side sees.
    #[schema(format = "uuid")]
    event_id: String,
    /// The event's type.
    #[serde(rename = "type")]
    kind: String,
    /// The event's topic.
    topic: String,
    /// The event's subject.
    subject: String,
    /// How it stands.
    state: DeliveryState,
    /// How often it was tried.
    attempts: u32,
    /// The last status that was answered.
    status: Option<u16>,
    /// What went wrong last.
    error: Option<String>,
    /// How long the last try took, milliseconds.
    latency_ms: Option<i64>,
    /// When the event happened.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it is tried next.
    #[schema(format = DateTime)]
    next_try_at: Option<String>,
    /// When it was delivered or given up.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// The last tries, the oldest first.
    tries: Vec<TryBody>,
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        let last = delivery.tries.last().cloned();
        Self {
            id: delivery.id.to_string(),
            event_id: delivery.event.to_string(),
            kind: delivery.kind,
            subject: delivery.topic.id().to_owned(),
            topic: delivery.topic.to_string(),
            state: delivery.state,
            attempts: delivery.attempts,
            status: last.as_ref().and_then(|last| last.status),
            latency_ms: last.as_ref().map(|last| last.latency_ms),
            error: last.and_then(|last| last.error),
            created_at: delivery.created_at.to_string(),
            next_try_at: delivery.next_try_at.map(|at| at.to_string()),
            ended_at: delivery.ended_at.map(|at| at.to_string()),
            tries: delivery.tries.into_iter().map(Into::into).collect(),
        }
    }
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeliveryPage {
    /// Newest first.
    items: Vec<DeliveryBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>)]
    next_cursor: Option<footlights_base::Cursor>,
}

impl From<Page<Delivery>> for DeliveryPage {
    fn from(page: Page<Delivery>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }
    }
}

/// How many dead letters are tried again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplayedDeliveries)]
pub(super) struct ReplayedBody {
    /// So many; 200 says that there may be more.
    pub(super) replayed: u32,
}
