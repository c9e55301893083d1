//! GraphQL on one path: over HTTP, and over WebSocket for subscriptions.
//!
//! Owns: the GraphQL-over-HTTP and `graphql-transport-ws` protocols, limits on what a query may cost, persisted queries, how a
//! refusal looks in `errors`, and the sharing of equal subscriptions' frames.
//! Does not know: any field of any schema; systems bring their parts and the server joins them.
//!
//! Our own edge over `Schema::execute` and `execute_stream`: the stock handlers of the library answer other statuses and close
//! codes than the specifications say.

mod context;
mod cost;
mod document;
mod engine;
mod http;
mod media;
mod persisted;
mod refusal;
mod request;
mod scalar;
mod settings;
mod sharing;
mod socket;
mod variables;

use std::sync::Arc;

use ::http::HeaderMap;
use axum::Router;
use axum::response::Response;
use axum::routing::any;
use footlights_realtime::Hub;

pub use context::{Follow, Until, caller_of, follow, maybe_caller, once_of};
pub use engine::{Engine, Equip, SchemaEngine};
pub use refusal::refuse;
pub use scalar::{DateTime, Long};
pub use settings::GraphQlSettings;

use crate::Edge;
use persisted::Persisted;
use sharing::Groups;

/// Where it stands.
pub const GRAPHQL_PATH: &str = "/graphql";

/// What every request to the path is served with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct GraphQl(Arc<Inner>);

pub(crate) struct Inner {
    engine: Arc<dyn Engine>,
    edge: Edge,
    hub: Hub,
    settings: GraphQlSettings,
    persisted: Persisted,
    groups: Groups,
    page: Page,
}

/// What a browser is shown.
pub type Page = Arc<dyn Fn(&HeaderMap) -> Response + Send + Sync>;

impl std::ops::Deref for GraphQl {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The route of a schema. Mutations count as writes here, so it stands outside of the limit on unsafe methods.
pub fn graphql(engine: Arc<dyn Engine>, edge: Edge, hub: Hub, settings: GraphQlSettings, page: Page) -> Router {
    let persisted = Persisted::new(settings.persisted_queries_max);
    let served = GraphQl(Arc::new(Inner { engine, edge, hub, settings, persisted, groups: Groups::default(), page }));
    Router::new().route(GRAPHQL_PATH, any(http::answer)).with_state(served)
}
