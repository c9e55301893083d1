//! Domain events: what happened, in the envelope of CloudEvents 1.0.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{EventId, TenantId, Timestamp, Topic};

/// An event as a use case hands it to `tx.publish`: everything but its number.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Made outside of the transaction, so that a second run of the closure publishes the same event.
    pub id: EventId,
    /// The topic name of the seeds, such as `streaming.tip.received`.
    pub kind: &'static str,
    /// Whose event it is.
    pub tenant: TenantId,
    /// The aggregate it belongs to. It must be among the keys of the command.
    pub topic: Topic,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When those who watch through a delayed player should learn of it; equal to `occurred_at` without a delay.
    pub display_at: Timestamp,
    /// The payload, a JSON object.
    pub payload: Arc<RawValue>,
}

impl NewEvent {
    /// An event without a display delay.
    ///
    /// # Panics
    /// When `payload` does not serialise, which for plain structs cannot happen.
    #[must_use]
    pub fn new(id: EventId, kind: &'static str, tenant: TenantId, topic: Topic, at: Timestamp, payload: &impl Serialize) -> Self {
        let payload = serde_json::value::to_raw_value(payload).expect("a payload is a plain struct").into();
        Self { id, kind, tenant, topic, occurred_at: at, display_at: at, payload }
    }
}

/// An event that is committed and has its number.
#[derive(Debug, Clone)]
pub struct Event {
    /// Unique for ever.
    pub id: EventId,
    /// The topic name of the seeds, such as `streaming.tip.received`.
    pub kind: Arc<str>,
    /// Whose event it is.
    pub tenant: TenantId,
    /// The one aggregate it belongs to.
    pub topic: Topic,
    /// Which numbering of the topic `sequence` belongs to.
    pub epoch: i64,
    /// 1, 2, 3 … within the topic and epoch, without a gap; commit order.
    pub sequence: i64,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When delayed viewers should see it.
    pub display_at: Timestamp,
    /// The payload, a JSON object.
    pub payload: Arc<RawValue>,
}

/// An [`Event`] as CloudEvents JSON (structured mode), as webhooks and streams carry it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `1.0`.
    pub specversion: String,
    /// The event's id.
    pub id: EventId,
    /// Always `footlights`; with the tenant it is unique for an installation.
    pub source: String,
    /// The topic name of the seeds.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id of the aggregate.
    pub subject: String,
    /// When it happened.
    pub time: Timestamp,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// Whose event it is.
    pub tenant: TenantId,
    /// When delayed viewers should see it.
    pub displayat: Timestamp,
    /// The aggregate's topic.
    pub topic: Topic,
    /// Its number within the topic.
    pub sequence: i64,
    /// The numbering `sequence` belongs to.
    pub epoch: i64,
    /// The payload.
    pub data: Arc<RawValue>,
}

impl From<Envelope> for Event {
    fn from(envelope: Envelope) -> Self {
        Self {
            id: envelope.id,
            kind: envelope.kind.into(),
            tenant: envelope.tenant,
            topic: envelope.topic,
            epoch: envelope.epoch,
            sequence: envelope.sequence,
            occurred_at: envelope.time,
            display_at: envelope.displayat,
            payload: envelope.data,
        }
    }
}

impl From<&Event> for Envelope {
    fn from(event: &Event) -> Self {
        Self {
            specversion: "1.0".into(),
            id: event.id,
            source: "footlights".into(),
            kind: event.kind.to_string(),
            subject: event.topic.id().into(),
            time: event.occurred_at,
            datacontenttype: "application/json".into(),
            tenant: event.tenant,
            displayat: event.display_at,
            topic: event.topic.clone(),
            sequence: event.sequence,
            epoch: event.epoch,
            data: event.payload.clone(),
        }
    }
}
