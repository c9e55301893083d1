//! One port's routes: the systems' REST parts, their document, the pages, and what operators look at.
//!
//! Every part is dressed by `footlights_surface::layers`; long-polling and sockets stand outside of the time limit.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use footlights_surface::{CSP_PAGES, Edge, compose, content_security_policy, layers, not_found, time_limit};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::ops::{self, Ops};
use crate::pages;

/// Where the document of all REST routes stands.
const DOCUMENT_PATH: &str = "/api/openapi.json";

/// The parts whose routes one port serves.
pub struct Parts {
    /// The REST part of each system, state filled in.
    pub rest: Vec<OpenApiRouter>,
    /// `/socket.io`.
    pub sockets: Router,
    /// What `/readyz` and `/metrics` tell.
    pub ops: Ops,
}

/// The document of all REST routes.
#[must_use]
pub fn document(rest: Vec<OpenApiRouter>) -> OpenApi {
    merge(rest).1
}

/// The document as it is served and committed: pretty, with a line break at its end.
#[must_use]
pub fn document_text(document: &OpenApi) -> String {
    let mut text = document.to_pretty_json().expect("the document is plain");
    text.push('\n');
    text
}

fn merge(rest: Vec<OpenApiRouter>) -> (Router, OpenApi) {
    let (routers, parts): (Vec<Router>, Vec<OpenApi>) = rest.into_iter().map(OpenApiRouter::split_for_parts).unzip();
    let document = compose("Footlights", env!("CARGO_PKG_VERSION"), parts);
    (routers.into_iter().fold(Router::new(), Router::merge), document)
}

/// Everything one port serves.
pub fn router(parts: Parts, edge: &Edge) -> Router {
    let (api, document) = merge(parts.rest);
    // Most processes are never asked for it, so it is written out at the first request.
    let written = std::sync::Arc::new(LazyLock::new(move || document_text(&document)));
    let served = get(move || {
        let written = written.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], LazyLock::force(&written).clone()) }
    });
    let docs = SwaggerUi::new("/api/docs").config(Config::new([DOCUMENT_PATH]));
    let docs = content_security_policy(Router::from(docs), CSP_PAGES);
    let limited = api.route(DOCUMENT_PATH, served).merge(docs).merge(pages::routes()).merge(ops::routes(parts.ops, edge.clone()));
    layers(time_limit(limited.fallback(not_found), edge), edge).merge(parts.sockets)
}
