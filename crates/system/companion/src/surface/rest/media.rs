//! `/media/{assetId}`: uploaded files, served so that none of them can ever run a script: one fixed type, never guessed, in a
//! sandbox that loads nothing, should anybody open it as a page.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use footlights_base::Failure;
use footlights_surface::{Path, Problem, ReadProblems};
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::byte_range::{Wanted, wanted};
use crate::Companion;
use crate::model::{Asset, AssetId};

/// A file never changes under its id.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Opened as a page it may do nothing and load nothing.
const SANDBOX: &str = "sandbox; default-src 'none'";

/// Sends an uploaded file, or a range of it.
#[utoipa::path(get, path = "/media/{id}", operation_id = "get_media", tag = "animations", params(("id" = String, Path)),
    security(()),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 304), (status = 416), ReadProblems))]
pub(super) async fn read(
    State(companion): State<Companion>,
    Path(id): Path<AssetId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = companion.open_asset(id).await?;
    let tag = format!("\"{id}\"");
    let is_known =
        |name| headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|known| known.split(", ").any(|one| one == tag));
    if is_known(header::IF_NONE_MATCH) {
        return Ok(dressed(StatusCode::NOT_MODIFIED.into_response(), asset, &tag));
    }
    // A range of something else would be wrong, and HEAD has none (RFC 9110 §13.1.5, §14.2).
    let whole = method == Method::HEAD || (headers.contains_key(header::IF_RANGE) && !is_known(header::IF_RANGE));
    let range = headers.get(header::RANGE).filter(|_| !whole).and_then(|value| value.to_str().ok());
    let response = match wanted(range, asset.byte_count) {
        Wanted::All => sent(companion, asset, 0, asset.byte_count, StatusCode::OK),
        Wanted::Part { from, until } => {
            let mut response = sent(companion, asset, from, until, StatusCode::PARTIAL_CONTENT);
            set(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", until - 1, asset.byte_count));
            response
        }
        Wanted::Nothing => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{}", asset.byte_count));
            response
        }
    };
    Ok(dressed(response, asset, &tag))
}

/// Reads on only when what came before has left: whoever reads slowly holds one row of the file.
fn sent(companion: Companion, asset: Asset, from: u64, until: u64, status: StatusCode) -> Response {
    let parts = stream::try_unfold(from, move |place| {
        let companion = companion.clone();
        async move {
            let part = companion.read_asset(asset.id, place, until).await.inspect_err(cut)?;
            let next = place + part.len() as u64;
            Ok::<_, Failure>((!part.is_empty()).then(|| (Bytes::from(part), next)))
        }
    });
    let mut response = (status, Body::from_stream(parts)).into_response();
    set(&mut response, header::CONTENT_LENGTH, &(until - from).to_string());
    response
}

fn cut(failure: &Failure) {
    tracing::warn!(%failure, "a file could not be sent to its end");
}

fn dressed(mut response: Response, asset: Asset, tag: &str) -> Response {
    let name = format!("inline; filename=\"{}.{}\"", asset.id, asset.media_type.extension());
    for (header, value) in [
        (header::CONTENT_TYPE, asset.media_type.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::CONTENT_DISPOSITION, &name),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ACCEPT_RANGES, "bytes"),
        (header::ETAG, tag),
    ] {
        set(&mut response, header, value);
    }
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    response.headers_mut().insert(name, HeaderValue::from_str(value).expect("numbers, ids and our own words are visible ASCII"));
}
