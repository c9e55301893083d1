//! Lets a held alert go now. For its creator and moderators with the right `alerts`. One that waits or shows already stays as it is.
//!
//! Refusals: `scope_required` (403), `not_found` (404), `alert_over` (409).

use footlights_alerts::AlertId;
use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_store::{Once, Read, Stop};
use footlights_surface::Caller;

use super::{acting, release_alert};
use crate::Companion;
use crate::events::creator_topic;
use crate::model::{Alert, Right, SessionOwner};
use crate::store::alert;

impl Companion {
    /// Lets an alert go, and answers it as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn show_alert(&self, caller: &Caller, id: AlertId, once: Option<Once>) -> Result<Alert, Failure> {
        caller.require_scope("alerts:write")?;
        let who = SessionOwner::from(caller);
        let (creator, at) = (self.creator_of_alert(who, id).await?, self.now());
        let done = self.store.write("companion.show_alert", creator_topic(creator), move |tx| {
            tx.once(once.as_ref(), |tx| {
                if own_alert(tx, who, id)?.state.is_over() {
                    let detail = "This alert is over; replay it to see it again.";
                    return Err(Rejection::new(ErrorKind::Conflict, "alert_over", detail).into());
                }
                release_alert::within(tx, id, at)?;
                own_alert(tx, who, id)
            })
        });
        done.await
    }

    /// Whose alert it is, so that the command can be under her key.
    pub(super) async fn creator_of_alert(&self, who: SessionOwner, id: AlertId) -> Result<footlights_base::AccountId, Failure> {
        self.store.read("companion.creator_of_alert", move |tx| own_alert(tx, who, id).map(|alert| alert.creator_id)).await
    }
}

/// The alert of this id, for its creator and moderators with the right.
pub(super) fn own_alert(read: &mut impl Read, who: SessionOwner, id: AlertId) -> Result<Alert, Stop> {
    let found = alert::lookup(read, id)?.ok_or_else(|| Rejection::not_found("alert"))?;
    acting::require(read, who, found.owner(), Right::Alerts, "alert")?;
    Ok(found)
}
