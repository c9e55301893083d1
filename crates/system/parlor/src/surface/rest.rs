//! REST: translates, nothing else.

mod body;
mod chat;
mod entry;
mod guest;
mod participants;
mod rooms;
mod stage;

use axum::Router;
use axum::extract::FromRef;
use footlights_surface::{Edge, rest_routes};

use crate::Parlor;

/// What parlor's handlers are given.
#[derive(Clone)]
pub struct ParlorState {
    /// The face.
    pub parlor: Parlor,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<ParlorState> for Edge {
    fn from_ref(state: &ParlorState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<ParlorState> for Parlor {
    fn from_ref(state: &ParlorState) -> Self {
        state.parlor.clone()
    }
}

/// Every REST path of parlor.
pub fn rest(parlor: Parlor, edge: Edge) -> Router {
    routes().with_state(ParlorState { parlor, edge })
}

rest_routes! {
    fn routes() -> Router<ParlorState>;
    /// What the OpenAPI document says of parlor.
    pub fn rest_document() -> OpenApi;
    rooms::list, rooms::create;
    rooms::mine;
    rooms::read, rooms::update, rooms::remove;
    rooms::archive;
    rooms::restore;
    rooms::transfer;
    entry::join;
    entry::leave;
    entry::list_invites, entry::invite;
    entry::list_links, entry::create_link;
    entry::revoke_link;
    entry::inbox;
    entry::accept;
    entry::decline;
    guest::open;
    participants::list;
    participants::update;
    participants::kick;
    participants::ban;
    participants::unban;
    participants::bans;
    participants::presence;
    participants::heartbeat;
    stage::hands;
    stage::raise_hand;
    stage::lower_hand;
    stage::lower_hand_of;
    stage::invite_to_stage;
    stage::accept_stage;
    stage::step_down;
    stage::take_down;
    chat::list, chat::send;
    chat::remove;
}
