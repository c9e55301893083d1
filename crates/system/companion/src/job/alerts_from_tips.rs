//! Every tip becomes an alert, once, however often anything is restarted; one that was given back before it was shown is skipped.

use footlights_alerts::{AlertId, Kind};
use footlights_base::{AccountId, Event};
use footlights_store::{Keys, Stop, Subscriber, Tx};
use serde::Deserialize;

use super::alert::{TipAlert, queue_alert};
use crate::events::{TIP_RECEIVED, TIP_REFUNDED, TipRefunded, creator_topic};
use crate::store::alert;

/// The durable subscriber that queues an alert for each tip.
#[derive(Debug)]
pub struct AlertsFromTips {
    tiers: [i64; 2],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    creator_id: AccountId,
    tip: TipAlert,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    creator_id: AccountId,
}

impl AlertsFromTips {
    /// `tiers`: from these amounts on an alert is of the second and the third tier.
    #[must_use]
    pub fn new(tiers: [i64; 2]) -> Self {
        Self { tiers }
    }
}

impl Subscriber for AlertsFromTips {
    fn name(&self) -> &'static str {
        "companion.alerts_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[TIP_RECEIVED, TIP_REFUNDED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let whose = serde_json::from_str::<Whose>(event.payload.get());
        whose.map_or_else(|_| Keys::none(), |whose| creator_topic(whose.creator_id).into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        if &*event.kind == TIP_REFUNDED {
            let refunded: TipRefunded = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
            let wholly = refunded.refunded_cents == refunded.tip.amount_cents;
            return if wholly { alert::skip_of_tip(tx, refunded.creator_id, refunded.tip_id, event.occurred_at) } else { Ok(()) };
        }
        let Received { creator_id, tip } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        let id = AlertId::from_bytes(*event.id.as_bytes());
        queue_alert(tx, &tip.alert(id, Kind::Tip, event.tenant, creator_id, event.occurred_at, &self.tiers))
    }
}
