//! The address a request counts for, where there is no caller yet.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;

use crate::Edge;
use crate::remote::remote_of;

/// The peer's address, or what a trusted proxy says it is.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    Edge: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let edge = Edge::from_ref(state);
        Ok(Self(remote_of(&parts.extensions, &parts.headers, &edge.settings.trusted_proxies)))
    }
}
