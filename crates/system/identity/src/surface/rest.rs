//! REST: translates, nothing else.

mod accounts;
mod audit;
mod body;
mod oidc;
mod sign_in;
mod tokens;

use axum::extract::FromRef;
use footlights_surface::Edge;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Identity;

/// What identity's handlers are given.
#[derive(Clone)]
pub struct IdentityState {
    /// The face.
    pub identity: Identity,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<IdentityState> for Edge {
    fn from_ref(state: &IdentityState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<IdentityState> for Identity {
    fn from_ref(state: &IdentityState) -> Self {
        state.identity.clone()
    }
}

/// Every REST path of identity.
#[must_use]
pub fn rest(identity: Identity, edge: Edge) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in::methods))
        .routes(routes!(sign_in::login))
        .routes(routes!(sign_in::refresh))
        .routes(routes!(sign_in::logout))
        .routes(routes!(sign_in::me))
        .routes(routes!(sign_in::change_password))
        .routes(routes!(oidc::start))
        .routes(routes!(oidc::callback))
        .routes(routes!(accounts::list, accounts::create))
        .routes(routes!(accounts::read, accounts::change, accounts::delete))
        .routes(routes!(accounts::set_password))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::delete))
        .routes(routes!(audit::list))
        .with_state(IdentityState { identity, edge })
}
