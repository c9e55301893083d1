//! Requests for a session of another node.

use axum::extract::Request;
use axum::response::Response;
use footlights_base::BoxFuture;

/// Passes requests on to the node that owns their session. Whoever knows the other nodes' addresses implements it;
/// without one, and when the owner is dead, the client is told that its session is unknown and starts anew.
pub trait ForeignRoute: Send + Sync + 'static {
    /// Passes `request`, a poll, a payload or an upgrade, on to `node` (as the session id spells it). `None` when that node
    /// is dead or unknown.
    fn pass_on<'a>(&'a self, node: &'a str, request: Request) -> BoxFuture<'a, Option<Response>>;
}
