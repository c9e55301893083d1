//! Gives each request an id of our own making; what the client calls it is not taken over.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use tracing::Instrument as _;

use crate::problem::REQUEST_ID;
use crate::{Edge, RequestId};

pub(super) async fn assign(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let id = RequestId(format!("{:016x}", edge.chance.u64()));
    let span = tracing::info_span!("request", id = id.as_str());
    let header = HeaderValue::from_str(id.as_str()).expect("hexadecimal digits");
    let mut response = REQUEST_ID.scope(id, next.run(request)).instrument(span).await;
    response.headers_mut().insert("x-request-id", header);
    response
}
