//! What every change of a goal has in common: who is told.

use footlights_base::{EventId, Rejection, Timestamp};
use footlights_store::{Read, Stop, Tx};

use super::list_goals::shown;
use crate::events::{GoalCause, GoalChange, goal_changed, goal_progressed};
use crate::model::{Goal, GoalId, SessionId, SessionOwner};
use crate::store::goal;

/// A change by the creator herself, told to the live session's followers if it is of that session or of none.
pub(super) fn told(event: EventId, at: Timestamp, live: Option<SessionId>, goal: &Goal) -> GoalCause {
    let session = live.filter(|live| goal.session_id.is_none_or(|own| own == *live));
    GoalCause { from: event, at, session, tip: None }
}

/// The goal of this id, if it is theirs.
pub(super) fn own_goal(read: &mut impl Read, who: SessionOwner, id: GoalId) -> Result<Goal, Stop> {
    Ok(goal::lookup(read, who, id)?.ok_or_else(|| Rejection::not_found("goal"))?)
}

/// Tells of a change: how the goal stands to the followers of the live session, and the change to who follows the creator.
pub(super) fn announce(
    tx: &mut Tx<'_>,
    who: SessionOwner,
    change: GoalChange,
    goal: Option<&Goal>,
    live: Option<SessionId>,
    cause: &GoalCause,
) -> Result<(), Stop> {
    if let Some(goal) = goal
        && let Some(session) = cause.session
        && change != GoalChange::Deleted
    {
        tx.publish(goal_progressed(goal, session, cause))?;
    }
    let goals = shown(tx, who, live)?;
    tx.publish(goal_changed(who, change, goal, &goals, cause.from, cause.at))?;
    Ok(())
}
