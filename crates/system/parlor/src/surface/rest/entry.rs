//! Coming in and going: `…/join`, `…/leave`, invitations, links.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_base::{AccountId, Rejection};
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::{InvitePage, JoinLinkPage};
use crate::model::{InviteId, JoinLinkId, RoomId, RoomRole};
use crate::usecase::list_invites::{INBOX, ROOM_INVITES};
use crate::usecase::list_join_links::LINKS;
use crate::wire::{InviteBody, LinkBody, ParticipantBody, RoomBody};
use crate::{CreateInvite, CreateJoinLink, Invitee, JoinRoom, Joined, Parlor};

/// What one brings.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = JoinRoom)]
pub(super) struct JoinBody {
    /// The room's password, where it asks for one.
    #[serde(skip_serializing)]
    password: Option<String>,
    /// The secret of a join link.
    #[serde(skip_serializing)]
    link: Option<String>,
}

/// Somebody in a room.
#[derive(Serialize, ToSchema)]
#[schema(as = JoinedRoom)]
pub(super) struct JoinedBody {
    /// The room.
    room: RoomBody,
    /// Oneself in it.
    participant: ParticipantBody,
}

impl From<Joined> for JoinedBody {
    fn from(joined: Joined) -> Self {
        Self { room: joined.room.into(), participant: joined.participant.into() }
    }
}

/// The invitation to make: by `accountId` or by `username`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateInvite)]
pub(super) struct InviteWish {
    /// Who is invited.
    #[schema(value_type = Option<String>, format = "uuid")]
    account_id: Option<AccountId>,
    /// The name with which they sign in.
    username: Option<String>,
    /// What they will be; the room's default when not said, never `host`.
    role: Option<RoomRole>,
    /// Seconds in which it can be accepted; seven days when not said.
    expires_in: Option<u64>,
}

/// The link to make.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreateJoinLink)]
pub(super) struct LinkWish {
    /// What those become who come in by it: `speaker`, `controller` or `viewer`; the room's default when not said.
    role: Option<RoomRole>,
    /// Seconds it opens; until it is revoked when not said.
    expires_in: Option<u64>,
    /// How many it lets in: 1 to 1,000,000; any number when not said.
    uses_max: Option<i64>,
}

/// A link at the one moment its secret is shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedJoinLink)]
pub(super) struct IssuedLinkBody {
    #[serde(flatten)]
    link: LinkBody,
    /// What opens the room: `link` in `join`, `joinLink` in `POST /api/auth/guest`.
    secret: String,
}

/// Comes into a room.
#[utoipa::path(post, path = "/api/rooms/{id}/join", operation_id = "join_room", tag = "rooms", params(("id" = String, Path)),
    request_body = Option<JoinBody>, responses((status = 200, body = JoinedBody), Problems))]
pub(super) async fn join(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
    body: Option<JsonBody<JoinBody>>,
) -> Result<Json<JoinedBody>, Problem> {
    let body = body.map(|JsonBody(body)| body).unwrap_or_default();
    let once = key.once(&caller, &body, edge.clock.now());
    let command = JoinRoom { password: body.password.map(Zeroizing::new), link: body.link };
    Ok(Json(parlor.join_room(&caller, id, command, once).await?.into()))
}

/// Leaves a room.
#[utoipa::path(post, path = "/api/rooms/{id}/leave", operation_id = "leave_room", tag = "rooms", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn leave(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<StatusCode, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    parlor.leave_room(&caller, id, once).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the invitations of a room.
#[utoipa::path(get, path = "/api/rooms/{id}/invites", operation_id = "list_room_invites", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = InvitePage), ReadProblems))]
pub(super) async fn list_invites(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<InvitePage>, Problem> {
    Ok(Json(parlor.list_room_invites(&caller, id, paging.after(ROOM_INVITES)?, paging.0.limit()).await?.into()))
}

/// Invites an account to a room.
#[utoipa::path(post, path = "/api/rooms/{id}/invites", operation_id = "create_invite", tag = "rooms", params(("id" = String, Path)),
    request_body = InviteWish, responses((status = 201, body = InviteBody), Problems))]
pub(super) async fn invite(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
    JsonBody(body): JsonBody<InviteWish>,
) -> Result<(StatusCode, Json<InviteBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let invitee = match (body.account_id, body.username) {
        (Some(account), None) => Invitee::Account(account),
        (None, Some(username)) => Invitee::Username(username),
        _ => return Err(Rejection::field("/accountId", "not_valid", "Say one of accountId and username.").into()),
    };
    let command = CreateInvite { invitee, role: body.role, expires_in: body.expires_in.map(Duration::from_secs) };
    Ok((StatusCode::CREATED, Json(parlor.create_invite(&caller, id, command, once).await?.into())))
}

/// Lists the join links of a room, without their secrets.
#[utoipa::path(get, path = "/api/rooms/{id}/links", operation_id = "list_join_links", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = JoinLinkPage), ReadProblems))]
pub(super) async fn list_links(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<JoinLinkPage>, Problem> {
    Ok(Json(parlor.list_join_links(&caller, id, paging.after(LINKS)?, paging.0.limit()).await?.into()))
}

/// Makes a join link; its secret is shown this once.
#[utoipa::path(post, path = "/api/rooms/{id}/links", operation_id = "create_join_link", tag = "rooms", params(("id" = String, Path)),
    request_body = Option<LinkWish>, responses((status = 201, body = IssuedLinkBody), Problems))]
pub(super) async fn create_link(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
    body: Option<JsonBody<LinkWish>>,
) -> Result<Response, Problem> {
    let body = body.map(|JsonBody(body)| body).unwrap_or_default();
    let once = key.once_secret(&caller, &body, edge.clock.now());
    let command = CreateJoinLink { role: body.role, expires_in: body.expires_in.map(Duration::from_secs), uses_max: body.uses_max };
    let issued = parlor.create_join_link(&caller, id, command, once).await?;
    let body = IssuedLinkBody { link: issued.link.into(), secret: issued.secret.text().to_owned() };
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Revokes a join link.
#[utoipa::path(delete, path = "/api/rooms/{id}/links/{linkId}", operation_id = "revoke_join_link", tag = "rooms",
    params(("id" = String, Path), ("linkId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn revoke_link(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path((id, link)): Path<(RoomId, JoinLinkId)>,
) -> Result<StatusCode, Problem> {
    parlor.revoke_join_link(&caller, id, link).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the invitations that wait for one's answer.
#[utoipa::path(get, path = "/api/invites", operation_id = "list_invites", tag = "invites", params(PagingParams),
    responses((status = 200, body = InvitePage), ReadProblems))]
pub(super) async fn inbox(State(parlor): State<Parlor>, caller: Caller, paging: Paging) -> Result<Json<InvitePage>, Problem> {
    Ok(Json(parlor.list_invites(&caller, paging.after(INBOX)?, paging.0.limit()).await?.into()))
}

/// Accepts an invitation: comes into its room.
#[utoipa::path(post, path = "/api/invites/{id}/accept", operation_id = "accept_invite", tag = "invites", params(("id" = String, Path)),
    responses((status = 200, body = JoinedBody), Problems))]
pub(super) async fn accept(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<InviteId>,
) -> Result<Json<JoinedBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.accept_invite(&caller, id, once).await?.into()))
}

/// Declines an invitation; who made it takes it back so.
#[utoipa::path(post, path = "/api/invites/{id}/decline", operation_id = "decline_invite", tag = "invites", params(("id" = String, Path)),
    responses((status = 200, body = InviteBody), Problems))]
pub(super) async fn decline(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<InviteId>,
) -> Result<Json<InviteBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.decline_invite(&caller, id, once).await?.into()))
}
