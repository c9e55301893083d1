//! `/api/analytics`.

mod body;
mod table;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use footlights_base::{Currency, Page, Rejection, Timestamp};
use footlights_surface::{Caller, Edge, Paging, PagingParams, Path, Problem, Query, ReadProblems};
use serde::Deserialize;
use utoipa::IntoParams;

use self::body::{BoardBody, GoalReachedPage, GoalReachedRow, SessionRowPage, SummaryBody, TimelineBody};
use crate::model::analytics::RangeName;
use crate::model::{Platform, SessionId, check_currency};
use crate::usecase::export_tips::Export;
use crate::usecase::list_reached_goals;
use crate::usecase::list_sessions::LIST;
use crate::usecase::summarise_tips::Wanted;
use crate::{Companion, SessionFilter};

/// Places on the board when nobody says.
const PLACES: u32 = 10;

/// Which figures are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WantedParams {
    /// Which stretch of time; `30d` when not said.
    #[serde(default)]
    #[param(inline)]
    #[param(inline)]
    range: RangeName,
    /// The first moment of a custom range.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// The first moment after a custom range.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Only of this platform.
    platform: Option<Platform>,
    /// What is counted (ISO 4217); one's own currency when not said.
    currency: Option<String>,
}

impl WantedParams {
    fn wanted(self) -> Result<Wanted, Rejection> {
        let Self { range, from, to, platform, currency } = self;
        let currency: Option<Currency> =
            currency.as_deref().map(check_currency).transpose().map_err(|wrong| Rejection::fields(vec![wrong]))?;
        Ok(Wanted { range, from, to, platform, currency })
    }
}

/// How long the board is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PlacesParams {
    /// 1 to 100; 10 when not said.
    limit: Option<u32>,
}

/// The session to export instead of a range.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct OfSessionParams {
    /// Only this session's tips; a range is not looked at then.
    #[param(value_type = Option<String>, format = "uuid")]
    session_id: Option<SessionId>,
}

/// What a stretch of time came to, compared with the one before.
#[utoipa::path(get, path = "/api/analytics/summary", operation_id = "summarise_tips", tag = "analytics", params(WantedParams),
    responses((status = 200, body = SummaryBody), ReadProblems))]
pub(super) async fn summary(
    State(companion): State<Companion>,
    caller: Caller,
    Query(params): Query<WantedParams>,
) -> Result<Json<SummaryBody>, Problem> {
    Ok(Json(companion.summarise_tips(&caller, params.wanted()?).await?.into()))
}

/// Who gave most.
#[utoipa::path(get, path = "/api/analytics/top-tippers", operation_id = "rank_tippers", tag = "analytics",
    params(WantedParams, PlacesParams), responses((status = 200, body = BoardBody), ReadProblems))]
pub(super) async fn top_tippers(
    State(companion): State<Companion>,
    caller: Caller,
    Query(params): Query<WantedParams>,
    Query(PlacesParams { limit }): Query<PlacesParams>,
) -> Result<Json<BoardBody>, Problem> {
    let (currency, places) = companion.rank_tippers(&caller, params.wanted()?, limit.unwrap_or(PLACES)).await?;
    Ok(Json(BoardBody::new(currency, places)))
}

/// One's sessions with what each came to, newest first.
#[utoipa::path(get, path = "/api/analytics/sessions", operation_id = "list_session_figures", tag = "analytics", params(PagingParams),
    responses((status = 200, body = SessionRowPage), ReadProblems))]
pub(super) async fn sessions(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<SessionRowPage>, Problem> {
    caller.require_scope("analytics:read")?;
    let page = companion.list_sessions(&caller, SessionFilter::default(), paging.after(LIST)?, paging.0.limit()).await?;
    let now = edge.clock.now();
    let Page { items, next_cursor } = page.map(|session| body::row(session, now));
    Ok(Json(SessionRowPage { items, next_cursor }))
}

/// One session minute by minute.
#[utoipa::path(get, path = "/api/analytics/sessions/{id}/timeline", operation_id = "trace_session", tag = "analytics",
    params(("id" = String, Path)), responses((status = 200, body = TimelineBody), ReadProblems))]
pub(super) async fn timeline(
    State(companion): State<Companion>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Json<TimelineBody>, Problem> {
    let (session, minutes) = companion.trace_session(&caller, id).await?;
    Ok(Json(TimelineBody::new(&session, &minutes)))
}

/// Goals as they were reached in a range, newest first.
#[utoipa::path(get, path = "/api/analytics/goals", operation_id = "list_reached_goals", tag = "analytics",
    params(WantedParams, PagingParams), responses((status = 200, body = GoalReachedPage), ReadProblems))]
pub(super) async fn goals(
    State(companion): State<Companion>,
    caller: Caller,
    Query(params): Query<WantedParams>,
    paging: Paging,
) -> Result<Json<GoalReachedPage>, Problem> {
    let after = paging.after(list_reached_goals::LIST)?;
    let page = companion.list_reached_goals(&caller, params.wanted()?, after, paging.0.limit()).await?;
    let Page { items, next_cursor } = page.map(GoalReachedRow::from);
    Ok(Json(GoalReachedPage { items, next_cursor }))
}

/// Tips as a table for a spreadsheet (CSV, RFC 4180), oldest first: of a range or of one session.
#[utoipa::path(get, path = "/api/analytics/export", operation_id = "export_tips", tag = "analytics",
    params(WantedParams, OfSessionParams), responses((status = 200, body = String, content_type = "text/csv"), ReadProblems))]
pub(super) async fn export(
    State(companion): State<Companion>,
    caller: Caller,
    Query(params): Query<WantedParams>,
    Query(OfSessionParams { session_id }): Query<OfSessionParams>,
) -> Result<Response, Problem> {
    let export = match session_id {
        Some(id) => Export::Session(id),
        None => Export::Range(params.wanted()?),
    };
    Ok(table::stream(companion.export_tips(&caller, export).await?))
}
