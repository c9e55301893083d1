//! Deletes a goal, whatever it has counted. For its creator.
//!
//! Refusals: `scope_required` (403), `not_found` (404).

use footlights_base::Failure;
use footlights_surface::Caller;

use super::change_goal::{announce, own_goal, told};
use crate::Companion;
use crate::events::GoalChange;
use crate::model::{GoalId, SessionOwner};
use crate::store::goal;

impl Companion {
    /// Deletes a goal.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_goal(&self, caller: &Caller, id: GoalId) -> Result<(), Failure> {
        caller.require_scope("goals:write")?;
        let (event, at, who) = (self.new_event_id(), self.now(), SessionOwner::from(caller));
        let done = self.write_on_stage("companion.delete_goal", caller.account, move |tx, live| {
            let gone = own_goal(tx, who, id)?;
            goal::remove(tx, id)?;
            announce(tx, who, GoalChange::Deleted, Some(&gone), live, &told(event, at, live, &gone))
        });
        done.await
    }
}
