//! One port's routes: the systems' REST parts, their document, the pages, and what operators look at.
//!
//! Every part is dressed by `footlights_surface::layers`; long-polling and sockets stand outside of the time limit.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn_with_state};
use footlights_realtime::RemoteAddr;
use footlights_surface::{ClientAddress, Edge, layers, not_found, time_limit};

use crate::docs;
use crate::nodes::{self, Nodes};
use crate::ops::{self, Ops};
use crate::pages;

/// The parts whose routes one port serves.
pub struct Parts {
    /// The REST part of each system, state filled in.
    pub rest: Vec<Router>,
    /// GraphQL and gRPC, dressed already.
    pub edges: Router,
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
    let limited = api.merge(docs::routes()).merge(pages::routes()).merge(ops::routes(parts.ops, edge.clone()));
    layers(time_limit(limited.fallback(not_found), edge), edge).merge(parts.edges).merge(from_whom(parts.sockets, edge, parts.nodes))
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
