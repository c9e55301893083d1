//! One port's routes: the systems' REST parts, their document, the pages, and what operators look at.
//!
//! Every part is dressed by `footlights_surface::layers`; long-polling and sockets stand outside of the time limit.

use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::get;
use footlights_realtime::RemoteAddr;
use footlights_surface::{CSP_PAGES, ClientAddress, Edge, content_security_policy, layers, not_found, time_limit};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::document;
use crate::nodes::{self, Nodes};
use crate::ops::{self, Ops};
use crate::pages;

/// Where the document of all REST routes stands.
const DOCUMENT_PATH: &str = "/api/openapi.json";

/// The parts whose routes one port serves.
pub struct Parts {
    /// The REST part of each system, state filled in.
    pub rest: Vec<Router>,
    /// `/socket.io`.
    pub sockets: Router,
    /// What `/readyz` and `/metrics` tell.
    pub ops: Ops,
    /// The other nodes, where there may be any.
    pub(crate) nodes: Option<Nodes>,
}

/// Everything one port serves.
pub fn router(parts: Parts, edge: &Edge) -> Router {
    let api = parts.rest.into_iter().fold(Router::new(), Router::merge);
    let served = get(|| async { ([(header::CONTENT_TYPE, "application/json")], document::WRITTEN) });
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
