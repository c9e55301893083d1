//! Lists a creator's tips, newest first: of one session or of all. For herself and moderators with the right `tips`; who gave a tip
//! without a name is told, and searched for, only where she herself asks.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404, no such session or creator, or not theirs).

use footlights_base::{Failure, Page, Rejection, TextLimit};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Right, SessionOwner, Tip, TipFilter};
pub(crate) use crate::store::tip::After;
use crate::store::tip::{self, Names};

/// The list's name in its cursors.
pub(crate) const LIST: &str = "tips";
/// What is searched for.
const SEARCH: TextLimit = TextLimit { field: "/q", chars_min: 0, chars_max: 100 };

impl Companion {
    /// A page of tips after `after`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_tips(&self, caller: &Caller, mut filter: TipFilter, after: Option<After>, limit: u32) -> Result<Page<Tip>, Failure> {
        caller.require_scope("tips:read")?;
        let search = filter.search.as_deref().map(|words| SEARCH.check(words)).transpose();
        filter.search = search.map_err(|error| Rejection::fields(vec![error]))?;
        let who = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_tips", move |tx| match filter.session_id {
            Some(session) => {
                let names = seen(who, acting::session(tx, who, session, Right::Tips)?.owner());
                tip::list_of_session(tx, session, &filter, names, after, limit)
            }
            None => {
                let owner = acting::on_behalf(tx, who, filter.creator_id, Right::Tips)?;
                tip::list_of_creator(tx, owner, &filter, seen(who, owner), after, limit)
            }
        });
        let page = Page::from_rows(listed.await?, limit, LIST, |tip: &Tip| (tip.created_at, tip.id));
        Ok(page.map(|tip| tip.seen_by(who)))
    }
}

fn seen(who: SessionOwner, owner: SessionOwner) -> Names {
    if who == owner { Names::All } else { Names::Given }
}
