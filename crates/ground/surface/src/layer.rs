//! What every HTTP router is dressed with, from the outside in: request id, access log and metrics, security headers, CORS,
//! a net for panics, the write limit per address. A time limit is a layer of its own, since long polls must outlive it.

mod access_log;
mod cors;
mod panic_net;
mod request_id;
mod security_headers;
mod time_limit;
mod write_limit;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use footlights_base::{ErrorKind, Rejection};

pub use security_headers::{CSP_API, CSP_PAGES, content_security_policy};
pub use time_limit::{time_limit, upload_pace};

use crate::{Edge, Problem};

/// Dresses a router. Whatever it answers has a request id and security headers, and no panic of a handler ends the process.
pub fn layers(router: Router, edge: &Edge) -> Router {
    let counted = router
        .method_not_allowed_fallback(method_not_allowed)
        .layer(axum::extract::DefaultBodyLimit::max(edge.settings.body_bytes_max))
        .layer(from_fn_with_state(edge.clone(), write_limit::per_address));
    dress(counted, edge)
}

/// The same without limits on methods and bodies, for edges that have their own.
pub fn dress(router: Router, edge: &Edge) -> Router {
    router
        .layer(panic_net::layer())
        .layer(cors::layer(&edge.settings.cors_origins))
        .layer(from_fn(security_headers::add))
        .layer(from_fn_with_state(edge.clone(), access_log::write))
        .layer(from_fn_with_state(edge.clone(), request_id::assign))
}

/// The answer to an unknown path, for `Router::fallback`.
pub async fn not_found() -> Problem {
    Rejection::not_found("path").into()
}

/// The answer to a known path with a method it does not have: 405 as RFC 9110 wants it.
pub async fn method_not_allowed() -> Problem {
    let refusal = Rejection::new(ErrorKind::Invalid, "method_not_allowed", "This path does not have that method.");
    Problem::from(refusal).with_status(http::StatusCode::METHOD_NOT_ALLOWED)
}
