//! A tip was held with its alert; now that the alert is let go, everybody may see the tip.

use footlights_base::{Event, EventId};
use footlights_store::{Keys, Stop, Subscriber, Tx};

use crate::events::{ALERT_RELEASED, AlertChanged, session_topic};
use crate::usecase::release_alert;

/// The durable subscriber that shows a tip once its alert was let go.
#[derive(Debug)]
pub struct TipsFromAlerts;

fn released(event: &Event) -> Result<AlertChanged, Stop> {
    serde_json::from_str(event.payload.get()).map_err(Stop::broken)
}

impl Subscriber for TipsFromAlerts {
    fn name(&self) -> &'static str {
        "companion.tips_from_alerts"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[ALERT_RELEASED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let tip = released(event).ok().and_then(|released| released.tip);
        tip.map_or_else(Keys::none, |tip| session_topic(tip.session_id).into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let Some(tip) = released(event)?.tip else { return Ok(()) };
        // The other event of the same step: its id follows from this one's.
        let mut id = *event.id.as_bytes();
        id[0] ^= 0xff;
        release_alert::show_tip(tx, tip, EventId::from_bytes(id), event.occurred_at)
    }
}
