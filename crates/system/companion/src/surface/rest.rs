//! REST: translates, nothing else.

mod alerts;
mod analytics;
mod body;
mod goals;
mod moderators;
mod notes;
pub(crate) mod overlay;
pub(crate) mod personas;
mod sessions;
mod settings;
pub(crate) mod speech;
mod tips;

use axum::extract::FromRef;
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
        .routes(routes!(notes::list, notes::add))
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
        .with_state(CompanionState { companion, edge })
}
