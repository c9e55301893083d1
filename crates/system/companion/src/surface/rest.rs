//! REST: translates, nothing else.

mod activity;
mod alerts;
mod analytics;
mod animation_form;
mod animations;
mod body;
mod byte_range;
mod goals;
mod media;
mod menu;
mod moderators;
mod notes;
pub(crate) mod overlay;
pub(crate) mod personas;
mod session_export;
mod sessions;
mod settings;
pub(crate) mod speech;
mod theme;
mod tips;
pub(crate) mod viewer;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use footlights_surface::{Edge, rest_routes, upload_pace};
use utoipa::openapi::OpenApi;

use crate::Companion;

/// What the companion's handlers are given.
#[derive(Clone)]
pub struct CompanionState {
    /// The face.
    pub companion: Companion,
    /// The edge.
    pub edge: Edge,
}

impl FromRef<CompanionState> for Edge {
    fn from_ref(state: &CompanionState) -> Self {
        state.edge.clone()
    }
}

impl FromRef<CompanionState> for Companion {
    fn from_ref(state: &CompanionState) -> Self {
        state.companion.clone()
    }
}

/// Every REST path of the companion.
pub fn rest(companion: Companion, edge: Edge) -> Router {
    // What takes files has a body limit of its own, and time for a slow line.
    let uploads = upload_pace(uploads()).layer(DefaultBodyLimit::max(animation_form::FORM_BYTES_MAX));
    routes().merge(uploads).with_state(CompanionState { companion, edge })
}

rest_routes! {
    fn routes() -> Router<CompanionState>;
    fn document() -> OpenApi;
    sessions::list, sessions::start;
    sessions::active;
    sessions::read, sessions::update;
    sessions::end;
    session_export::export;
    activity::list;
    notes::list, notes::add;
    notes::remove;
    tips::list, tips::record;
    tips::refund;
    goals::list, goals::create;
    goals::order;
    goals::update, goals::remove;
    analytics::summary;
    analytics::top_tippers;
    analytics::sessions;
    analytics::goals;
    analytics::timeline;
    analytics::export;
    settings::read, settings::update;
    alerts::list;
    alerts::pause;
    alerts::resume;
    alerts::show;
    alerts::skip;
    alerts::replay;
    moderators::list, moderators::add;
    moderators::update, moderators::remove;
    moderators::moderating;
    theme::read, theme::replace;
    animations::trigger;
    animations::delete_custom;
    media::read;
    menu::list, menu::create;
    menu::order;
    menu::public;
    menu::update, menu::remove;
    menu::toggle;
}

rest_routes! {
    fn uploads() -> Router<CompanionState>;
    fn uploads_document() -> OpenApi;
    animations::list_custom, animations::add_custom;
}

/// What the OpenAPI document says of the companion, part by part.
#[must_use]
pub fn rest_documents() -> Vec<OpenApi> {
    vec![document(), uploads_document(), overlay::document(), personas::document(), speech::document(), viewer::document()]
}
