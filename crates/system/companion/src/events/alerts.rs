//! What others may hear of alerts. All of it is published on `creator:ID`, and names the creator's tips by their ids.

use footlights_alerts::AlertId;
use footlights_base::{AccountId, EventId, NewEvent, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{VERSION, creator_topic};
use crate::model::{AlertState, NewAlert, SessionId, SessionOwner, TipId};

/// An alert came in: it waits for the overlay, or for a moderator first.
pub const ALERT_QUEUED: &str = "streaming.alert.queued";
/// A held alert may be shown: by a moderator's word, or because its time was over.
pub const ALERT_RELEASED: &str = "streaming.alert.released";
/// An alert is not to be shown, or no longer.
pub const ALERT_SKIPPED: &str = "streaming.alert.skipped";
/// An alert moved otherwise: it shows, waits to be repeated, or is done.
pub const ALERT_CHANGED: &str = "streaming.alert.changed";

/// The payload of [`ALERT_QUEUED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertQueued {
    /// 1.
    pub version: u32,
    /// Whose overlay.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which alert.
    #[schema(value_type = String, format = "uuid")]
    pub alert_id: AlertId,
    /// What it is about.
    pub kind: String,
    /// Whether it waits for a moderator.
    pub held: bool,
    /// The tip it is about.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub tip_id: Option<TipId>,
    /// What it shows.
    #[schema(value_type = Object)]
    pub payload: Box<RawValue>,
    /// When a held one goes by itself.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub release_at: Option<Timestamp>,
}

/// The payload of the others.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertChanged {
    /// 1.
    pub version: u32,
    /// Whose overlay.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which alert.
    #[schema(value_type = String, format = "uuid")]
    pub alert_id: AlertId,
    /// Where it stands now.
    pub state: AlertState,
    /// How many times it was issued.
    pub attempt: u8,
    /// The tip it is about, and the session it was given in; only when it is released.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub tip: Option<AlertTip>,
}

/// A tip as a released alert names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertTip {
    /// The tip.
    #[schema(value_type = String, format = "uuid")]
    pub tip_id: TipId,
    /// Its session.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
}

pub(crate) fn alert_queued(alert: &NewAlert) -> NewEvent {
    let payload = AlertQueued {
        version: VERSION,
        creator_id: alert.creator,
        alert_id: alert.id,
        kind: alert.kind.as_str().to_owned(),
        held: alert.held_until.is_some(),
        tip_id: alert.tip,
        payload: RawValue::from_string(alert.payload.clone()).expect("a payload was made of a plain struct"),
        release_at: alert.held_until,
    };
    NewEvent::new(event_id(alert.id, "in", 0), ALERT_QUEUED, alert.tenant, creator_topic(alert.creator), alert.at, &payload)
}

/// An alert of `owner` stands there now.
pub(crate) fn alert_changed(owner: SessionOwner, id: AlertId, state: AlertState, attempt: u8, at: Timestamp) -> NewEvent {
    let kind = if state == AlertState::Skipped { ALERT_SKIPPED } else { ALERT_CHANGED };
    let payload = AlertChanged { version: VERSION, creator_id: owner.creator_id, alert_id: id, state, attempt, tip: None };
    NewEvent::new(event_id(id, state.as_str(), attempt), kind, owner.tenant_id, creator_topic(owner.creator_id), at, &payload)
}

pub(crate) fn alert_released(owner: SessionOwner, id: AlertId, tip: Option<AlertTip>, at: Timestamp) -> NewEvent {
    let state = AlertState::Queued;
    let payload = AlertChanged { version: VERSION, creator_id: owner.creator_id, alert_id: id, state, attempt: 0, tip };
    NewEvent::new(event_id(id, "released", 0), ALERT_RELEASED, owner.tenant_id, creator_topic(owner.creator_id), at, &payload)
}

/// The id of the event that tells of a step of an alert: each is taken once, so it follows from the step, however often the
/// transaction runs.
fn event_id(id: AlertId, step: &str, attempt: u8) -> EventId {
    let hash = Sha256::new().chain_update(b"alert ").chain_update(step).chain_update([attempt]).chain_update(id.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    EventId::from_bytes(bytes)
}
