//! Lists a creator's goals by their place: those she works towards, and the completed ones. For herself.
//!
//! With a session: its goals and those that are of none, as far as they were not completed elsewhere.
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::Failure;
use footlights_store::{Read, ReadTx, Stop};
use footlights_surface::Caller;

use super::own_session;
use crate::Companion;
use crate::model::{GOALS_COMPLETED_MAX, Goal, SessionId, SessionOwner};
use crate::store::{goal, session};

/// How many completed goals followers of a session are shown.
const COMPLETED_SHOWN_MAX: u32 = 20;

impl Companion {
    /// The caller's goals: all that are open and the 100 completed last, or those of one session.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_goals(&self, caller: &Caller, session: Option<SessionId>) -> Result<Vec<Goal>, Failure> {
        caller.require_scope("goals:read")?;
        let who = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_goals", move |tx| match session {
            Some(id) => {
                own_session(tx, who, id)?;
                list_of_session(tx, who, id)
            }
            None => {
                let live = session::find_active_id(tx, who.creator_id)?;
                list(tx, who, live, None, GOALS_COMPLETED_MAX)
            }
        });
        listed.await
    }

    /// What followers of a session are shown of goals, read inside somebody else's snapshot.
    pub(crate) fn goals_in_snapshot(read: &mut ReadTx<'_>, id: SessionId) -> Result<Vec<Goal>, Stop> {
        let Some(book) = session::lookup_book(read, id)? else { return Ok(Vec::new()) };
        shown(read, book.owner, Some(id))
    }
}

/// All goals of one session, and those of none that it saw.
pub(super) fn list_of_session(read: &mut impl Read, who: SessionOwner, id: SessionId) -> Result<Vec<Goal>, Stop> {
    list(read, who, Some(id), Some(id), GOALS_COMPLETED_MAX)
}

/// The goals that are shown while `session` is live, by their place.
pub(super) fn shown(read: &mut impl Read, who: SessionOwner, session: Option<SessionId>) -> Result<Vec<Goal>, Stop> {
    match session {
        Some(_) => list(read, who, session, session, COMPLETED_SHOWN_MAX),
        None => goal::list_open(read, who, None),
    }
}

fn list(
    read: &mut impl Read,
    who: SessionOwner,
    open_in: Option<SessionId>,
    completed_in: Option<SessionId>,
    limit: u32,
) -> Result<Vec<Goal>, Stop> {
    let mut goals = goal::list_open(read, who, open_in)?;
    goals.extend(goal::list_completed(read, who, completed_in, limit)?);
    goals.sort_by_key(|goal| (goal.position, goal.id));
    Ok(goals)
}
