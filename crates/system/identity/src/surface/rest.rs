//! REST: translates, nothing else.

mod accounts;
mod audit;
mod body;
mod oidc;
mod sign_in;
mod tokens;
mod webhook_body;
mod webhooks;

use axum::Router;
use axum::extract::FromRef;
use footlights_surface::{Edge, rest_routes};

use crate::Identity;

pub use webhooks::WebhooksState;

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

/// Every REST path of webhooks.
pub fn webhooks_rest(state: WebhooksState) -> Router {
    webhook_routes().with_state(state)
}

rest_routes! {
    fn webhook_routes() -> Router<WebhooksState>;
    /// What the OpenAPI document says of webhooks.
    pub fn webhooks_document() -> OpenApi;
    webhooks::list, webhooks::create;
    webhooks::read, webhooks::change, webhooks::delete;
    webhooks::rotate_secret;
    webhooks::test;
    webhooks::deliveries;
    webhooks::dead_letters;
    webhooks::replay_all;
    webhooks::replay;
}
