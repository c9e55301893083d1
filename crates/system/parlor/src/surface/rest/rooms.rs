//! `/api/rooms`.

use axum::Json;
use axum::extract::State;
use footlights_base::AccountId;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, Query, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

use super::body::{RoomPage, said};
use crate::model::{Held, PolicyRule, RoomFilter, RoomId, RoomRole, RoomVisibility};
use crate::usecase::get_room::SeenRoom;
use crate::usecase::list_rooms::{MY_ROOMS, ROOMS};
use crate::wire::{ParticipantBody, RoomBody};
use crate::{CreateRoom, Parlor, UpdateRoom};

/// The room to make.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateRoom)]
pub(super) struct CreateBody {
    /// What it is called: 1 to 100 characters.
    name: String,
    /// What it is about: at most 2,000 characters.
    description: Option<String>,
    /// Who may know of it and come in; `link` when not said.
    visibility: Option<RoomVisibility>,
    /// At most 10 of at most 32 characters.
    #[serde(default)]
    tags: Vec<String>,
    /// How many may be participants at once; no limit when not said.
    capacity: Option<i64>,
    /// How many may be on the stage at once: 0 to 100; 8 when not said.
    stage_size: Option<i64>,
    /// What somebody becomes who comes in; `viewer` when not said, never `host`.
    default_join_role: Option<RoomRole>,
    /// What it changes about the table of capabilities.
    #[serde(default)]
    policy: Vec<PolicyRule>,
    /// What opens it: 4 to 128 characters.
    #[serde(skip_serializing)]
    password: Option<String>,
    /// Whether its join links let guests in.
    #[serde(default)]
    guests_allowed: bool,
    /// Seconds between two messages of one participant: at most 21,600.
    slow_mode_seconds: Option<i64>,
    /// What it holds.
    holds: Option<Held>,
}

/// What is to change; what is not said stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UpdateRoom)]
pub(super) struct UpdateBody {
    /// Another name.
    name: Option<String>,
    /// Another description.
    description: Option<String>,
    /// Who may know of it and come in.
    visibility: Option<RoomVisibility>,
    /// Other tags, all of them.
    tags: Option<Vec<String>>,
    /// Another capacity; null: no limit.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<i64>)]
    capacity: Option<Option<i64>>,
    /// Another size of the stage.
    stage_size: Option<i64>,
    /// What somebody becomes who comes in.
    default_join_role: Option<RoomRole>,
    /// Another policy, all of it.
    policy: Option<Vec<PolicyRule>>,
    /// Another password; null: none.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    password: Option<Option<String>>,
    /// Whether its join links let guests in.
    guests_allowed: Option<bool>,
    /// Seconds between two messages of one participant.
    slow_mode_seconds: Option<i64>,
    /// What it holds; null: nothing.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Held>)]
    holds: Option<Option<Held>>,
}

/// Which rooms are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FilterParams {
    /// With this tag.
    tag: Option<String>,
    /// Each word begins a word of the name, the tags or the description; the first three count.
    q: Option<String>,
    /// Also archived ones.
    #[serde(default)]
    archived: bool,
}

/// A room and how the caller stands to it.
#[derive(Serialize, ToSchema)]
#[schema(as = SeenRoom)]
pub(super) struct SeenBody {
    #[serde(flatten)]
    room: RoomBody,
    /// The caller in it, if they are or were.
    #[schema(required)]
    me: Option<ParticipantBody>,
}

/// To whom.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TransferRoom)]
pub(super) struct TransferBody {
    /// A participant of the room.
    #[schema(value_type = String, format = "uuid")]
    account_id: AccountId,
}

/// Lists public rooms.
#[utoipa::path(get, path = "/api/rooms", operation_id = "list_rooms", tag = "rooms", params(FilterParams, PagingParams),
    responses((status = 200, body = RoomPage), ReadProblems))]
pub(super) async fn list(
    State(parlor): State<Parlor>,
    caller: Caller,
    Query(filter): Query<FilterParams>,
    paging: Paging,
) -> Result<Json<RoomPage>, Problem> {
    let filter = RoomFilter { tag: filter.tag, search: filter.q, archived: filter.archived };
    Ok(Json(parlor.list_rooms(&caller, filter, paging.after(ROOMS)?, paging.0.limit()).await?.into()))
}

/// Lists rooms one is in or owns.
#[utoipa::path(get, path = "/api/rooms/mine", operation_id = "list_my_rooms", tag = "rooms", params(PagingParams),
    responses((status = 200, body = RoomPage), ReadProblems))]
pub(super) async fn mine(State(parlor): State<Parlor>, caller: Caller, paging: Paging) -> Result<Json<RoomPage>, Problem> {
    Ok(Json(parlor.list_my_rooms(&caller, paging.after(MY_ROOMS)?, paging.0.limit()).await?.into()))
}

/// Makes a room; one owns it and is in it as its host.
#[utoipa::path(post, path = "/api/rooms", operation_id = "create_room", tag = "rooms", request_body = CreateBody,
    responses((status = 201, body = RoomBody), Problems))]
pub(super) async fn create(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<(StatusCode, Json<RoomBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let command = CreateRoom {
        name: body.name,
        description: body.description,
        visibility: body.visibility,
        tags: body.tags,
        capacity: body.capacity,
        stage_size: body.stage_size,
        default_join_role: body.default_join_role,
        policy: body.policy,
        password: body.password.map(Zeroizing::new),
        guests_allowed: body.guests_allowed,
        slow_mode_seconds: body.slow_mode_seconds,
        holds: body.holds,
    };
    Ok((StatusCode::CREATED, Json(parlor.create_room(&caller, command, once).await?.into())))
}

/// One room.
#[utoipa::path(get, path = "/api/rooms/{id}", operation_id = "get_room", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = SeenBody), ReadProblems))]
pub(super) async fn read(State(parlor): State<Parlor>, caller: Caller, Path(id): Path<RoomId>) -> Result<Json<SeenBody>, Problem> {
    let SeenRoom { room, me } = parlor.get_room(&caller, id).await?;
    Ok(Json(SeenBody { room: room.into(), me: me.map(Into::into) }))
}

/// Changes a room.
#[utoipa::path(patch, path = "/api/rooms/{id}", operation_id = "update_room", tag = "rooms", params(("id" = String, Path)),
    request_body = UpdateBody, responses((status = 200, body = RoomBody), Problems))]
pub(super) async fn update(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    JsonBody(body): JsonBody<UpdateBody>,
) -> Result<Json<RoomBody>, Problem> {
    let command = UpdateRoom {
        name: body.name,
        description: body.description,
        visibility: body.visibility,
        tags: body.tags,
        capacity: body.capacity,
        stage_size: body.stage_size,
        default_join_role: body.default_join_role,
        policy: body.policy,
        password: body.password.map(|password| password.map(Zeroizing::new)),
        guests_allowed: body.guests_allowed,
        slow_mode_seconds: body.slow_mode_seconds,
        holds: body.holds,
    };
    Ok(Json(parlor.update_room(&caller, id, command, None).await?.into()))
}

/// Deletes a room; its owner can restore it for a while.
#[utoipa::path(delete, path = "/api/rooms/{id}", operation_id = "delete_room", tag = "rooms", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn remove(State(parlor): State<Parlor>, caller: Caller, Path(id): Path<RoomId>) -> Result<StatusCode, Problem> {
    parlor.delete_room(&caller, id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a room one to be read only.
#[utoipa::path(post, path = "/api/rooms/{id}/archive", operation_id = "archive_room", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = RoomBody), Problems))]
pub(super) async fn archive(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<RoomBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.archive_room(&caller, id, once).await?.into()))
}

/// Brings an archived or deleted room back into use.
#[utoipa::path(post, path = "/api/rooms/{id}/restore", operation_id = "restore_room", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = RoomBody), Problems))]
pub(super) async fn restore(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<RoomBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.restore_room(&caller, id, once).await?.into()))
}

/// Gives a room to another owner.
#[utoipa::path(post, path = "/api/rooms/{id}/transfer", operation_id = "transfer_room", tag = "rooms", params(("id" = String, Path)),
    request_body = TransferBody, responses((status = 200, body = RoomBody), Problems))]
pub(super) async fn transfer(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
    JsonBody(body): JsonBody<TransferBody>,
) -> Result<Json<RoomBody>, Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    Ok(Json(parlor.transfer_room(&caller, id, body.account_id, once).await?.into()))
}
