//! `/api/rooms/{id}/chat`.

use axum::Json;
use axum::extract::State;
use footlights_base::AccountId;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::ChatPage;
use crate::Parlor;
use crate::model::{ChatMessageId, RoomId};
use crate::usecase::list_chat::CHAT;
use crate::wire::ChatBody;

/// What is written.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = SendChat)]
pub(super) struct SendBody {
    /// 1 to 500 characters; `@username` mentions a participant.
    text: String,
}

/// Lists what was written, as much of it as the room keeps.
#[utoipa::path(get, path = "/api/rooms/{id}/chat", operation_id = "list_chat", tag = "rooms",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = ChatPage), ReadProblems))]
pub(super) async fn list(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path(id): Path<RoomId>,
    paging: Paging,
) -> Result<Json<ChatPage>, Problem> {
    let page = parlor.list_chat(&caller, id, paging.after(CHAT)?, paging.0.limit()).await?;
    let mut authors: Vec<AccountId> = page.items.iter().map(|message| message.account_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let flair = parlor.flair_of(&caller, id, &authors).await;
    let page = page.map(|message| {
        let theirs = flair.get(&message.account_id).cloned().unwrap_or_default();
        ChatBody { flair: theirs, ..message.into() }
    });
    Ok(Json(page.into()))
}

/// Writes in the chat.
#[utoipa::path(post, path = "/api/rooms/{id}/chat", operation_id = "send_chat", tag = "rooms", params(("id" = String, Path)),
    request_body = SendBody, responses((status = 201, body = ChatBody), Problems))]
pub(super) async fn send(
    State(parlor): State<Parlor>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<RoomId>,
    JsonBody(body): JsonBody<SendBody>,
) -> Result<(StatusCode, Json<ChatBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    Ok((StatusCode::CREATED, Json(parlor.send_chat(&caller, id, &body.text, once).await?.into())))
}

/// Takes a message away.
#[utoipa::path(delete, path = "/api/rooms/{id}/chat/{messageId}", operation_id = "delete_chat", tag = "rooms",
    params(("id" = String, Path), ("messageId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn remove(
    State(parlor): State<Parlor>,
    caller: Caller,
    Path((id, message)): Path<(RoomId, ChatMessageId)>,
) -> Result<StatusCode, Problem> {
    parlor.delete_chat(&caller, id, message).await?;
    Ok(StatusCode::NO_CONTENT)
}
