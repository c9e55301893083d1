//! Lets a held alert go: its time is over, or a moderator has said so. The tip it is about is shown to everybody then.

use footlights_alerts::AlertId;
use footlights_base::{EventId, Failure, Timestamp};
use footlights_store::{Stop, Tx};

use super::book;
use crate::Companion;
use crate::events::{AlertTip, alert_released, creator_topic, tip_released};
use crate::model::RecordedTip;
use crate::store::{alert, tip};

impl Companion {
    /// Lets the alert go if it is held still.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn release_alert(&self, id: AlertId) -> Result<(), Failure> {
        let Some(found) = self.store.read("companion.lookup_alert", move |tx| alert::lookup(tx, id)).await? else { return Ok(()) };
        let at = self.now();
        self.store.write("companion.release_alert", creator_topic(found.creator_id), move |tx| within(tx, id, at)).await.map(drop)
    }
}

/// Lets it go, under the creator's key; whether it was held.
pub(crate) fn within(tx: &mut Tx<'_>, id: AlertId, at: Timestamp) -> Result<bool, Stop> {
    if !alert::release(tx, id)? {
        return Ok(false);
    }
    let Some(released) = alert::lookup(tx, id)? else { return Ok(false) };
    let tip = match released.tip_id {
        Some(tip_id) => tip::lookup(tx, tip_id)?.map(|tip| AlertTip { tip_id, session_id: tip.session_id }),
        None => None,
    };
    tx.publish(alert_released(released.owner(), id, tip, at))?;
    Ok(true)
}

/// Shows everybody the tip, once, under its session's key.
pub(crate) fn show_tip(tx: &mut Tx<'_>, shown: AlertTip, event: EventId, at: Timestamp) -> Result<(), Stop> {
    if !tip::release(tx, shown.tip_id)? {
        return Ok(());
    }
    let Some(tip) = tip::lookup(tx, shown.tip_id)? else { return Ok(()) };
    let session_totals = book(tx, shown.session_id)?.totals;
    tx.publish(tip_released(&RecordedTip { tip, session_totals }, event, at))?;
    Ok(())
}
