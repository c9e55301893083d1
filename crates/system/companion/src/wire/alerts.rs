//! An alert as JSON.

use footlights_base::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::model::{Alert, AlertId, AlertState, TipId};

/// An alert.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alert)]
pub struct AlertBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: AlertId,
    /// What it is about: `tip`, `subscription`, `follow` or `summary`.
    pub kind: String,
    /// Alerts of one lane are shown one after another.
    pub lane: String,
    /// Where it stands.
    pub state: AlertState,
    /// How much show it gets: 1, 2 or 3.
    pub tier: u8,
    /// How many times it was issued: 2 at most.
    pub attempt: u8,
    /// Whether it is a test.
    pub test: bool,
    /// Whether it waits for a moderator.
    pub held: bool,
    /// How many others are shown with it.
    pub more: u32,
    /// The tip it is about.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub tip_id: Option<TipId>,
    /// The alert it repeats by somebody's wish.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub replay_of: Option<AlertId>,
    /// What it shows.
    #[schema(value_type = Object)]
    pub payload: Box<RawValue>,
    /// When it came in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was over.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub ended_at: Option<Timestamp>,
    /// When a held one goes by itself, or would have gone.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub release_at: Option<Timestamp>,
}

impl From<Alert> for AlertBody {
    fn from(alert: Alert) -> Self {
        Self {
            id: alert.id,
            kind: alert.kind,
            lane: alert.lane,
            state: alert.state,
            tier: alert.tier,
            attempt: alert.attempt,
            test: alert.test,
            held: alert.state == AlertState::Held,
            more: alert.more,
            tip_id: alert.tip_id,
            replay_of: alert.replay_of,
            payload: alert.payload,
            created_at: alert.created_at,
            ended_at: alert.ended_at,
            release_at: alert.release_at,
        }
    }
}
