//! `/api/sessions/{id}/notes`.

use axum::Json;
use axum::extract::State;
use footlights_surface::{Caller, Edge, IdempotencyKey, JsonBody, Paging, PagingParams, Path, Problem, Problems, ReadProblems};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::NotePage;
use crate::model::{NoteId, SessionId};
use crate::usecase::list_notes::LIST;
use crate::{Companion, NoteBody};

/// The note to write.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AddNote)]
pub(super) struct AddBody {
    /// 1 to 2,000 characters.
    text: String,
}

/// Lists the notes of a session.
#[utoipa::path(get, path = "/api/sessions/{id}/notes", operation_id = "list_notes", tag = "sessions",
    params(("id" = String, Path), PagingParams), responses((status = 200, body = NotePage), ReadProblems))]
pub(super) async fn list(
    State(companion): State<Companion>,
    caller: Caller,
    Path(id): Path<SessionId>,
    paging: Paging,
) -> Result<Json<NotePage>, Problem> {
    Ok(Json(companion.list_notes(&caller, id, paging.after(LIST)?, paging.0.limit()).await?.into()))
}

/// Writes a note about a session.
#[utoipa::path(post, path = "/api/sessions/{id}/notes", operation_id = "add_note", tag = "sessions", params(("id" = String, Path)),
    request_body = AddBody, responses((status = 201, body = NoteBody), Problems))]
pub(super) async fn add(
    State(companion): State<Companion>,
    State(edge): State<Edge>,
    caller: Caller,
    key: IdempotencyKey,
    Path(id): Path<SessionId>,
    JsonBody(body): JsonBody<AddBody>,
) -> Result<(StatusCode, Json<NoteBody>), Problem> {
    let once = key.once(&caller, &body, edge.clock.now());
    let note = companion.add_note(&caller, id, &body.text, once).await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}

/// Deletes a note.
#[utoipa::path(delete, path = "/api/sessions/{id}/notes/{noteId}", operation_id = "delete_note", tag = "sessions",
    params(("id" = String, Path), ("noteId" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn remove(
    State(companion): State<Companion>,
    caller: Caller,
    Path((session, id)): Path<(SessionId, NoteId)>,
) -> Result<StatusCode, Problem> {
    companion.delete_note(&caller, session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
