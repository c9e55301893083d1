//! What others may hear of a creator's overlay: its look, what moves over it, who leads.

use footlights_base::{AccountId, EventId, NewEvent, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{VERSION, creator_topic, session_topic};
use crate::model::{AnimationType, Leader, SessionId, Theme};

/// An animation begins; on `session:ID`, or on `creator:ID` when no session is live.
pub const ANIMATION_TRIGGERED: &str = "streaming.animation.triggered";
/// The overlay has another look; on `creator:ID`.
pub const THEME_UPDATED: &str = "streaming.overlay.theme_updated";
/// Somebody else leads a session, or leads by another sum; on `session:ID`.
pub const LEADER_CHANGED: &str = "streaming.leader.changed";

/// The payload of [`ANIMATION_TRIGGERED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnimationTriggered {
    /// 1.
    pub version: u32,
    /// Whose overlay.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// The session that is live.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub session_id: Option<SessionId>,
    /// What is seen.
    #[serde(rename = "type")]
    pub kind: AnimationType,
    /// How long it lasts and what it is made of.
    #[schema(value_type = Object)]
    pub metadata: Map<String, Value>,
}

/// The payload of [`THEME_UPDATED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThemeUpdated {
    /// 1.
    pub version: u32,
    /// Whose overlay.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Its look.
    pub theme: Theme,
}

/// The payload of [`LEADER_CHANGED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeaderChanged {
    /// 1.
    pub version: u32,
    /// Whose session.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which.
    #[schema(value_type = String, format = "uuid")]
    pub session_id: SessionId,
    /// Who leads; nobody when everything was given back.
    #[schema(required)]
    pub leader: Option<Leader>,
}

pub(crate) fn animation_triggered(tenant: TenantId, payload: &AnimationTriggered, id: EventId, at: Timestamp) -> NewEvent {
    let topic = payload.session_id.map_or_else(|| creator_topic(payload.creator_id), session_topic);
    NewEvent::new(id, ANIMATION_TRIGGERED, tenant, topic, at, payload)
}

impl AnimationTriggered {
    pub(crate) fn new(creator_id: AccountId, session_id: Option<SessionId>, kind: AnimationType, metadata: Map<String, Value>) -> Self {
        Self { version: VERSION, creator_id, session_id, kind, metadata }
    }
}

pub(crate) fn theme_updated(tenant: TenantId, creator_id: AccountId, theme: &Theme, id: EventId, at: Timestamp) -> NewEvent {
    let payload = ThemeUpdated { version: VERSION, creator_id, theme: theme.clone() };
    NewEvent::new(id, THEME_UPDATED, tenant, creator_topic(creator_id), at, &payload)
}

pub(crate) fn leader_changed(
    tenant: TenantId,
    creator_id: AccountId,
    session_id: SessionId,
    leader: Option<Leader>,
    id: EventId,
    at: Timestamp,
) -> NewEvent {
    let payload = LeaderChanged { version: VERSION, creator_id, session_id, leader };
    NewEvent::new(id, LEADER_CHANGED, tenant, session_topic(session_id), at, &payload)
}

/// The id of what follows from an event: the same however often the transaction runs.
pub(crate) fn id_after(label: &str, cause: EventId) -> EventId {
    let hash = Sha256::new().chain_update(label).chain_update(cause.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    EventId::from_bytes(bytes)
}
