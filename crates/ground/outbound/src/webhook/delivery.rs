//! A delivery: one event on its way to one webhook. Knows no database.

use footlights_base::{Event, EventId, Timestamp, Topic, define_id};
use footlights_store::{JobId, NewJob};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::settings::{SLOTS, TRIES_KEPT};
use super::{WebhookId, sender};

define_id!(
    /// A delivery. Follows from event and webhook, so that the same is not delivered under two ids.
    DeliveryId
);

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be tried, or tried again.
    Pending,
    /// The other side has it.
    Delivered,
    /// It will not be tried any more by itself: a dead letter.
    Dead,
}

impl DeliveryState {
    /// Its name in rows and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::Dead].into_iter().find(|state| state.as_str() == text)
    }
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Try {
    /// When.
    pub at: Timestamp,
    /// The status that was answered, if any was.
    pub status: Option<u16>,
    /// What went wrong; none when nothing did.
    pub error: Option<String>,
    /// How long it took.
    pub latency_ms: i64,
}

/// One event on its way to one webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// Where to.
    pub webhook: WebhookId,
    /// Which event: the `webhook-id` the other side sees.
    pub event: EventId,
    /// Its type.
    pub kind: String,
    /// Its topic.
    pub topic: Topic,
    /// Its number within the topic.
    pub sequence: i64,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried since it was put in, or last replayed.
    pub attempts: u32,
    /// When the event happened.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_try_at: Option<Timestamp>,
    /// When it was delivered or given up.
    pub ended_at: Option<Timestamp>,
    /// The last tries, the oldest first.
    pub tries: Vec<Try>,
}

impl Delivery {
    /// This event for this webhook.
    #[must_use]
    pub fn of(event: &Event, webhook: WebhookId) -> Self {
        Self {
            id: id_of(event, webhook),
            webhook,
            event: event.id,
            kind: event.kind.to_string(),
            topic: event.topic.clone(),
            sequence: event.sequence,
            state: DeliveryState::Pending,
            attempts: 0,
            created_at: event.occurred_at,
            next_try_at: Some(event.occurred_at),
            ended_at: None,
            tries: Vec::new(),
        }
    }

    /// The job that sends it, under this id.
    #[must_use]
    pub(crate) fn job(&self, id: JobId, run_at: Timestamp) -> NewJob {
        let slot = Sha256::digest(self.topic.as_str())[0] % SLOTS;
        let key = format!("{}/{slot}", self.webhook);
        NewJob { id, queue: sender::QUEUE, key, run_at, payload: json!({ "delivery": self.id }) }
    }

    /// Writes a try into its log.
    pub(crate) fn tried(&mut self, one: Try) {
        self.attempts += 1;
        self.tries.push(one);
        let surplus = self.tries.len().saturating_sub(TRIES_KEPT);
        self.tries.drain(..surplus);
    }
}

/// A UUIDv7 that follows from what it names: time, then number within the topic, so that jobs of one moment stay in order.
fn id_of(event: &Event, webhook: WebhookId) -> DeliveryId {
    let named = Sha256::new().chain_update(event.id.as_bytes()).chain_update(webhook.as_bytes()).finalize();
    let mut bytes: [u8; 16] = named[..16].try_into().expect("a digest is longer");
    bytes[..6].copy_from_slice(&event.occurred_at.as_millis().to_be_bytes()[2..]);
    let [.., high, low] = event.sequence.to_be_bytes();
    (bytes[6], bytes[7]) = (0x70 | (high & 0x0f), low);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    DeliveryId::from_bytes(bytes)
}
