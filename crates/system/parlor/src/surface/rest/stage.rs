//! Hands and the stage.

use axum::Json;
use axum::extract::State;
use footlights_base::AccountId;
use footlights_surface::{Caller, Edge, IdempotencyKey, Paging, PagingParams, Path, Problem, Problems, ReadProblems};

use super::body::ParticipantPage;
use crate::Parlor;
use crate::model::RoomId;
use crate::usecase::list_participants::HANDS;
use crate::wire::ParticipantBody;

/// Lists whose hand is up, first come first.
#[utoipa::path(get, path = "/api/rooms/{id}/hands", operation_id = "list_hands", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = ParticipantPage), ReadProblems))]
pub(super) async fn hands(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<ParticipantPage>, Problem> {
    Ok(Json(parlor.list_hands(&caller, id, paging.after(HANDS)?, paging.0.limit()).await?.into()))
}

/// Puts one's hand up.
#[utoipa::path(post, path = "/api/rooms/{id}/raise-hand", operation_id = "raise_hand", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn raise_hand(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.raise_hand(&caller, id, once).await?.into()))
}

/// Takes one's hand down.
#[utoipa::path(post, path = "/api/rooms/{id}/lower-hand", operation_id = "lower_hand", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn lower_hand(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.lower_hand(&caller, id, None, once).await?.into()))
}

/// Takes somebody's hand down.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/lower-hand", operation_id = "lower_hand_of", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn lower_hand_of(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.lower_hand(&caller, id, Some(account), once).await?.into()))
}

/// Invites somebody to the stage.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/invite-to-stage", operation_id = "invite_to_stage", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn invite_to_stage(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.invite_to_stage(&caller, id, account, once).await?.into()))
}

/// Goes up to the stage.
#[utoipa::path(post, path = "/api/rooms/{id}/accept-stage", operation_id = "accept_stage", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn accept_stage(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.accept_stage(&caller, id, once).await?.into()))
}

/// Goes down from the stage, or declines an invitation to it.
#[utoipa::path(post, path = "/api/rooms/{id}/step-down", operation_id = "step_down", tag = "rooms", params(("id" = String, Path)),
    responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn step_down(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.step_down(&caller, id, None, once).await?.into()))
}

/// Takes somebody down from the stage.
#[utoipa::path(post, path = "/api/rooms/{id}/participants/{accountId}/step-down", operation_id = "take_down", tag = "rooms",
    params(("id" = String, Path), ("accountId" = String, Path)), responses((status = 200, body = ParticipantBody), Problems))]
pub(super) async fn take_down(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path((id, account)): Path<(RoomId, AccountId)>,
) -> Result<Json<ParticipantBody>, Problem> {
    let once = key.once(&caller, &(), edge.clock.now());
    Ok(Json(parlor.step_down(&caller, id, Some(account), once).await?.into()))
}
