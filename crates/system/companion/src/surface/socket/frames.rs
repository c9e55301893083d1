//! What clients see of events.

mod goals;
mod menu;
mod viewers;

use footlights_base::{Event, Failure, Rejection};
use footlights_realtime::{Audience, WireEvent};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::audience::{HELPERS, STUDIO};
use crate::events::{
    GOAL_CHANGED, GOAL_COMPLETED, GOAL_PROGRESSED, MENU_UPDATED, SESSION_ENDED, SESSION_UPDATED, SessionUpdated, TIP_RECEIVED,
    TIP_REFUNDED, TIP_RELEASED, TipRefunded,
};
use crate::model::{SessionId, SessionStatus, TipId};
use crate::wire::{SessionFigures, TotalsBody};

pub(super) use viewers::{ViewerCounts, viewers};

/// Numbers and status: of several changes that follow from tips only the newest is sent, four times a second.
const SESSION_FRAME: &str = "session_updated";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tipped<'a> {
    #[serde(borrow)]
    session_id: &'a RawValue,
    #[serde(borrow)]
    tip: &'a RawValue,
    #[serde(borrow)]
    session_totals: &'a RawValue,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TipReceived<'a, T: Serialize> {
    /// The session it was given in.
    #[schema(value_type = String, format = "uuid")]
    session_id: &'a RawValue,
    /// The tip.
    tip: T,
    /// The totals right after it.
    #[schema(value_type = TotalsBody)]
    session_totals: &'a RawValue,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewTotals<'a> {
    /// Which session.
    #[schema(value_type = String, format = "uuid")]
    session_id: &'a RawValue,
    /// Whether it goes on.
    status: SessionStatus,
    /// What its tips add up to.
    #[serde(flatten)]
    #[schema(value_type = TotalsBody)]
    totals: Map<String, Value>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundFrame {
    #[schema(value_type = String, format = "uuid")]
    session_id: SessionId,
    #[schema(value_type = String, format = "uuid")]
    tip_id: TipId,
    amount_cents: i64,
    session_totals: TotalsBody,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefundTotals {
    session_id: SessionId,
    status: SessionStatus,
    #[serde(flatten)]
    totals: TotalsBody,
}

/// What followers of a session see: the creator herself also a platform's name for a tip, and who gave it anonymously; her helpers
/// the former.
pub(super) fn of_session(event: &Event, audience: Audience) -> Option<WireEvent> {
    match &*event.kind {
        TIP_RECEIVED => tip_received(event, audience),
        TIP_RELEASED => tip_released(event, audience),
        TIP_REFUNDED => tip_refunded(event),
        GOAL_PROGRESSED => goals::progressed(event),
        GOAL_COMPLETED => goals::completed(event),
        GOAL_CHANGED => goals::changed(event),
        MENU_UPDATED => menu::updated(event),
        SESSION_UPDATED | SESSION_ENDED => {
            let figures: SessionUpdated = serde_json::from_str(event.payload.get()).ok()?;
            Some(WireEvent::new(SESSION_FRAME, &SessionFigures::from(&figures)).settles(SESSION_FRAME))
        }
        _ => None,
    }
}

fn tip_received(event: &Event, audience: Audience) -> Option<WireEvent> {
    let Tipped { session_id, tip, session_totals } = serde_json::from_str(event.payload.get()).ok()?;
    let totals = serde_json::from_str(session_totals.get()).ok()?;
    let totals = NewTotals { session_id, status: SessionStatus::Active, totals };
    let frame = if audience == STUDIO {
        WireEvent::new("tip_received", &TipReceived { session_id, tip, session_totals })
    } else {
        let mut tip: Map<String, Value> = serde_json::from_str(tip.get()).ok()?;
        for_others(&mut tip, audience);
        if audience != HELPERS && tip.get("held") == Some(&Value::Bool(true)) {
            // That somebody tipped shows in the totals; who and what is for the moderators to see first.
            return Some(WireEvent::new(SESSION_FRAME, &totals));
        }
        WireEvent::new("tip_received", &TipReceived { session_id, tip, session_totals })
    };
    Some(frame.then(SESSION_FRAME, SESSION_FRAME, &totals))
}

/// Takes away what only the creator sees: who gave it anonymously, and, from all but her helpers, a platform's name for the tip.
fn for_others(tip: &mut Map<String, Value>, audience: Audience) {
    if audience != HELPERS {
        tip.remove("externalId");
    }
    if tip.get("anonymous") == Some(&Value::Bool(true)) {
        tip.insert("tipperName".into(), Value::Null);
    }
}

/// A held tip was let go: others see it now for the first time, the creator and her helpers that it is let go.
fn tip_released(event: &Event, audience: Audience) -> Option<WireEvent> {
    let Tipped { session_id, tip, session_totals } = serde_json::from_str(event.payload.get()).ok()?;
    let mut tip: Map<String, Value> = serde_json::from_str(tip.get()).ok()?;
    if audience != STUDIO {
        for_others(&mut tip, audience);
    }
    let name = if matches!(audience, STUDIO | HELPERS) { "tip_released" } else { "tip_received" };
    Some(WireEvent::new(name, &TipReceived { session_id, tip, session_totals }))
}

fn tip_refunded(event: &Event) -> Option<WireEvent> {
    let refunded: TipRefunded = serde_json::from_str(event.payload.get()).ok()?;
    let TipRefunded { session_id, tip_id, amount_cents, session_totals, session_status: status, .. } = refunded;
    let frame = WireEvent::new("tip_refunded", &RefundFrame { session_id, tip_id, amount_cents, session_totals });
    Some(frame.then(SESSION_FRAME, SESSION_FRAME, &RefundTotals { session_id, status, totals: session_totals }))
}

/// An id a client names; what is none does not exist.
pub(super) fn session_id(text: &str) -> Result<SessionId, Failure> {
    Ok(text.parse().map_err(|_| Rejection::not_found("session"))?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Audience, for_others};
    use crate::audience::{ANONYMOUS, HELPERS, KEY_HOLDERS};

    fn seen(tip: Value, audience: Audience) -> Value {
        let mut tip: Map<String, Value> = serde_json::from_value(tip).expect("an object");
        for_others(&mut tip, audience);
        Value::Object(tip)
    }

    #[test]
    fn who_wants_no_name_has_one_for_the_creator_alone() {
        let given = json!({"tipperName": "Robin", "anonymous": true, "externalId": "evt"});
        assert_eq!(seen(given.clone(), HELPERS), json!({"tipperName": null, "anonymous": true, "externalId": "evt"}));
        for audience in [ANONYMOUS, KEY_HOLDERS] {
            assert_eq!(seen(given.clone(), audience), json!({"tipperName": null, "anonymous": true}));
        }
        let named = json!({"tipperName": "Kim", "anonymous": false});
        assert_eq!(seen(named.clone(), HELPERS), named);
    }
}
