//! What clients see of goals.

use footlights_base::Event;
use footlights_realtime::WireEvent;

use crate::events::{GoalChanged, GoalCompleted, GoalProgressed};
use crate::wire::GoalsBody;

/// How a goal stands: of several changes in one turn only the newest is sent.
const PROGRESS_FRAME: &str = "goal_progress";

pub(super) fn progressed(event: &Event) -> Option<WireEvent> {
    let told: GoalProgressed = serde_json::from_str(event.payload.get()).ok()?;
    Some(WireEvent::new(PROGRESS_FRAME, &told.progress))
}

pub(super) fn completed(event: &Event) -> Option<WireEvent> {
    let told: GoalCompleted = serde_json::from_str(event.payload.get()).ok()?;
    Some(WireEvent::new("goal_completed", &told.progress))
}

/// All goals, for who follows the creator: one that is gone is in no other frame.
pub(super) fn changed(event: &Event) -> Option<WireEvent> {
    let GoalChanged { creator_id, goals, .. } = serde_json::from_str(event.payload.get()).ok()?;
    Some(WireEvent::new("goals_updated", &GoalsBody { creator_id, goals }))
}
