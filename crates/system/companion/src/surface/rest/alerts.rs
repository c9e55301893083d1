//! `/api/alerts`.

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Cursor, Page};
use footlights_surface::{Caller, Edge, IdempotencyKey, Paging, PagingParams, Path, Problem, Problems, Query, ReadProblems};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::OnBehalf;
use super::settings::AlertSettingsBody;
use crate::model::{Alert, AlertFilter, AlertId, AlertState};
use crate::usecase::list_alerts::LIST;
use crate::{AlertBody, Companion};

/// A page of alerts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlertPage {
    /// Newest first.
    items: Vec<AlertBody>,
    /// Where the next page starts.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Page<Alert>> for AlertPage {
    fn from(page: Page<Alert>) -> Self {
        let Page { items, next_cursor } = page.map(AlertBody::from);
        Self { items, next_cursor }
    }
}

/// Which alerts are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// Whose: a creator whom one helps as a moderator; one's own when not said.
    #[param(value_type = Option<String>, format = "uuid")]
    creator_id: Option<AccountId>,
    /// Only those that stand there.
    state: Option<AlertState>,
}

/// What is remembered of a request that takes nothing but its path.
#[derive(Serialize)]
struct Nothing {}

/// Lists alerts.
#[utoipa::path(get, path = "/api/alerts", operation_id = "list_alerts", tag = "alerts", params(FilterParams, PagingParams),
    responses((status = 200, body = AlertPage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    caller: Caller,
    Query(FilterParams { creator_id, state }): Query<FilterParams>,
    paging: Paging,
) -> Result<Json<AlertPage>, Problem> {
    let filter = AlertFilter { creator_id, state };
    Ok(Json(companion.list_alerts(&caller, filter, paging.after(LIST)?, paging.0.limit()).await?.into()))
}

/// Lets a held alert go now.
#[utoipa::path(post, path = "/api/alerts/{id}/show", operation_id = "show_alert", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertBody), Problems))]
pub(super) async fn show(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<AlertId>,
) -> Result<Json<AlertBody>, Problem> {
    let once = key.once(&caller, &Nothing {}, edge.clock.now());
    Ok(Json(companion.show_alert(&caller, id, once).await?.into()))
}

/// Takes an alert away; one that is on the overlays is cut.
#[utoipa::path(post, path = "/api/alerts/{id}/skip", operation_id = "skip_alert", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertBody), Problems))]
pub(super) async fn skip(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<AlertId>,
) -> Result<Json<AlertBody>, Problem> {
    let once = key.once(&caller, &Nothing {}, edge.clock.now());
    Ok(Json(companion.skip_alert(&caller, id, once).await?.into()))
}

/// Queues an alert once more, as a new one.
#[utoipa::path(post, path = "/api/alerts/{id}/replay", operation_id = "replay_alert", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertBody), Problems))]
pub(super) async fn replay(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<AlertId>,
) -> Result<Json<AlertBody>, Problem> {
    let once = key.once(&caller, &Nothing {}, edge.clock.now());
    Ok(Json(companion.replay_alert(&caller, id, once).await?.into()))
}

/// Shows nothing new until it goes on; what shows goes on to its end, what comes in waits.
#[utoipa::path(post, path = "/api/alerts/pause", operation_id = "pause_alerts", tag = "alerts", params(OnBehalf),
    responses((status = 200, body = AlertSettingsBody), Problems))]
pub(super) async fn pause(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
) -> Result<Json<AlertSettingsBody>, Problem> {
    let once = key.once(&caller, &creator_id, edge.clock.now());
    Ok(Json(companion.pause_alerts(&caller, creator_id, once).await?.into()))
}

/// Goes on with what waits.
#[utoipa::path(post, path = "/api/alerts/resume", operation_id = "resume_alerts", tag = "alerts", params(OnBehalf),
    responses((status = 200, body = AlertSettingsBody), Problems))]
pub(super) async fn resume(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
) -> Result<Json<AlertSettingsBody>, Problem> {
    let once = key.once(&caller, &creator_id, edge.clock.now());
    Ok(Json(companion.resume_alerts(&caller, creator_id, once).await?.into()))
}
