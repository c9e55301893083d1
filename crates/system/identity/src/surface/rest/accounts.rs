//! `/api/accounts`: for admins, and oneself for one's own.

use axum::Json;
use axum::extract::State;
use footlights_base::AccountId;
use footlights_surface::{
    Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems, Role, Roles,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::{AccountBody, AccountPage};
use crate::usecase::list_accounts::LIST;
use crate::{Actor, ChangeAccount, CreateAccount, Identity};

/// The account to make.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateAccount)]
pub(super) struct CreateBody {
    /// The name to sign in with: letters, digits and `._-@+`.
    username: String,
    /// 8 to 256 characters.
    password: String,
    /// The name people see; the username when not said.
    display_name: Option<String>,
    /// `viewer` when not said.
    #[serde(default)]
    roles: Vec<Role>,
}

/// What makes two requests the same. The password is not among it: a quick hash of it would be kept with the key.
#[derive(Serialize)]
struct Sameness<'a> {
    username: &'a str,
    display_name: Option<&'a str>,
    roles: &'a [Role],
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChangeAccount)]
pub(super) struct ChangeBody {
    /// Another name for people; one may change one's own.
    display_name: Option<String>,
    /// Other roles, all of them; for admins.
    roles: Option<Vec<Role>>,
    /// Whether it may not sign in; for admins.
    suspended: Option<bool>,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub(super) struct SetPassword {
    /// 8 to 256 characters.
    password: String,
}

/// Lists the tenant's accounts.
#[utoipa::path(get, path = "/api/accounts", operation_id = "list_accounts", tag = "accounts", params(PagingParams), responses((status = 200, body = AccountPage), ReadProblems))]
pub(super) async fn list(State(identity): State<Identity>, caller: Caller, paging: Paging) -> Result<Json<AccountPage>, Problem> {
    let after = paging.after(LIST)?;
    Ok(Json(identity.list_accounts(&Actor::from(&caller), after, paging.0.limit()).await?.into()))
}

/// Makes an account.
#[utoipa::path(post, path = "/api/accounts", operation_id = "create_account", tag = "accounts", request_body = CreateBody, responses((status = 201, body = AccountBody), Problems))]
pub(super) async fn create(
    State(identity): State<Identity>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<(StatusCode, Json<AccountBody>), Problem> {
    let sameness = Sameness { username: &body.username, display_name: body.display_name.as_deref(), roles: &body.roles };
    let once = key.once(&caller, &sameness, edge.clock.now());
    let command = CreateAccount {
        username: body.username,
        password: Zeroizing::new(body.password),
        display_name: body.display_name,
        roles: Roles::new(body.roles),
    };
    let account = identity.create_account(&Actor::from(&caller), command, once).await?;
    Ok((StatusCode::CREATED, Json(account.into())))
}

/// One account: one's own, or any for admins.
#[utoipa::path(get, path = "/api/accounts/{id}", operation_id = "read_account", tag = "accounts", params(("id" = String, Path)), responses((status = 200, body = AccountBody), ReadProblems))]
pub(super) async fn read(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<AccountId>,
) -> Result<Json<AccountBody>, Problem> {
    Ok(Json(identity.account(&Actor::from(&caller), id).await?.into()))
}

/// Changes an account.
#[utoipa::path(patch, path = "/api/accounts/{id}", operation_id = "change_account", tag = "accounts", params(("id" = String, Path)), request_body = ChangeBody,
    responses((status = 200, body = AccountBody), Problems))]
pub(super) async fn change(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<AccountId>,
    JsonBody(body): JsonBody<ChangeBody>,
) -> Result<Json<AccountBody>, Problem> {
    let command = ChangeAccount { display_name: body.display_name, roles: body.roles.map(Roles::new), suspended: body.suspended };
    Ok(Json(identity.change_account(&Actor::from(&caller), id, command).await?.into()))
}

/// Deletes an account with its sign-ins and tokens.
#[utoipa::path(delete, path = "/api/accounts/{id}", operation_id = "delete_account", tag = "accounts", params(("id" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn delete(State(identity): State<Identity>, caller: Caller, Path(id): Path<AccountId>) -> Result<StatusCode, Problem> {
    identity.delete_account(&Actor::from(&caller), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an account another password; all its sign-ins end.
#[utoipa::path(post, path = "/api/accounts/{id}/password", operation_id = "set_password", tag = "accounts", params(("id" = String, Path)), request_body = SetPassword,
    responses((status = 204), Problems))]
pub(super) async fn set_password(
    State(identity): State<Identity>,
    caller: Caller,
    Path(id): Path<AccountId>,
    JsonBody(body): JsonBody<SetPassword>,
) -> Result<StatusCode, Problem> {
    identity.set_password(&Actor::from(&caller), id, Zeroizing::new(body.password)).await?;
    Ok(StatusCode::NO_CONTENT)
}
