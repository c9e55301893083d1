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

use axum::extract::{DefaultBodyLimit, FromRef};
use footlights_surface::Edge;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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
#[must_use]
pub fn rest(companion: Companion, edge: Edge) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sessions::list, sessions::start))
        .routes(routes!(sessions::active))
        .routes(routes!(sessions::read, sessions::update))
        .routes(routes!(sessions::end))
        .routes(routes!(session_export::export))
        .routes(routes!(activity::list))
        .routes(routes!(notes::list, notes::add))
        .routes(routes!(notes::remove))
        .routes(routes!(tips::list, tips::record))
        .routes(routes!(tips::refund))
        .routes(routes!(goals::list, goals::create))
        .routes(routes!(goals::order))
        .routes(routes!(goals::update, goals::remove))
        .routes(routes!(analytics::summary))
        .routes(routes!(analytics::top_tippers))
        .routes(routes!(analytics::sessions))
        .routes(routes!(analytics::timeline))
        .routes(routes!(analytics::export))
        .routes(routes!(settings::read, settings::update))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::pause))
        .routes(routes!(alerts::resume))
        .routes(routes!(alerts::show))
        .routes(routes!(alerts::skip))
        .routes(routes!(alerts::replay))
        .routes(routes!(moderators::list, moderators::add))
        .routes(routes!(moderators::update, moderators::remove))
        .routes(routes!(moderators::moderating))
        .routes(routes!(theme::read, theme::replace))
        .routes(routes!(animations::trigger))
        .routes(routes!(animations::delete_custom))
        .merge(uploads())
        .routes(routes!(media::read))
        .routes(routes!(menu::list, menu::create))
        .routes(routes!(menu::order))
        .routes(routes!(menu::public))
        .routes(routes!(menu::update, menu::remove))
        .routes(routes!(menu::toggle))
        .with_state(CompanionState { companion, edge })
}

/// What takes files has a body limit of its own.
fn uploads() -> OpenApiRouter<CompanionState> {
    let router = OpenApiRouter::new().routes(routes!(animations::list_custom, animations::add_custom));
    router.layer(DefaultBodyLimit::max(animation_form::FORM_BYTES_MAX))
}
