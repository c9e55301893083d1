//! `/api/webhooks`: subscriptions of a tenant over its events, for developers and admins.

use axum::Json;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use footlights_outbound::webhook::{DeliveryId, DeliveryState, Filter, Webhook, WebhookId, WebhookSecret, Webhooks};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::webhook_body::{DeliveryBody, DeliveryPage, IssuedWebhookBody, ReplayedBody, WebhookBody, WebhookPage};
use crate::Identity;
use crate::usecase::change_webhook::ChangeWebhook;
use crate::usecase::create_webhook::WebhookSettingsGiven;
use crate::usecase::{list_deliveries, list_webhooks};

/// What the handlers of webhooks are given.
#[derive(Clone)]
pub struct WebhooksState {
    /// Who may do what.
    pub identity: Identity,
    /// The machinery.
    pub webhooks: Webhooks,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<WebhooksState> for Edge {
    fn from_ref(state: &WebhooksState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<WebhooksState> for Identity {
    fn from_ref(state: &WebhooksState) -> Self {
        state.identity.clone()
    }
}

impl FromRef<WebhooksState> for Webhooks {
    fn from_ref(state: &WebhooksState) -> Self {
        state.webhooks.clone()
    }
}

const fn yes() -> bool {
    true
}

/// The webhook to make.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateWebhook)]
pub(super) struct CreateBody {
    /// Where deliveries go: https, no user or password in it; 2,048 bytes at most.
    url: String,
    /// Types as they are written (`streaming.tip.received`), or all below a name (`streaming.*`). None: all.
    #[serde(default)]
    types: Vec<String>,
    /// Ids of sessions, rooms, accounts …, or topics (`session:ID`). None: all.
    #[serde(default)]
    subjects: Vec<String>,
    /// What people call it; 200 characters at most.
    #[serde(default)]
    description: String,
    /// Whether it gets any; yes when not said.
    #[serde(default = "yes")]
    active: bool,
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChangeWebhook)]
pub(super) struct ChangeBody {
    /// Another address.
    url: Option<String>,
    /// Other types, all of them.
    types: Option<Vec<String>>,
    /// Other subjects, all of them.
    subjects: Option<Vec<String>>,
    /// Another description.
    description: Option<String>,
    /// Whether it gets any. Switched on again it gets what happens from then on.
    active: Option<bool>,
}

/// Lists the webhooks.
#[utoipa::path(get, path = "/api/webhooks", operation_id = "list_webhooks", tag = "webhooks", params(PagingParams), responses((status = 200, body = WebhookPage), ReadProblems))]
pub(super) async fn list(State(identity): State<Identity>, caller: Caller, paging: Paging) -> Result<Json<WebhookPage>, Problem> {
    let before = paging.after(list_webhooks::LIST)?;
    Ok(Json(identity.list_webhooks(&caller, before, paging.0.limit()).await?.into()))
}

/// Makes a webhook; its secret is shown this once.
#[utoipa::path(post, path = "/api/webhooks", operation_id = "create_webhook", tag = "webhooks", request_body = CreateBody, responses((status = 201, body = IssuedWebhookBody), Problems))]
pub(super) async fn create(
    State(identity): State<Identity>,
    State(webhooks): State<Webhooks>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<Response, Problem> {
    let once = key.once_secret(&caller, &body, edge.clock.now());
    let CreateBody { url, types, subjects, description, active } = body;
    let given = WebhookSettingsGiven { url, description, filter: Filter { types, subjects }, active };
    let issued = identity.create_webhook(&webhooks, &caller, given, once).await?;
    Ok(shown_once(StatusCode::CREATED, issued))
}

/// One webhook.
#[utoipa::path(get, path = "/api/webhooks/{id}", operation_id = "read_webhook", tag = "webhooks", params(("id" = String, Path)), responses((status = 200, body = WebhookBody), ReadProblems))]
pub(super) async fn read(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<Json<WebhookBody>, Problem> {
    Ok(Json(identity.webhook(&caller, id).await?.into()))
}

/// Changes a webhook.
#[utoipa::path(patch, path = "/api/webhooks/{id}", operation_id = "change_webhook", tag = "webhooks", params(("id" = String, Path)), request_body = ChangeBody,
    responses((status = 200, body = WebhookBody), Problems))]
pub(super) async fn change(
    State(identity): State<Identity>,
    State(webhooks): State<Webhooks>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    JsonBody(body): JsonBody<ChangeBody>,
) -> Result<Json<WebhookBody>, Problem> {
    let ChangeBody { url, types, subjects, description, active } = body;
    let change = ChangeWebhook { url, description, types, subjects, active };
    Ok(Json(identity.change_webhook(&webhooks, &caller, id, change).await?.into()))
}

/// Deletes a webhook with its deliveries.
#[utoipa::path(delete, path = "/api/webhooks/{id}", operation_id = "delete_webhook", tag = "webhooks", params(("id" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn delete(State(identity): State<Identity>, caller: Caller, Path(id): Path<WebhookId>) -> Result<StatusCode, Problem> {
    identity.delete_webhook(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook another secret, shown this once; the one before signs along for a day.
#[utoipa::path(post, path = "/api/webhooks/{id}/rotate-secret", operation_id = "rotate_webhook_secret", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = IssuedWebhookBody), Problems))]
pub(super) async fn rotate_secret(
    State(identity): State<Identity>,
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    key: IdempotencyKey,
) -> Result<Response, Problem> {
    let once = key.once_secret(&caller, &(), edge.clock.now());
    let issued = identity.rotate_webhook_secret(&caller, id, once).await?;
    Ok(shown_once(StatusCode::OK, issued))
}

/// Sends a test event, also to a webhook that is switched off. What came of it stands in the deliveries.
#[utoipa::path(post, path = "/api/webhooks/{id}/test", operation_id = "test_webhook", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = DeliveryBody), Problems))]
pub(super) async fn test(
    State(identity): State<Identity>,
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    key: IdempotencyKey,
) -> Result<Json<DeliveryBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(identity.test_webhook(&caller, id, once).await?.into()))
}

/// Lists deliveries, newest first.
#[utoipa::path(get, path = "/api/webhooks/{id}/deliveries", operation_id = "list_deliveries", tag = "webhooks", params(("id" = String, Path), PagingParams),
    responses((status = 200, body = DeliveryPage), ReadProblems))]
pub(super) async fn deliveries(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    paging: Paging,
) -> Result<Json<DeliveryPage>, Problem> {
    page(&identity, &caller, id, None, &paging).await
}

/// Lists the deliveries that were given up, newest first.
#[utoipa::path(get, path = "/api/webhooks/{id}/dead-letters", operation_id = "list_webhook_dead_letters", tag = "webhooks", params(("id" = String, Path), PagingParams),
    responses((status = 200, body = DeliveryPage), ReadProblems))]
pub(super) async fn dead_letters(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<WebhookId>,
    paging: Paging,
) -> Result<Json<DeliveryPage>, Problem> {
    page(&identity, &caller, id, Some(DeliveryState::Dead), &paging).await
}

/// Tries a dead letter again, at once and over a day if need be.
#[utoipa::path(post, path = "/api/webhooks/{id}/dead-letters/{letter}/replay", operation_id = "replay_delivery", tag = "webhooks",
    params(("id" = String, Path), ("letter" = String, Path)), responses((status = 200, body = DeliveryBody), Problems))]
pub(super) async fn replay(
    State(identity): State<Identity>,
    caller: Caller,
    Path((id, letter)): Path<(WebhookId, DeliveryId)>,
) -> Result<Json<DeliveryBody>, Problem> {
    Ok(Json(identity.replay_delivery(&caller, id, letter).await?.into()))
}

/// Tries all dead letters again, 200 at a time. Ask again while there are more.
#[utoipa::path(post, path = "/api/webhooks/{id}/dead-letters/replay", operation_id = "replay_deliveries", tag = "webhooks",
    params(("id" = String, Path)), responses((status = 200, body = ReplayedBody), Problems))]
pub(super) async fn replay_all(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<WebhookId>,
) -> Result<Json<ReplayedBody>, Problem> {
    Ok(Json(ReplayedBody { replayed: identity.replay_deliveries(&caller, id).await? }))
}

async fn page(
    identity: &Identity,
    caller: &Caller,
    id: WebhookId,
    state: Option<DeliveryState>,
    paging: &Paging,
) -> Result<Json<DeliveryPage>, Problem> {
    let before = paging.after(list_deliveries::LIST)?;
    Ok(Json(identity.list_deliveries(caller, id, state, before, paging.0.limit()).await?.into()))
}

fn shown_once(status: StatusCode, (webhook, secret): (Webhook, WebhookSecret)) -> Response {
    let mut response = (status, Json(IssuedWebhookBody::new(webhook, &secret))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
