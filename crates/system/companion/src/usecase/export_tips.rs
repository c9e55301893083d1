//! Tips for a table, oldest first, a page at a time: of a range or of one session. For the creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use std::sync::Arc;

use footlights_base::{Failure, Rejection};
use footlights_surface::{Caller, Role};

use super::own_session;
use super::summarise_tips::Wanted;
use crate::Companion;
use crate::model::analytics::{Calendar, Range};
use crate::model::{ExportedTip, SessionId, SessionOwner};
use crate::store::figures::After;
use crate::store::{figures, settings};

/// Tips in one page.
const PAGE: u32 = 1_000;

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub enum Export {
    /// A stretch of time.
    Range(Wanted),
    /// One session.
    Session(SessionId),
}

/// An export under way: pages in order, none once all is told. Tips that come in the meantime come with it, or not.
pub struct TipPages {
    companion: Companion,
    who: SessionOwner,
    of: Of,
    after: Option<After>,
    is_over: bool,
}

#[derive(Clone, Copy)]
enum Of {
    Range(Range),
    Session(SessionId),
}

impl Companion {
    /// Begins an export; everything that can be refused is refused here.
    ///
    /// # Errors
    /// See the module.
    pub async fn export_tips(&self, caller: &Caller, export: Export) -> Result<TipPages, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("analytics:read")?;
        let (who, now, defaults) = (SessionOwner::from(caller), self.now(), Arc::new(self.settings.for_creators()));
        let of = self.store.read("companion.begin_export", move |tx| match export {
            Export::Session(id) => {
                own_session(tx, who, id)?;
                Ok(Of::Session(id))
            }
            Export::Range(wanted) => {
                let general = settings::load(tx, who.creator_id, &defaults)?.general;
                let range = Calendar::of(&general.time_zone).range(wanted.range, wanted.from, wanted.to, now);
                Ok(Of::Range(range.map_err(|wrong| Rejection::fields(vec![wrong]))?))
            }
        });
        Ok(TipPages { companion: self.clone(), who, of: of.await?, after: None, is_over: false })
    }
}

impl TipPages {
    /// The next page; none at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Vec<ExportedTip>>, Failure> {
        if self.is_over {
            return Ok(None);
        }
        let (who, of, after) = (self.who, self.of, self.after);
        let read = self.companion.store.read("companion.export_tips", move |tx| match of {
            Of::Range(range) => figures::export_of_creator(tx, who, range, after, PAGE),
            Of::Session(id) => figures::export_of_session(tx, id, after, PAGE),
        });
        let page = read.await?;
        self.after = page.last().map(|tip| (tip.created_at, tip.id));
        self.is_over = page.len() < PAGE as usize;
        Ok(Some(page).filter(|page| !page.is_empty()))
    }
}
