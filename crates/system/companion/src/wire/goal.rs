//! A goal as JSON.

use footlights_base::{AccountId, Currency, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Goal, GoalId, GoalStatus, GoalUnit, SessionId};

/// A goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Goal)]
pub struct GoalBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: GoalId,
    /// The session it counts in; null: every session.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub session_id: Option<SessionId>,
    /// What it is called.
    pub title: String,
    /// What it counts.
    pub unit: GoalUnit,
    /// What it counts money in; null before the first tip where it was made outside of a session, and for tokens.
    #[schema(value_type = Option<String>, required)]
    pub currency: Option<Currency>,
    /// How it stands, within the present lap.
    #[serde(flatten)]
    pub amounts: GoalAmounts,
    /// Whether it counts.
    pub status: GoalStatus,
    /// Whether it begins anew when it is reached.
    pub repeating: bool,
    /// How often it was reached.
    pub completions: i64,
    /// Its place among the creator's goals.
    pub position: i64,
    /// Of two pictures of a goal the one with the larger revision is the newer.
    pub revision: i64,
    /// Since when it counts.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was reached for good.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub completed_at: Option<Timestamp>,
}

/// What a goal has and wants, in its own unit; the other unit's fields are null.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalAmounts {
    /// What there is, in minor units.
    #[schema(required)]
    pub current_cents: Option<i64>,
    /// What is to be reached, in minor units.
    #[schema(required)]
    pub target_cents: Option<i64>,
    /// What there is, in tokens.
    #[schema(required)]
    pub current_tokens: Option<i64>,
    /// What is to be reached, in tokens.
    #[schema(required)]
    pub target_tokens: Option<i64>,
    /// Percent, to one decimal, rounded down; may exceed 100.
    pub percentage: f64,
}

/// How a goal stands, as followers of a session see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = GoalProgress)]
#[serde(rename_all = "camelCase")]
pub struct GoalProgressBody {
    /// The session it was seen in; none where none is live.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    pub session_id: Option<SessionId>,
    /// Which goal.
    #[schema(value_type = String, format = "uuid")]
    pub goal_id: GoalId,
    /// What it is called.
    pub title: String,
    /// What it counts.
    pub unit: GoalUnit,
    /// How it stands, within the present lap.
    #[serde(flatten)]
    pub amounts: GoalAmounts,
    /// Whether it counts.
    pub status: GoalStatus,
    /// How often it was reached.
    pub completions: i64,
    /// Of two pictures of a goal the one with the larger revision is the newer.
    pub revision: i64,
}

impl From<&Goal> for GoalAmounts {
    fn from(goal: &Goal) -> Self {
        let percentage = goal.percentage();
        let (current, target) = (Some(goal.current()), Some(goal.target));
        match goal.unit {
            GoalUnit::Money => Self { current_cents: current, target_cents: target, current_tokens: None, target_tokens: None, percentage },
            GoalUnit::Tokens => {
                Self { current_cents: None, target_cents: None, current_tokens: current, target_tokens: target, percentage }
            }
        }
    }
}

impl From<&Goal> for GoalBody {
    fn from(goal: &Goal) -> Self {
        Self {
            id: goal.id,
            session_id: goal.session_id,
            title: goal.title.clone(),
            unit: goal.unit,
            currency: goal.currency,
            amounts: goal.into(),
            status: goal.status,
            repeating: goal.repeating,
            completions: goal.completions,
            position: goal.position,
            revision: goal.revision,
            created_at: goal.created_at,
            completed_at: goal.completed_at,
        }
    }
}

impl GoalProgressBody {
    /// The goal as it is seen in a session.
    #[must_use]
    pub fn of(goal: &Goal, session_id: Option<SessionId>) -> Self {
        Self {
            session_id,
            goal_id: goal.id,
            title: goal.title.clone(),
            unit: goal.unit,
            amounts: goal.into(),
            status: goal.status,
            completions: goal.completions,
            revision: goal.revision,
        }
    }
}

/// All goals of a creator that are shown now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalsBody {
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// By their place.
    pub goals: Vec<GoalBody>,
}
