//! `/api/moderators` and `/api/moderating`.

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Cursor, Timestamp};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Path, Problem, Problems, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Companion;
use crate::model::{Moderated, Moderator, Right};
use crate::usecase::add_moderator::AddModerator;

/// Whom to let help.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AddModerator)]
pub(super) struct AddBody {
    /// The account's name to sign in with.
    username: String,
    /// What they may do: one at least.
    #[schema(value_type = Vec<Right>)]
    rights: Vec<String>,
}

/// What a moderator may do from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = UpdateModerator)]
pub(super) struct UpdateBody {
    /// All of it: one at least.
    #[schema(value_type = Vec<Right>)]
    rights: Vec<String>,
}

/// Somebody who helps a creator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Moderator)]
pub(super) struct ModeratorBody {
    /// Which account.
    #[schema(value_type = String, format = "uuid")]
    account_id: AccountId,
    /// Its name to sign in with.
    username: String,
    /// Its name for people.
    display_name: String,
    /// What it may do.
    rights: Vec<Right>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Moderator> for ModeratorBody {
    fn from(moderator: Moderator) -> Self {
        let Moderator { account_id, username, display_name, rights, created_at } = moderator;
        Self { account_id, username, display_name, rights: rights.iter().collect(), created_at }
    }
}

/// All moderators.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModeratorPage {
    /// Longest first.
    items: Vec<ModeratorBody>,
    /// Always null: they are few.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

/// A creator whom one helps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Moderated)]
pub(super) struct ModeratedBody {
    /// Which account; other paths take it as `creatorId`.
    #[schema(value_type = String, format = "uuid")]
    creator_id: AccountId,
    /// Its name for people.
    display_name: String,
    /// What one may do there.
    rights: Vec<Right>,
}

impl From<Moderated> for ModeratedBody {
    fn from(moderated: Moderated) -> Self {
        let Moderated { creator_id, display_name, rights } = moderated;
        Self { creator_id, display_name, rights: rights.iter().collect() }
    }
}

/// All creators whom one helps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModeratedPage {
    /// Longest first.
    items: Vec<ModeratedBody>,
    /// Always null: they are few.
    #[schema(value_type = Option<String>, required)]
    next_cursor: Option<Cursor>,
}

/// Lists one's moderators.
#[utoipa::path(get, path = "/api/moderators", operation_id = "list_moderators", tag = "moderators",
    responses((status = 200, body = ModeratorPage), ReadProblems))]
pub(super) async fn list(State(companion): State<Companion>, caller: Caller) -> Result<Json<ModeratorPage>, Problem> {
    let items = companion.list_moderators(&caller).await?.into_iter().map(ModeratorBody::from).collect();
    Ok(Json(ModeratorPage { items, next_cursor: None }))
}

/// Lets an account help.
#[utoipa::path(post, path = "/api/moderators", operation_id = "add_moderator", tag = "moderators", request_body = AddBody,
    responses((status = 201, body = ModeratorBody), Problems))]
pub(super) async fn add(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<AddBody>,
) -> Result<(StatusCode, Json<ModeratorBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let AddBody { username, rights } = body;
    let moderator = companion.add_moderator(&caller, AddModerator { username, rights }, once).await?;
    Ok((StatusCode::CREATED, Json(moderator.into())))
}

/// Gives a moderator other rights.
#[utoipa::path(patch, path = "/api/moderators/{accountId}", operation_id = "update_moderator", tag = "moderators",
    params(("accountId" = String, Path)), request_body = UpdateBody, responses((status = 200, body = ModeratorBody), Problems))]
pub(super) async fn update(
    State(companion): State<Companion>,
    caller: Caller,
    Path(account): Path<AccountId>,
    JsonBody(body): JsonBody<UpdateBody>,
) -> Result<Json<ModeratorBody>, Problem> {
    Ok(Json(companion.update_moderator(&caller, account, &body.rights).await?.into()))
}

/// Lets a moderator help no more.
#[utoipa::path(delete, path = "/api/moderators/{accountId}", operation_id = "remove_moderator", tag = "moderators",
    params(("accountId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn remove(
    State(companion): State<Companion>,
    caller: Caller,
    Path(account): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    companion.remove_moderator(&caller, account).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the creators whom one helps.
#[utoipa::path(get, path = "/api/moderating", operation_id = "list_moderating", tag = "moderators",
    responses((status = 200, body = ModeratedPage), ReadProblems))]
pub(super) async fn moderating(State(companion): State<Companion>, caller: Caller) -> Result<Json<ModeratedPage>, Problem> {
    let items = companion.list_moderating(&caller).await?.into_iter().map(ModeratedBody::from).collect();
    Ok(Json(ModeratedPage { items, next_cursor: None }))
}
