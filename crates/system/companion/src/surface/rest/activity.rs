//! `/api/activity`: what happened, in words.

use axum::Json;
use axum::extract::State;
use footlights_base::{Currency, Cursor, Event, EventId, Page, Timestamp};
use footlights_surface::{Caller, Paging, PagingParams, Problem, Query, ReadProblems};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::Companion;
use crate::events::{
    ALERT_QUEUED, GOAL_CHANGED, GOAL_COMPLETED, MENU_UPDATED, MODERATOR_CHANGED, SESSION_ENDED, SESSION_STARTED, SETTINGS_UPDATED,
    TIP_RECEIVED, TIP_REFUNDED,
};
use crate::usecase::list_activity::{ActivityFilter, LIST};

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// Only what happened at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only of this kind, or of kinds that begin so, such as `streaming.tip`.
    kind: Option<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Activity)]
pub(super) struct ActivityBody {
    /// The event's id.
    #[schema(value_type = String, format = "uuid")]
    id: EventId,
    /// What sort of event.
    kind: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The topic it was published on, as in frames.
    topic: String,
    /// Its number on that topic, as in frames: the order in which it took effect, which `at` need not have.
    sequence: i64,
    /// The session it is about, if it is about one.
    #[schema(value_type = Option<String>, format = "uuid", required)]
    session_id: Option<String>,
    /// In words.
    summary: String,
    /// The event's own fields.
    #[schema(value_type = Object)]
    detail: Value,
}

/// A page of what happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActivityPage {
    /// Newest first.
    items: Vec<ActivityBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Event> for ActivityBody {
    fn from(event: Event) -> Self {
        let detail: Value = serde_json::from_str(event.payload.get()).unwrap_or_default();
        Self {
            id: event.id,
            at: event.occurred_at,
            topic: event.topic.to_string(),
            sequence: event.sequence,
            session_id: detail["sessionId"].as_str().map(str::to_owned),
            summary: summary(&event.kind, &detail),
            kind: event.kind.to_string(),
            detail,
        }
    }
}

/// What happened, newest first.
#[utoipa::path(get, path = "/api/activity", operation_id = "list_activity", tag = "activity", params(FilterParams, PagingParams),
    responses((status = 200, body = ActivityPage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    caller: Caller,
    Query(FilterParams { from, kind }): Query<FilterParams>,
    paging: Paging,
) -> Result<Json<ActivityPage>, Problem> {
    let page = companion.list_activity(&caller, ActivityFilter { from, kind }, paging.after(LIST)?, paging.0.limit()).await?;
    let Page { items, next_cursor } = page.map(ActivityBody::from);
    Ok(Json(ActivityPage { items, next_cursor }))
}

/// One sentence.
fn summary(kind: &str, told: &Value) -> String {
    let text = |field: &str| told[field].as_str().unwrap_or_default().to_owned();
    match kind {
        SESSION_STARTED => format!("A session began ({}).", text("platform")),
        SESSION_ENDED => {
            let (count, total) = (told["tipCount"].as_i64().unwrap_or_default(), money(told, &told["totalTipsCents"]));
            format!("A session ended with {total} in {count} {}.", if count == 1 { "tip" } else { "tips" })
        }
        TIP_RECEIVED => {
            let item = told["tip"]["menuItemName"].as_str().map(|item| format!(" for “{item}”")).unwrap_or_default();
            format!("{} gave {}{item}.", tipper(told), money(&told["tip"], &told["amountCents"]))
        }
        TIP_REFUNDED => format!("{} of a tip by {} was given back.", money(&told["tip"], &told["amountCents"]), tipper(told)),
        GOAL_CHANGED if told["change"] == "ordered" => "Goals were put in another order.".to_owned(),
        GOAL_CHANGED => format!("The goal “{}” was {}.", told["goal"]["title"].as_str().unwrap_or_default(), text("change")),
        GOAL_COMPLETED => format!("The goal “{}” was reached.", text("title")),
        MENU_UPDATED => "The menu changed.".to_owned(),
        SETTINGS_UPDATED => "Settings were changed.".to_owned(),
        MODERATOR_CHANGED => "A moderator's rights were changed.".to_owned(),
        ALERT_QUEUED => "An alert was put in the queue.".to_owned(),
        _ => kind.to_owned(),
    }
}

fn tipper(told: &Value) -> String {
    told["tip"]["tipperName"].as_str().unwrap_or("Somebody").to_owned()
}

/// An amount with its currency, such as `12.50 USD`.
fn money(of: &Value, minor: &Value) -> String {
    let code = of["currency"].as_str().unwrap_or_default();
    let digits = code.parse::<Currency>().map_or(2, Currency::decimals) as usize;
    let text = format!("{:0>width$}", minor.as_i64().unwrap_or_default(), width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    if digits == 0 { format!("{whole} {code}") } else { format!("{whole}.{rest} {code}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::summary;

    #[test]
    fn events_are_told_in_words() {
        let tip = json!({"amountCents": 1_250, "tip": {"currency": "USD", "tipperName": "Zoë", "menuItemName": "Song"}});
        assert_eq!(summary("streaming.tip.received", &tip), "Zoë gave 12.50 USD for “Song”.");
        let refund = json!({"amountCents": 5, "tip": {"currency": "JPY"}});
        assert_eq!(summary("streaming.tip.refunded", &refund), "5 JPY of a tip by Somebody was given back.");
        let ended = json!({"totalTipsCents": 9, "tipCount": 1, "currency": "USD"});
        assert_eq!(summary("streaming.session.ended", &ended), "A session ended with 0.09 USD in 1 tip.");
        let made = json!({"change": "created", "goal": {"title": "Hat"}});
        assert_eq!(summary("streaming.goal.changed", &made), "The goal “Hat” was created.");
    }
}
