//! `/api/goals`.

use axum::Json;
use axum::extract::State;
use footlights_base::Cursor;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Path, Problem, Problems, Query, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::model::{GoalId, GoalUnit, SessionId};
use crate::{Companion, CreateGoal, GoalBody, UpdateGoal};

/// The goal to make.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateGoal)]
pub(super) struct CreateBody {
    /// What it is called: 1 to 80 characters.
    title: String,
    /// What it counts.
    #[schema(value_type = GoalUnit)]
    unit: String,
    /// What is to be reached, in minor units: 1 to 100,000,000,000. For money.
    target_cents: Option<i64>,
    /// What is to be reached: 1 to 100,000,000,000. For tokens.
    target_tokens: Option<i64>,
    /// The session it counts in; every session when not said.
    #[schema(value_type = Option<String>, format = "uuid")]
    session_id: Option<SessionId>,
    /// Whether it begins anew when it is reached.
    #[serde(default)]
    repeating: bool,
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UpdateGoal)]
pub(super) struct UpdateBody {
    /// Another title.
    title: Option<String>,
    /// Another target, for money.
    target_cents: Option<i64>,
    /// Another target, for tokens.
    target_tokens: Option<i64>,
    /// Whether it begins anew when it is reached.
    repeating: Option<bool>,
    /// `active` or `paused`.
    status: Option<String>,
}

/// Goals in the wanted order.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OrderGoals)]
pub(super) struct OrderBody {
    /// These first; others stay behind them as they were.
    #[schema(value_type = Vec<String>)]
    ids: Vec<GoalId>,
}

/// Which goals are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// Only of this session, and those that are of none.
    #[param(value_type = Option<String>, format = "uuid")]
    session_id: Option<SessionId>,
}

/// Goals by their place.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GoalPage {
    /// All of them.
    items: Vec<GoalBody>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

impl From<Vec<GoalBody>> for GoalPage {
    fn from(items: Vec<GoalBody>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// Lists one's goals: those that are open, and the 100 completed last.
#[utoipa::path(get, path = "/api/goals", operation_id = "list_goals", tag = "goals", params(FilterParams),
    responses((status = 200, body = GoalPage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    caller: Caller,
    Query(filter): Query<FilterParams>,
) -> Result<Json<GoalPage>, Problem> {
    let goals = companion.list_goals(&caller, filter.session_id).await?;
    Ok(Json(goals.iter().map(GoalBody::from).collect::<Vec<_>>().into()))
}

/// Makes a goal; it counts tips from now on.
#[utoipa::path(post, path = "/api/goals", operation_id = "create_goal", tag = "goals", request_body = CreateBody,
    responses((status = 201, body = GoalBody), Problems))]
pub(super) async fn create(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<(StatusCode, Json<GoalBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let CreateBody { title, unit, target_cents, target_tokens, session_id, repeating } = body;
    let command = CreateGoal { title, unit, target_cents, target_tokens, session_id, repeating };
    Ok((StatusCode::CREATED, Json(companion.create_goal(&caller, command, once).await?)))
}

/// Changes a goal.
#[utoipa::path(patch, path = "/api/goals/{id}", operation_id = "update_goal", tag = "goals", params(("id" = String, Path)),
    request_body = UpdateBody, responses((status = 200, body = GoalBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    caller: Caller,
    Path(id): Path<GoalId>,
    JsonBody(body): JsonBody<UpdateBody>,
) -> Result<Json<GoalBody>, Problem> {
    let UpdateBody { title, target_cents, target_tokens, repeating, status } = body;
    let command = UpdateGoal { title, target_cents, target_tokens, repeating, status };
    Ok(Json(companion.update_goal(&caller, id, command).await?))
}

/// Deletes a goal.
#[utoipa::path(delete, path = "/api/goals/{id}", operation_id = "delete_goal", tag = "goals", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn remove(State(companion): State<Companion>, caller: Caller, Path(id): Path<GoalId>) -> Result<StatusCode, Problem> {
    companion.delete_goal(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts open goals in another order.
#[utoipa::path(post, path = "/api/goals/order", operation_id = "order_goals", tag = "goals", request_body = OrderBody,
    responses((status = 200, body = GoalPage), Problems))]
pub(super) async fn order(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<OrderBody>,
) -> Result<Json<GoalPage>, Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    Ok(Json(companion.order_goals(&caller, body.ids, once).await?.into()))
}
