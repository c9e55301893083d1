//! One port's routes: the systems' REST parts, their document, the pages, and what operators look at.
//!
//! Every part is dressed by `footlights_surface::layers`; long-polling and sockets stand outside of the time limit.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::get;
use bytes::Bytes;
use footlights_realtime::RemoteAddr;
use footlights_surface::{CSP_PAGES, ClientAddress, Edge, compose, content_security_policy, layers, not_found, time_limit};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::nodes::{self, Nodes};
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
    /// The other nodes, where there may be any.
    pub(crate) nodes: Option<Nodes>,
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
    // Most processes are never asked for it, so it is written out at the first request. One copy serves all: a client may
    // ask a hundred times at once and read none of the answers.
    let written = std::sync::Arc::new(LazyLock::new(move || Bytes::from(document_text(&document))));
    let served = get(move || {
        let written = written.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], Bytes::clone(&written)) }
    });
    let docs = SwaggerUi::new("/api/docs").config(Config::new([DOCUMENT_PATH]));
    let docs = content_security_policy(Router::from(docs), CSP_PAGES);
    let limited = api.route(DOCUMENT_PATH, served).merge(docs).merge(pages::routes()).merge(ops::routes(parts.ops, edge.clone()));
    layers(time_limit(limited.fallback(not_found), edge), edge).merge(from_whom(parts.sockets, edge, parts.nodes))
}

/// Tells the realtime part from where a request comes when a proxy or another node stands between, since it limits each
/// address.
fn from_whom(sockets: Router, edge: &Edge, nodes: Option<Nodes>) -> Router {
    sockets.layer(from_fn_with_state(edge.clone(), move |ClientAddress(remote): ClientAddress, mut request: Request, next: Next| {
        let nodes = nodes.clone();
        async move {
            request.extensions_mut().insert(RemoteAddr(remote));
            match nodes::welcome(nodes.as_ref(), &mut request) {
                Ok(()) => next.run(request).await,
                Err(answer) => *answer,
            }
        }
    }))
}
