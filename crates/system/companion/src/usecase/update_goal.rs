//! Changes a goal: title, target, whether it repeats, whether it counts. For its creator.
//!
//! A target that is lowered to where the goal stands is reached by that. A completed goal keeps its target and its end.
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404), `goal_completed`, `too_many` pauses (409).

use footlights_base::{ErrorKind, EventId, Failure, FieldError, Rejection, Timestamp};
use footlights_store::{Stop, Tx};
use footlights_surface::Caller;

use super::change_goal::{announce, own_goal, told};
use crate::Companion;
use crate::events::{GoalChange, goal_completed};
use crate::model::{GOAL_TITLE, Goal, GoalId, GoalReached, GoalStatus, PAUSES_MAX, SessionId, SessionOwner, check_target};
use crate::store::{goal, goal_reached};
use crate::wire::GoalBody;

/// What is to change; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateGoal {
    /// Another title.
    pub title: Option<String>,
    /// Another target, of a goal that counts money.
    pub target_cents: Option<i64>,
    /// Another target, of a goal that counts tokens.
    pub target_tokens: Option<i64>,
    /// Whether it begins anew when it is reached.
    pub repeating: Option<bool>,
    /// `active` or `paused`.
    pub status: Option<String>,
}

/// What will change, checked as far as it can be without the goal.
#[derive(Clone)]
struct Change {
    title: Option<String>,
    target: (Option<i64>, Option<i64>),
    repeating: Option<bool>,
    status: Option<GoalStatus>,
    event: EventId,
    at: Timestamp,
}

impl Companion {
    /// Changes a goal and answers it as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_goal(&self, caller: &Caller, id: GoalId, command: UpdateGoal) -> Result<GoalBody, Failure> {
        caller.require_scope("goals:write")?;
        let (change, who) = (self.check_goal_change(&command)?, SessionOwner::from(caller));
        let done = self.write_on_stage("companion.update_goal", caller.account, move |tx, live| {
            let goal = own_goal(tx, who, id)?;
            apply(tx, who, &goal, &change, live)
        });
        done.await
    }

    fn check_goal_change(&self, command: &UpdateGoal) -> Result<Change, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let title = command.title.as_deref().map(|title| GOAL_TITLE.check(title)).transpose();
        let title = title.map_err(|error| wrong.push(error)).unwrap_or_default();
        let status = command.status.as_deref().map(check_status).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        let target = (command.target_cents, command.target_tokens);
        Ok(Change { title, target, repeating: command.repeating, status, event: self.new_event_id(), at: self.now() })
    }
}

fn check_status(text: &str) -> Result<GoalStatus, FieldError> {
    let refusal = || FieldError { field: "/status".into(), code: "not_one_of", detail: "Expected `active` or `paused`.".into() };
    text.parse().ok().filter(|status| *status != GoalStatus::Completed).ok_or_else(refusal)
}

fn apply(tx: &mut Tx<'_>, who: SessionOwner, before: &Goal, change: &Change, live: Option<SessionId>) -> Result<GoalBody, Stop> {
    let mut goal = before.clone();
    if let Some(title) = &change.title {
        goal.title.clone_from(title);
    }
    if change.target != (None, None) {
        let checked = check_target(change.target.0, change.target.1, goal.unit);
        goal.target = checked.map_err(|error| Rejection::fields(vec![error]))?;
    }
    goal.repeating = change.repeating.unwrap_or(goal.repeating);
    goal.status = change.status.unwrap_or(goal.status);
    let otherwise = Goal { title: before.title.clone(), ..goal.clone() } != *before;
    if before.status == GoalStatus::Completed && otherwise {
        return Err(goal_over().into());
    }
    if goal == *before {
        return Ok((&goal).into());
    }
    match (before.status, goal.status) {
        (GoalStatus::Active, GoalStatus::Paused) => pause(tx, goal.id, change.at)?,
        (GoalStatus::Paused, GoalStatus::Active) => goal::resume(tx, goal.id, change.at)?,
        _ => {}
    }
    goal.revision += 1;
    let cause = told(change.event, change.at, live, &goal);
    let reached = goal.reach(change.at, cause.session);
    if goal.status == GoalStatus::Completed {
        goal::end_pauses(tx, goal.id, change.at)?;
    }
    goal::update(tx, &goal)?;
    announce(tx, who, GoalChange::Updated, Some(&goal), live, &cause)?;
    if reached {
        goal_reached::add(tx, &GoalReached::of(&goal, before.completions, cause.session, change.at))?;
        tx.publish(goal_completed(&goal, &cause))?;
    }
    Ok((&goal).into())
}

fn pause(tx: &mut Tx<'_>, id: GoalId, at: Timestamp) -> Result<(), Stop> {
    if goal::count_pauses(tx, id)? >= PAUSES_MAX {
        let detail = "This goal was paused a thousand times; make another one.";
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", detail).into());
    }
    goal::pause(tx, id, at)
}

fn goal_over() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "goal_completed", "This goal was reached; only its title can change. Make another goal.")
}
