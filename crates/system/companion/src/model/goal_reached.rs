//! A goal at the moment it was reached.

use footlights_base::{Currency, Timestamp};

use super::{Goal, GoalId, GoalUnit, SessionId, SessionOwner};

/// What a goal was when it was reached; it stays as it is whatever becomes of the goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalReached {
    /// Which goal; it may be gone.
    pub goal_id: GoalId,
    /// Whose.
    pub(crate) owner: SessionOwner,
    /// The session in which it was reached; none when it was reached by being changed while none was live.
    pub session_id: Option<SessionId>,
    /// What it was called.
    pub title: String,
    /// What it counted.
    pub unit: GoalUnit,
    /// What it counted money in.
    pub currency: Option<Currency>,
    /// How much it took, in minor units or tokens.
    pub target: i64,
    /// How often it had been reached by then.
    pub completions: i64,
    /// How often in this one go.
    pub laps: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was reached.
    pub reached_at: Timestamp,
}

impl GoalReached {
    /// Of a goal that was just reached, having been reached `before` times.
    pub(crate) fn of(goal: &Goal, before: i64, session: Option<SessionId>, at: Timestamp) -> Self {
        Self {
            goal_id: goal.id,
            owner: SessionOwner { tenant_id: goal.tenant_id, creator_id: goal.creator_id },
            session_id: session,
            title: goal.title.clone(),
            unit: goal.unit,
            currency: goal.currency,
            target: goal.target,
            completions: goal.completions,
            laps: (goal.completions - before).max(1),
            made_at: goal.created_at,
            reached_at: at,
        }
    }
}
