//! Every tip that is large enough becomes an alert, once, however often anything is restarted; one that was given back before it
//! was shown is skipped.

use std::time::Duration;

use footlights_alerts::AlertId;
use footlights_base::{AccountId, Event};
use footlights_store::{Keys, Stop, Subscriber, Tx};
use serde::Deserialize;

use super::alert::{TipAlert, queue_alert};
use crate::events::{TIP_RECEIVED, TIP_REFUNDED, TipRefunded, creator_topic};
use crate::model::{CreatorSettings, SessionOwner};
use crate::store::settings;
use crate::usecase::skip_alert;

/// The durable subscriber that queues an alert for each tip.
#[derive(Debug)]
pub struct AlertsFromTips {
    defaults: CreatorSettings,
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
    /// `defaults`: what counts where a creator has said nothing.
    #[must_use]
    pub fn new(defaults: CreatorSettings) -> Self {
        Self { defaults }
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
            return if wholly { skip_alert::of_tip(tx, refunded.tip_id, event.occurred_at) } else { Ok(()) };
        }
        let Received { creator_id, tip } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        let set = settings::recall(tx, creator_id, &self.defaults)?.alerts;
        // A held tip is let go with its alert, so it always has one.
        if !tip.held && tip.amount_cents < set.min_cents {
            return Ok(());
        }
        let (id, owner) = (AlertId::from_bytes(*event.id.as_bytes()), SessionOwner { tenant_id: event.tenant, creator_id });
        let mut new = tip.alert(id, owner, event.occurred_at, set.tiers);
        new.held_until = tip.held.then(|| event.occurred_at.plus(Duration::from_millis(set.hold_ms.into())));
        new.passed_over = set.do_not_disturb;
        queue_alert(tx, &new)
    }
}
