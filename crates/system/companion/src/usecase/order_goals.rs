//! Puts open goals in another order: those that are named first, the others behind them as they were. For their creator.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::change_goal::announce;
use super::list_goals::shown;
use crate::Companion;
use crate::events::{GoalCause, GoalChange};
use crate::model::{Goal, GoalId, SessionId, SessionOwner};
use crate::store::goal;
use crate::wire::GoalBody;

impl Companion {
    /// Puts goals in this order and answers them in it.
    ///
    /// # Errors
    /// See the module.
    pub async fn order_goals(&self, caller: &Caller, ids: Vec<GoalId>, once: Option<Once>) -> Result<Vec<GoalBody>, Failure> {
        caller.require_scope("goals:write")?;
        let who = SessionOwner::from(caller);
        let (event, at) = (self.new_event_id(), self.now());
        let done = self.write_on_stage("companion.order_goals", caller.account, move |tx, live| {
            let cause = GoalCause { from: event, at, session: live, tip: None };
            // The stored answer is kept small: the goals are read again.
            tx.once(once.as_ref(), |tx| within(tx, who, &ids, live, &cause))?;
            Ok(shown(tx, who, live)?.iter().map(GoalBody::from).collect())
        });
        done.await
    }
}

fn within(tx: &mut Tx<'_>, who: SessionOwner, ids: &[GoalId], live: Option<SessionId>, cause: &GoalCause) -> Result<(), Stop> {
    let goals = goal::list_open(tx, who, live)?;
    for (place, goal) in (1..).zip(in_order(goals, ids)?) {
        if goal.position != place {
            goal::update(tx, &Goal { position: place, revision: goal.revision + 1, ..goal })?;
        }
    }
    announce(tx, who, GoalChange::Ordered, None, live, cause)
}

/// The named ones first; each must be there, once.
fn in_order(mut goals: Vec<Goal>, ids: &[GoalId]) -> Result<Vec<Goal>, Rejection> {
    let mut ordered = Vec::with_capacity(goals.len());
    for id in ids {
        if ordered.iter().any(|goal: &Goal| goal.id == *id) {
            return Err(Rejection::field("/ids", "not_valid", "Each goal once."));
        }
        let at = goals.iter().position(|goal| goal.id == *id).ok_or_else(|| Rejection::not_found("goal"))?;
        ordered.push(goals.remove(at));
    }
    ordered.append(&mut goals);
    Ok(ordered)
}
