//! Makes a goal, in the last place. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404), `session_ended`, `too_many` (409).

use footlights_base::{Currency, ErrorKind, EventId, Failure, FieldError, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::{Caller, Role};

use super::change_goal::{announce, told};
use super::end_session::session_ended;
use super::own_session;
use crate::Companion;
use crate::events::GoalChange;
use crate::model::{
    GOAL_TITLE, GOALS_OPEN_MAX, Goal, GoalId, GoalStatus, GoalUnit, SessionId, SessionOwner, SessionStatus, check_target, check_unit,
};
use crate::store::{goal, session};
use crate::wire::GoalBody;

/// The goal to make.
#[derive(Debug, Clone, Default)]
pub struct CreateGoal {
    /// What it is called: 1 to 80 code points.
    pub title: String,
    /// What it counts, as it is spelled everywhere.
    pub unit: String,
    /// What is to be reached, in minor units, of a goal that counts money.
    pub target_cents: Option<i64>,
    /// What is to be reached, of a goal that counts tokens.
    pub target_tokens: Option<i64>,
    /// The session it counts in; every session when not said.
    pub session_id: Option<SessionId>,
    /// Whether it begins anew when it is reached.
    pub repeating: bool,
}

impl Companion {
    /// Makes a goal. It counts tips from this moment on.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_goal(&self, caller: &Caller, command: CreateGoal, once: Option<Once>) -> Result<GoalBody, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("goals:write")?;
        let draft = self.draft_goal(caller, &command)?;
        let event = self.new_event_id();
        let done = self.write_on_stage("companion.create_goal", caller.account, move |tx, live| {
            tx.once(once.as_ref(), |tx| within(tx, draft.clone(), live, event))
        });
        done.await
    }

    fn draft_goal(&self, caller: &Caller, command: &CreateGoal) -> Result<Goal, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let title = GOAL_TITLE.check(&command.title).map_err(|error| wrong.push(error)).unwrap_or_default();
        let unit = check_unit(&command.unit).map_err(|error| wrong.push(error)).unwrap_or(GoalUnit::Money);
        let target = match wrong.iter().any(|error| error.field == "/unit") {
            false => check_target(command.target_cents, command.target_tokens, unit).map_err(|error| wrong.push(error)).unwrap_or_default(),
            true => 0,
        };
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        Ok(Goal {
            id: GoalId::new(&*self.clock, &self.chance),
            tenant_id: caller.tenant,
            creator_id: caller.account,
            session_id: command.session_id,
            title,
            unit,
            currency: None,
            target,
            counted: 0,
            lapped: 0,
            repeating: command.repeating,
            status: GoalStatus::Active,
            completions: 0,
            position: 0,
            revision: 1,
            created_at: self.now(),
            completed_at: None,
            completed_in: None,
        })
    }
}

fn within(tx: &mut Tx<'_>, mut goal: Goal, live: Option<SessionId>, event: EventId) -> Result<GoalBody, Stop> {
    let who = SessionOwner { tenant_id: goal.tenant_id, creator_id: goal.creator_id };
    if let Some(session) = goal.session_id
        && own_session(tx, who, session)?.status == SessionStatus::Ended
    {
        return Err(session_ended().into());
    }
    let (open, last) = goal::standing(tx, who, live)?;
    if open >= GOALS_OPEN_MAX {
        let detail = "At most 20 goals at a time; complete or delete one first.";
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", detail).into());
    }
    goal.position = last + 1;
    if goal.unit == GoalUnit::Money {
        goal.currency = currency_of(tx, live)?;
    }
    goal::add(tx, &goal)?;
    let cause = told(event, goal.created_at, live, &goal);
    announce(tx, who, GoalChange::Created, Some(&goal), live, &cause)?;
    Ok((&goal).into())
}

/// What a live session counts in.
fn currency_of(tx: &mut Tx<'_>, live: Option<SessionId>) -> Result<Option<Currency>, Stop> {
    let Some(live) = live else { return Ok(None) };
    Ok(session::lookup_book(tx, live)?.map(|book| book.totals.currency))
}
