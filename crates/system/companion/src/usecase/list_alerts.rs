//! Lists a creator's alerts, newest first. For herself and moderators with the right `alerts`.
//!
//! Refusals: `scope_required` (403), `not_found` (404, no such creator, or none whom the caller helps so).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::acting;
use crate::Companion;
use crate::model::{Alert, AlertFilter, Right, SessionOwner};
use crate::store::alert;
pub(crate) use crate::store::alert::After;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "alerts";

impl Companion {
    /// A page of alerts after `after`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_alerts(
        &self,
        caller: &Caller,
        filter: AlertFilter,
        after: Option<After>,
        limit: u32,
    ) -> Result<Page<Alert>, Failure> {
        caller.require_scope("alerts:read")?;
        let who = SessionOwner::from(caller);
        let listed = self.store.read("companion.list_alerts", move |tx| {
            let owner = acting::on_behalf(tx, who, filter.creator_id, Right::Alerts)?;
            alert::list(tx, owner, &filter, after, limit)
        });
        Ok(Page::from_rows(listed.await?, limit, LIST, |alert| (alert.created_at, alert.id)))
    }
}
