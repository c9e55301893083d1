//! What clients see of events.

mod goals;
mod menu;
mod viewers;

use footlights_base::{Event, Failure, Rejection};
use footlights_realtime::{Audience, WireEvent};
use footlights_store::{ReadTx, Stop};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::Companion;
use crate::audience::ANONYMOUS;
use crate::events::{
    GOAL_CHANGED, GOAL_COMPLETED, GOAL_PROGRESSED, MENU_UPDATED, SESSION_ENDED, SESSION_UPDATED, SessionUpdated, TIP_RECEIVED,
    TIP_REFUNDED, TIP_RELEASED, TipRefunded,
};
use crate::model::{SessionId, SessionStatus, TipId};
use crate::wire::{GoalBody, TotalsBody};

pub(crate) use menu::MenuToSessions;
pub(super) use viewers::viewers;

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TipReceived<'a, T: Serialize> {
    session_id: &'a RawValue,
    tip: T,
    session_totals: &'a RawValue,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewTotals<'a> {
    session_id: &'a RawValue,
    status: SessionStatus,
    #[serde(flatten)]
    totals: Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefundFrame {
    session_id: SessionId,
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

/// What followers of a session see. `own`: the creator herself, who also sees a platform's name for a tip, and who gave it anonymously.
pub(super) fn of_session(event: &Event, own: bool) -> Option<WireEvent> {
    match &*event.kind {
        TIP_RECEIVED => tip_received(event, own),
        TIP_RELEASED => tip_released(event, own),
        TIP_REFUNDED => tip_refunded(event),
        GOAL_PROGRESSED => goals::progressed(event),
        GOAL_COMPLETED => goals::completed(event),
        GOAL_CHANGED => goals::changed(event),
        MENU_UPDATED => menu::updated(event),
        SESSION_UPDATED | SESSION_ENDED => {
            let figures: SessionUpdated = serde_json::from_str(event.payload.get()).ok()?;
            Some(WireEvent::new(SESSION_FRAME, &figures_of(&figures)).settles(SESSION_FRAME))
        }
        _ => None,
    }
}

fn tip_received(event: &Event, own: bool) -> Option<WireEvent> {
    let Tipped { session_id, tip, session_totals } = serde_json::from_str(event.payload.get()).ok()?;
    let totals = serde_json::from_str(session_totals.get()).ok()?;
    let totals = NewTotals { session_id, status: SessionStatus::Active, totals };
    let frame = if own {
        WireEvent::new("tip_received", &TipReceived { session_id, tip, session_totals })
    } else {
        let mut tip: Map<String, Value> = serde_json::from_str(tip.get()).ok()?;
        for_others(&mut tip);
        if tip.get("held") == Some(&Value::Bool(true)) {
            // That somebody tipped shows in the totals; who and what is for the moderators to see first.
            return Some(WireEvent::new(SESSION_FRAME, &totals));
        }
        WireEvent::new("tip_received", &TipReceived { session_id, tip, session_totals })
    };
    Some(frame.then(SESSION_FRAME, SESSION_FRAME, &totals))
}

/// Takes away what only the creator sees: a platform's name for the tip, and who gave it anonymously.
fn for_others(tip: &mut Map<String, Value>) {
    tip.remove("externalId");
    if tip.get("anonymous") == Some(&Value::Bool(true)) {
        tip.insert("tipperName".into(), Value::Null);
    }
}

/// A held tip was let go: others see it now for the first time, the creator that it is let go.
fn tip_released(event: &Event, own: bool) -> Option<WireEvent> {
    let Tipped { session_id, tip, session_totals } = serde_json::from_str(event.payload.get()).ok()?;
    let mut tip: Map<String, Value> = serde_json::from_str(tip.get()).ok()?;
    if own {
        return Some(WireEvent::new("tip_released", &TipReceived { session_id, tip, session_totals }));
    }
    for_others(&mut tip);
    Some(WireEvent::new("tip_received", &TipReceived { session_id, tip, session_totals }))
}

fn tip_refunded(event: &Event) -> Option<WireEvent> {
    let refunded: TipRefunded = serde_json::from_str(event.payload.get()).ok()?;
    let TipRefunded { session_id, tip_id, amount_cents, session_totals, session_status: status, .. } = refunded;
    let frame = WireEvent::new("tip_refunded", &RefundFrame { session_id, tip_id, amount_cents, session_totals });
    Some(frame.then(SESSION_FRAME, SESSION_FRAME, &RefundTotals { session_id, status, totals: session_totals }))
}

/// The figures without what is the event's own.
fn figures_of(figures: &SessionUpdated) -> Value {
    let mut value = serde_json::to_value(figures).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("version");
        fields.remove("creatorId");
    }
    value
}

/// The state of a session for those who missed too much. The menu is not for those who only know the session's id.
pub(super) fn snapshot(
    id: SessionId,
    companion: &Companion,
    audience: Audience,
) -> impl Fn(&mut ReadTx<'_>) -> Result<Value, Stop> + Send + Sync + use<> {
    let (figures, companion) = (companion.figures_in_snapshot(id), companion.clone());
    move |read| {
        let mut state = figures_of(&figures(read)?);
        if let Some(fields) = state.as_object_mut() {
            let goals: Vec<GoalBody> = Companion::goals_in_snapshot(read, id)?.iter().map(GoalBody::from).collect();
            fields.insert("goals".into(), serde_json::to_value(goals).unwrap_or_default());
            if audience != ANONYMOUS {
                let menu = companion.menu_in_snapshot(read, id)?;
                fields.insert("menu".into(), serde_json::to_value(menu).unwrap_or_default());
            }
        }
        Ok(state)
    }
}

/// An id a client names; what is none does not exist.
pub(super) fn session_id(text: &str) -> Result<SessionId, Failure> {
    Ok(text.parse().map_err(|_| Rejection::not_found("session"))?)
}
