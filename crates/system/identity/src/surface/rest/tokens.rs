//! `/api/tokens`: personal access tokens, and a developer's tokens for users of their app.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_base::Rejection;
use footlights_surface::{
    Caller, CredentialId, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems,
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{IssuedTokenBody, TokenPage};
use crate::usecase::list_tokens::LIST;
use crate::{Actor, CreateToken, Identity, TokenFor};

/// The token to make: for oneself with `name`; for a user of one's app with `externalId` and `displayName`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateToken)]
pub(super) struct CreateBody {
    /// What it is called in lists.
    name: Option<String>,
    /// What it may be used for: `area:verb`, `area:*` or `*`.
    scopes: Vec<String>,
    /// Seconds it lives; until it is revoked when not said.
    expires_in: Option<u64>,
    /// The app's own name for its user; for developers.
    external_id: Option<String>,
    /// The name people see of that user.
    display_name: Option<String>,
}

/// Lists the caller's tokens.
#[utoipa::path(get, path = "/api/tokens", operation_id = "list_tokens", tag = "tokens", params(PagingParams), responses((status = 200, body = TokenPage), ReadProblems))]
pub(super) async fn list(State(identity): State<Identity>, caller: Caller, paging: Paging) -> Result<Json<TokenPage>, Problem> {
    let before = paging.after(LIST)?;
    Ok(Json(identity.list_tokens(&caller, before, paging.0.limit()).await?.into()))
}

/// Makes a token; its secret is shown this once.
#[utoipa::path(post, path = "/api/tokens", operation_id = "create_token", tag = "tokens", request_body = CreateBody, responses((status = 201, body = IssuedTokenBody), Problems))]
pub(super) async fn create(
    State(identity): State<Identity>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<Response, Problem> {
    let once = key.once_secret(&caller, &body, edge.clock.now());
    let issued = identity.create_token(&Actor::from(&caller), command(body)?, once).await?;
    let mut response = (StatusCode::CREATED, Json(IssuedTokenBody::from(issued))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Revokes a token, and those that were made with it.
#[utoipa::path(delete, path = "/api/tokens/{id}", operation_id = "delete_token", tag = "tokens", params(("id" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn delete(State(identity): State<Identity>, caller: Caller, Path(id): Path<CredentialId>) -> Result<StatusCode, Problem> {
    identity.delete_token(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn command(body: CreateBody) -> Result<CreateToken, Rejection> {
    let missing = |field| Rejection::field(field, "missing", "This field is required.");
    let expires_in = body.expires_in.map(Duration::from_secs);
    let (acts_for, name) = match body.external_id {
        Some(external_id) => {
            let display_name = body.display_name.ok_or_else(|| missing("/displayName"))?;
            (TokenFor::AppUser { external_id, display_name }, body.name.unwrap_or_else(|| "app".to_owned()))
        }
        None if body.display_name.is_some() => return Err(missing("/externalId")),
        None => (TokenFor::Own, body.name.ok_or_else(|| missing("/name"))?),
    };
    Ok(CreateToken { acts_for, name, scopes: body.scopes, expires_in })
}
