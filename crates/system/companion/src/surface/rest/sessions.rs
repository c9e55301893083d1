//! `/api/sessions`.

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Page, Timestamp};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, Query, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{OnBehalf, SessionPage};
use crate::model::{Platform, SessionId, SessionStatus};
use crate::usecase::list_sessions::LIST;
use crate::{Companion, SessionBody, SessionFilter, StartSession, UpdateSession};

/// The session to start.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StartSession)]
pub(super) struct StartBody {
    /// Where the stream runs.
    #[schema(value_type = Platform)]
    platform: String,
    /// What it is called: at most 200 characters.
    title: Option<String>,
    /// Whatever your own programs hang on it: an object of at most 16 KiB.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
    /// What its tips are counted in (ISO 4217); a setting when not said.
    currency: Option<String>,
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UpdateSession)]
pub(super) struct UpdateBody {
    /// Another title; null takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    title: Option<Option<String>>,
    /// One more note.
    notes: Option<String>,
    /// Other metadata, all of it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// Tells a field that is null from one that is not there.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Which sessions are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// Whose: a creator whom one helps as a moderator; one's own when not said.
    #[param(value_type = Option<String>, format = "uuid")]
    creator_id: Option<AccountId>,
    /// Only live ones, or only those that have ended.
    status: Option<SessionStatus>,
    /// Only of this platform.
    platform: Option<Platform>,
    /// Started at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Started before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
}

/// Lists one's sessions.
#[utoipa::path(get, path = "/api/sessions", operation_id = "list_sessions", tag = "sessions", params(FilterParams, PagingParams),
    responses((status = 200, body = SessionPage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    Query(filter): Query<FilterParams>,
    paging: Paging,
) -> Result<Json<SessionPage>, Problem> {
    let FilterParams { creator_id, status, platform, from, to } = filter;
    let filter = SessionFilter { creator_id, status, platform, from, to };
    let page = companion.list_sessions(&caller, filter, paging.after(LIST)?, paging.0.limit()).await?;
    let now = edge.clock.now();
    let Page { items, next_cursor } = page.map(|session| SessionBody::at(session, now));
    Ok(Json(SessionPage { items, next_cursor }))
}

/// Starts a session; one at a time.
#[utoipa::path(post, path = "/api/sessions", operation_id = "start_session", tag = "sessions", params(OnBehalf), request_body = StartBody,
    responses((status = 201, body = SessionBody), Problems))]
pub(super) async fn start(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
    JsonBody(body): JsonBody<StartBody>,
) -> Result<(StatusCode, Json<SessionBody>), Problem> {
    let now = edge.clock.now();
    let once = key.once(&caller, &(creator_id, &body), now);
    let StartBody { platform, title, metadata, currency } = body;
    let session = companion.start_session(&caller, StartSession { creator_id, platform, title, metadata, currency }, once).await?;
    Ok((StatusCode::CREATED, Json(SessionBody::at(session, now))))
}

/// The session that is live; 404 `no_active_session` without one.
#[utoipa::path(get, path = "/api/sessions/active", operation_id = "active_session", tag = "sessions", params(OnBehalf),
    responses((status = 200, body = SessionBody), ReadProblems))]
pub(super) async fn active(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    Query(OnBehalf { creator_id }): Query<OnBehalf>,
) -> Result<Json<SessionBody>, Problem> {
    Ok(Json(SessionBody::at(companion.get_active_session(&caller, creator_id).await?, edge.clock.now())))
}

/// One of one's sessions.
#[utoipa::path(get, path = "/api/sessions/{id}", operation_id = "get_session", tag = "sessions", params(("id" = String, Path)),
    responses((status = 200, body = SessionBody), ReadProblems))]
pub(super) async fn read(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionBody>, Problem> {
    Ok(Json(SessionBody::at(companion.get_session(&caller, id).await?, edge.clock.now())))
}

/// Changes title or metadata, or appends a note.
#[utoipa::path(patch, path = "/api/sessions/{id}", operation_id = "update_session", tag = "sessions", params(("id" = String, Path)),
    request_body = UpdateBody, responses((status = 200, body = SessionBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<SessionId>,
    JsonBody(body): JsonBody<UpdateBody>,
) -> Result<Json<SessionBody>, Problem> {
    let command = UpdateSession { title: body.title, note: body.notes, metadata: body.metadata };
    Ok(Json(SessionBody::at(companion.update_session(&caller, id, command).await?, edge.clock.now())))
}

/// Ends a session.
#[utoipa::path(post, path = "/api/sessions/{id}/end", operation_id = "end_session", tag = "sessions", params(("id" = String, Path)),
    responses((status = 200, body = SessionBody), Problems))]
pub(super) async fn end(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionBody>, Problem> {
    let now = edge.clock.now();
    let once = key.once(&caller, &(), now);
    Ok(Json(SessionBody::at(companion.end_session(&caller, id, once).await?, now)))
}
