//! Keeps who leads each session, and says when that changes.

use footlights_base::{AccountId, Event};
use footlights_store::{Keys, Stop, Subscriber, Tx};
use serde::Deserialize;

use crate::events::{TIP_RECEIVED, TIP_REFUNDED, TIP_RELEASED, id_after, leader_changed};
use crate::model::SessionId;
use crate::store::leader;

/// The durable subscriber that adds up what each tipper gives in a session. Who gives no name leads nothing, and
/// a name that waits for a moderator is shown nowhere before it is let go.
#[derive(Debug)]
pub struct LeaderFromTips;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Moved {
    creator_id: AccountId,
    session_id: SessionId,
    /// What was given in the beginning, or what went back now.
    amount_cents: i64,
    tip: Whose,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whose {
    refunded_cents: i64,
    held: bool,
    tipper_name: Option<String>,
    #[serde(default)]
    anonymous: bool,
}

impl Subscriber for LeaderFromTips {
    fn name(&self) -> &'static str {
        "companion.leader_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[TIP_RECEIVED, TIP_RELEASED, TIP_REFUNDED]
    }

    fn keys(&self, event: &Event) -> Keys {
        event.topic.clone().into()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let Moved { creator_id, session_id, amount_cents, tip } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        let Some(name) = tip.tipper_name.filter(|_| !tip.anonymous && !tip.held) else { return Ok(()) };
        let before = leader::first(tx, session_id)?;
        if &*event.kind == TIP_REFUNDED {
            leader::take(tx, session_id, &name, amount_cents)?;
        } else {
            leader::give(tx, session_id, &name, amount_cents - tip.refunded_cents, event.occurred_at)?;
        }
        let now = leader::first(tx, session_id)?;
        if now != before {
            tx.publish(leader_changed(event.tenant, creator_id, session_id, now, id_after("leader", event.id), event.occurred_at))?;
        }
        Ok(())
    }
}
