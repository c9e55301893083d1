//! What others may hear of goals.

use footlights_base::{AccountId, EventId, NewEvent, Timestamp, Topic};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{VERSION, creator_topic, session_topic};
use crate::model::{Goal, GoalId, SessionId, SessionOwner, TipId};
use crate::wire::{GoalBody, GoalProgressBody};

/// A goal stands elsewhere, or is called otherwise; on `session:ID`.
pub const GOAL_PROGRESSED: &str = "streaming.goal.progressed";
/// A goal was reached; on `session:ID`, or on `creator:ID` where no session is live.
pub const GOAL_COMPLETED: &str = "streaming.goal.completed";
/// A goal was made, changed, deleted or put elsewhere; on `creator:ID`.
pub const GOAL_CHANGED: &str = "streaming.goal.changed";

/// The payload of [`GOAL_PROGRESSED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalProgressed {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// How it stands.
    #[serde(flatten)]
    pub progress: GoalProgressBody,
    /// The tip that was counted or taken off; none when the creator has changed the goal.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub tip_id: Option<TipId>,
}

/// The payload of [`GOAL_COMPLETED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalCompleted {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// How it stands right after; `completions` says how often it was reached in all.
    #[serde(flatten)]
    pub progress: GoalProgressBody,
    /// The tip that reached it; none when the creator has lowered the target.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub tip_id: Option<TipId>,
}

/// What was done to a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalChange {
    /// It was made.
    Created,
    /// Title, target, whether it repeats or whether it counts is another.
    Updated,
    /// It is gone.
    Deleted,
    /// Goals stand in another order.
    Ordered,
}

/// The payload of [`GOAL_CHANGED`].
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalChanged {
    /// 1.
    pub version: u32,
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// Which; none when several were put in another order.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub goal_id: Option<GoalId>,
    /// What was done.
    pub change: GoalChange,
    /// The goal as it is since, or was before it was deleted.
    #[schema(required)]
    pub goal: Option<GoalBody>,
    /// All goals that are shown since, by their place.
    pub goals: Vec<GoalBody>,
}

/// Why a goal stands where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GoalCause {
    /// The event or command it follows from: ids of events are made of it, the same however often a transaction runs.
    pub(crate) from: EventId,
    pub(crate) at: Timestamp,
    /// The session whose followers are told.
    pub(crate) session: Option<SessionId>,
    pub(crate) tip: Option<TipId>,
}

impl GoalCause {
    fn event_id(&self, goal: GoalId, what: &'static str) -> EventId {
        let hash = Sha256::new().chain_update(what).chain_update(goal.as_bytes()).chain_update(self.from.as_bytes()).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        EventId::from_bytes(bytes)
    }
}

pub(crate) fn goal_progressed(goal: &Goal, session: SessionId, cause: &GoalCause) -> NewEvent {
    let payload = GoalProgressed {
        version: VERSION,
        creator_id: goal.creator_id,
        progress: GoalProgressBody::of(goal, Some(session)),
        tip_id: cause.tip,
    };
    NewEvent::new(cause.event_id(goal.id, GOAL_PROGRESSED), GOAL_PROGRESSED, goal.tenant_id, session_topic(session), cause.at, &payload)
}

pub(crate) fn goal_completed(goal: &Goal, cause: &GoalCause) -> NewEvent {
    let payload = GoalCompleted {
        version: VERSION,
        creator_id: goal.creator_id,
        progress: GoalProgressBody::of(goal, cause.session),
        tip_id: cause.tip,
    };
    let topic: Topic = cause.session.map_or_else(|| creator_topic(goal.creator_id), session_topic);
    NewEvent::new(cause.event_id(goal.id, GOAL_COMPLETED), GOAL_COMPLETED, goal.tenant_id, topic, cause.at, &payload)
}

pub(crate) fn goal_changed(
    who: SessionOwner,
    change: GoalChange,
    goal: Option<&Goal>,
    goals: &[Goal],
    id: EventId,
    at: Timestamp,
) -> NewEvent {
    let payload = GoalChanged {
        version: VERSION,
        creator_id: who.creator_id,
        goal_id: goal.map(|goal| goal.id),
        change,
        goal: goal.map(GoalBody::from),
        goals: goals.iter().map(GoalBody::from).collect(),
    };
    NewEvent::new(id, GOAL_CHANGED, who.tenant_id, creator_topic(who.creator_id), at, &payload)
}
