//! A command in a JSON body.

use axum::body::Body;
use axum::extract::{FromRef, FromRequest, OptionalFromRequest, Request};
use footlights_base::{ErrorKind, Rejection};
use http::{HeaderMap, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::{Edge, Problem, decode};

/// A JSON body, read strictly: see [`decode`]. Larger than the edge's limit is 413, another content type 415.
#[derive(Debug, Clone)]
pub struct JsonBody<T>(pub T);

impl<S, T> FromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    Edge: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send the body as content type application/json.";
            return Err(Rejection::new(ErrorKind::UnsupportedMedia, "content_type", detail).into());
        }
        let bytes = read_body(request.into_body(), Edge::from_ref(state).settings.body_bytes_max).await?;
        Ok(Self(decode(&bytes)?))
    }
}

impl<S, T> OptionalFromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    Edge: FromRef<S>,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    /// None when there is no body at all.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let empty = request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
            && !request.headers().contains_key(header::TRANSFER_ENCODING)
            && http_body::Body::size_hint(request.body()).exact() == Some(0);
        if empty {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

/// `application/json` or `application/…+json`, with any parameters.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// All of it, up to the limit.
pub(crate) async fn read_body(body: Body, bytes_max: usize) -> Result<bytes::Bytes, Rejection> {
    match Limited::new(body, bytes_max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            Err(Rejection::new(ErrorKind::TooLarge, "body_too_large", format!("A body has at most {bytes_max} bytes.")))
        }
        Err(_) => Err(Rejection::new(ErrorKind::Invalid, "malformed_json", "The body ended early.")),
    }
}
