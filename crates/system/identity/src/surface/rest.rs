//! REST: translates, nothing else.

mod accounts;
mod audit;
mod body;
mod oidc;
mod sign_in;
mod tokens;

use axum::Router;
use axum::extract::FromRef;
use footlights_surface::{Edge, rest_routes};

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
pub fn rest(identity: Identity, edge: Edge) -> Router {
    routes().with_state(IdentityState { identity, edge })
}

rest_routes! {
    fn routes() -> Router<IdentityState>;
    /// What the OpenAPI document says of identity.
    pub fn rest_document() -> OpenApi;
    sign_in::methods;
    sign_in::login;
    sign_in::refresh;
    sign_in::logout;
    sign_in::me;
    sign_in::change_password;
    oidc::start;
    oidc::callback;
    accounts::list, accounts::create;
    accounts::read, accounts::change, accounts::delete;
    accounts::set_password;
    tokens::list, tokens::create;
    tokens::delete;
    audit::list;
}
