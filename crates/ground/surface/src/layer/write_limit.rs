//! How many changes one address may ask for, whoever it says it is.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::remote::remote_of;
use crate::{Edge, LimitKey, Problem};

pub(super) async fn per_address(State(edge): State<Edge>, request: Request, next: Next) -> Result<Response, Problem> {
    if let (Some(quota), false) = (edge.settings.writes_per_address, request.method().is_safe()) {
        let remote = remote_of(request.extensions(), request.headers(), &edge.settings.trusted_proxies);
        edge.limiter.take(LimitKey::address("write", remote), quota)?;
    }
    Ok(next.run(request).await)
}
