//! How many changes one address may ask for, whoever it says it is.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::{Edge, Problem};

pub(super) async fn per_address(State(edge): State<Edge>, request: Request, next: Next) -> Result<Response, Problem> {
    if !request.method().is_safe() {
        edge.count_write_from(edge.remote_of(request.extensions(), request.headers()))?;
    }
    Ok(next.run(request).await)
}
