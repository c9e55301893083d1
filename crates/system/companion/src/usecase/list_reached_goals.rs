//! Lists goals as they were reached in a range, newest first. For the creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400).

use footlights_base::{Failure, Page, Rejection};
use footlights_surface::{Caller, Role};

use super::summarise_tips::Wanted;
use crate::Companion;
use crate::model::analytics::Calendar;
use crate::model::{GoalReached, SessionOwner};
pub(crate) use crate::store::goal_reached::After;
use crate::store::{goal_reached, settings};

/// The list's name in its cursors.
pub(crate) const LIST: &str = "goals_reached";

impl Companion {
    /// A page of what was reached in a range, after `after`. A platform or currency that is wanted is not looked at.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_reached_goals(
        &self,
        caller: &Caller,
        wanted: Wanted,
        after: Option<After>,
        limit: u32,
    ) -> Result<Page<GoalReached>, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("analytics:read")?;
        let (who, now, defaults) = (SessionOwner::from(caller), self.now(), self.settings.for_creators());
        let listed = self.store.read("companion.list_reached_goals", move |tx| {
            let general = settings::load(tx, who.creator_id, &defaults)?.general;
            let range = Calendar::of(&general.time_zone).range(wanted.range, wanted.from, wanted.to, now);
            let range = range.map_err(|wrong| Rejection::fields(vec![wrong]))?;
            goal_reached::list(tx, who, range, after, limit)
        });
        Ok(Page::from_rows(listed.await?, limit, LIST, |reached| (reached.reached_at, reached.goal_id, reached.completions)))
    }
}
