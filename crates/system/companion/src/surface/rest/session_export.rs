//! `/api/sessions/{id}/export`: one JSON document, sent page by page.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use footlights_base::{Error, Failure};
use footlights_surface::{Caller, Path, Problem, ReadProblems};
use futures_util::stream;
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Companion;
use crate::model::SessionId;
use crate::usecase::export_session::SessionExport;
use crate::wire::{GoalBody, NoteBody, SessionBody, TipBody};

/// All of a session.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionExport)]
pub(super) struct ExportBody {
    /// The session.
    session: SessionBody,
    /// Newest first.
    notes: Vec<NoteBody>,
    /// Its goals and those of no session that it saw.
    goals: Vec<GoalBody>,
    /// Oldest first.
    tips: Vec<TipBody>,
}

/// Where the stream stands.
enum At {
    Head(SessionExport),
    Tips { export: SessionExport, first: bool },
    Over,
}

/// All of a session in one document.
#[utoipa::path(get, path = "/api/sessions/{id}/export", operation_id = "export_session", tag = "sessions", params(("id" = String, Path)),
    responses((status = 200, body = ExportBody), ReadProblems))]
pub(super) async fn export(State(companion): State<Companion>, caller: Caller, Path(id): Path<SessionId>) -> Result<Response, Problem> {
    let export = companion.export_session(&caller, id).await?;
    // A failure on the way cuts the answer off, so that nobody takes it for whole.
    let parts = stream::try_unfold(At::Head(export), |at| async move {
        match at {
            At::Head(export) => Ok::<_, Failure>(Some((head(&export)?, At::Tips { export, first: true }))),
            At::Tips { mut export, first } => match export.next_tips().await? {
                Some(tips) => Ok(Some((rows(&tips, first)?, At::Tips { export, first: false }))),
                None => Ok(Some((Bytes::from_static(b"]}"), At::Over))),
            },
            At::Over => Ok(None),
        }
    });
    let mut response = Body::from_stream(parts).into_response();
    let said: [(HeaderName, &'static str); 3] = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"session.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    response.headers_mut().extend(said.map(|(name, value)| (name, HeaderValue::from_static(value))));
    Ok(response)
}

/// Everything up to the first tip.
fn head(export: &SessionExport) -> Result<Bytes, Failure> {
    let (session, notes, goals) = (text(&export.session)?, text(&export.notes)?, text(&export.goals)?);
    Ok(Bytes::from(format!("{{\"session\":{session},\"notes\":{notes},\"goals\":{goals},\"tips\":[")))
}

fn rows(tips: &[TipBody], first: bool) -> Result<Bytes, Failure> {
    let list = text(&tips)?;
    let inside = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    Ok(Bytes::from(if first { inside.to_owned() } else { format!(",{inside}") }))
}

fn text(part: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(part).map_err(Error::internal)?)
}
