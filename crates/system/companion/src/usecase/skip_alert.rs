//! Takes an alert away, wherever it is: held, waiting or on the overlays. For its creator and moderators with the right `alerts`.
//! One that was skipped already stays so.
//!
//! Refusals: `scope_required` (403), `not_found` (404), `alert_over` (409).

use footlights_alerts::AlertId;
use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::show_alert::own_alert;
use crate::Companion;
use crate::events::{alert_changed, creator_topic};
use crate::model::{Alert, AlertState, SessionOwner, TipId};
use crate::store::alert;

impl Companion {
    /// Takes an alert away, and answers it as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn skip_alert(&self, caller: &Caller, id: AlertId, once: Option<Once>) -> Result<Alert, Failure> {
        caller.require_scope("alerts:write")?;
        let who = SessionOwner::from(caller);
        let (creator, at) = (self.creator_of_alert(who, id).await?, self.now());
        let done = self.store.write("companion.skip_alert", creator_topic(creator), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let found = own_alert(tx, who, id)?;
                if found.state == AlertState::Done {
                    return Err(Rejection::new(ErrorKind::Conflict, "alert_over", "This alert was shown to its end.").into());
                }
                skip(tx, &found, at)?;
                own_alert(tx, who, id)
            })
        });
        done.await
    }
}

/// What waits of this tip is not to be shown any more, under the creator's key: it was given back. What was issued already stays.
pub(crate) fn of_tip(tx: &mut Tx<'_>, tip: TipId, at: Timestamp) -> Result<(), Stop> {
    alert::list_of_tip(tx, tip)?.iter().filter(|found| found.attempt == 0).try_for_each(|found| skip(tx, found, at))
}

fn skip(tx: &mut Tx<'_>, found: &Alert, at: Timestamp) -> Result<(), Stop> {
    if !found.state.is_over() && alert::skip(tx, found.id, at)? {
        tx.publish(alert_changed(found.owner(), found.id, AlertState::Skipped, found.attempt, at))?;
    }
    Ok(())
}
