//! `/api/rooms/{id}/participants`, `…/bans`, `…/presence`.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use footlights_base::{AccountId, Cursor};
use footlights_realtime::Activity;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, Query, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{BanPage, ParticipantPage, PresencePage, PresentBody};
use crate::model::{RoomId, RoomRole};
use crate::usecase::list_bans::BANS;
use crate::usecase::list_participants::PARTICIPANTS;
use crate::usecase::list_presence::PRESENCE;
use crate::wire::{BanBody, ParticipantBody};
use crate::{BanParticipant, Parlor};

/// Another role.
#[derive(Deserialize, ToSchema)]
#[schema(as = SetParticipantRole)]
pub(super) struct RoleBody {
    /// What they are from now on.
    role: RoomRole,
}

/// How to keep somebody out.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BanParticipant)]
pub(super) struct BanWish {
    /// Seconds it holds; until it is lifted when not said.
    expires_in: Option<u64>,
    /// Why, for who moderates the room: at most 200 characters.
    reason: Option<String>,
    /// Whether what they wrote goes from the chat's history.
    #[serde(default)]
    delete_messages: bool,
}

/// Which participants are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoleParams {
    /// Of one role only.
    role: Option<RoomRole>,
}

/// Whether one is there in person.
#[derive(Deserialize, ToSchema)]
#[schema(as = Heartbeat)]
pub(super) struct HeartbeatBody {
    /// `active` or `away`.
    #[schema(value_type = String)]
    state: Activity,
}

/// Lists who is in a room, longest first.
#[utoipa::path(get, path = "/api/rooms/{id}/participants", operation_id = "list_participants", tag = "rooms",
    params(("id" = String, Path), RoleParams, PagingParams), responses((status = 200, body = ParticipantPage), ReadProblems))]
pub(super) async fn list(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    Query(RoleParams { role }): Query<RoleParams>,
    paging: Paging,
) -> Result<Json<ParticipantPage>, Problem> {
    let page = parlor.list_participants(&caller, id, role, paging.after(PARTICIPANTS)?, paging.0.limit()).await?;
    let accounts: Vec<AccountId> = page.items.iter().map(|who| who.account_id).collect();
    let presence = parlor.presence_of(id, &accounts).await;
    let mut presence: HashMap<_, _> = accounts.iter().copied().zip(presence).collect();
    let mut flair = parlor.flair_of(&caller, id, &accounts).await;
    let page = page.map(|who| ParticipantBody {
        presence: presence.remove(&who.account_id),
        flair: flair.remove(&who.account_id).unwrap_or_default(),
        ..who.into()
    });
    Ok(Json(page.into()))
}

/// Gives a participant another role.
#[utoipa::path(patch, path = "/api/rooms/{id}/participants/{accountId}", operation_id = "set_participant_role", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), request_body = RoleBody,
    responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn update(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path((id, account)): Path<(RoomId, AccountId)>,
    JsonBody(body): JsonBody<RoleBody>,
) -> Result<Json<ParticipantBody>, Problem> {
    Ok(Json(parlor.set_participant_role(&caller, id, account, body.role, None).await?.into()))
}

/// Puts somebody out; they may come back.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/kick", operation_id = "kick_participant", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn kick(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
) -> Result<StatusCode, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    parlor.kick_participant(&caller, id, account, once).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps an account out.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/ban", operation_id = "ban_participant", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), request_body = Option<BanWish>,
    responses((status = 200, body = BanBody), Problems))]
pub(super) async fn ban(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
    body: Option<JsonBody<BanWish>>,
) -> Result<Json<BanBody>, Problem> {
    let body = body.map(|JsonBody(body)| body).unwrap_or_default();
    let once = key.once(&caller, &body, edge.clock.now());
    let BanWish { expires_in, reason, delete_messages } = body;
    let command = BanParticipant { expires_in: expires_in.map(Duration::from_secs), reason, delete_messages };
    Ok(Json(parlor.ban_participant(&caller, id, account, command, once).await?.into()))
}

/// Lifts a ban.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/unban", operation_id = "unban_participant", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn unban(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
) -> Result<StatusCode, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    parlor.unban_participant(&caller, id, account, once).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the bans of a room.
#[utoipa::path(get, path = "/api/rooms/{id}/bans", operation_id = "list_bans", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = BanPage), ReadProblems))]
pub(super) async fn bans(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<BanPage>, Problem> {
    Ok(Json(parlor.list_bans(&caller, id, paging.after(BANS)?, paging.0.limit()).await?.into()))
}

/// Lists who is in a room in person.
#[utoipa::path(get, path = "/api/rooms/{id}/presence", operation_id = "list_presence", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = PresencePage), ReadProblems))]
pub(super) async fn presence(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<PresencePage>, Problem> {
    let limit = paging.0.limit();
    let mut here = parlor.list_presence(&caller, id, paging.after(PRESENCE)?, limit).await?;
    let more = here.people.len() > limit as usize;
    here.people.truncate(limit as usize);
    let next_cursor = here.people.last().filter(|_| more).map(|(account, _)| Cursor::seal(PRESENCE, account));
    let items = here.people.into_iter().map(|(account_id, presence)| PresentBody { account_id, presence }).collect();
    Ok(Json(PresencePage { state: here.state, stale_since: here.stale_since, counts: here.counts.into(), items, next_cursor }))
}

/// Says whether one is there in person; only who is connected is there at all.
#[utoipa::path(post, path = "/api/rooms/{id}/heartbeat", operation_id = "heartbeat", tag = "rooms", params(("id" = String, Path)),
    request_body = HeartbeatBody, responses((status = 204), Problems))]
pub(super) async fn heartbeat(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    JsonBody(body): JsonBody<HeartbeatBody>,
) -> Result<StatusCode, Problem> {
    parlor.heartbeat(&caller, id, body.state).await?;
    Ok(StatusCode::NO_CONTENT)
}
