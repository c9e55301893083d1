//! Requests for a session of another node are passed on to it, so that no proxy needs sticky sessions.
//!
//! Owns: where the others reach this node, the way there, the mark by which nodes know each other's requests, and the pipes
//! of upgraded connections. Does not know: what travels in them.
//!
//! A node that does not answer counts as dead: the client is told that its session is unknown and starts anew. A request is
//! passed on once and never back, so that two nodes that disagree cannot play ball with it.

mod address;
mod door;
mod pipe;
mod pool;
mod request;
mod seal;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use footlights_base::{BoxFuture, Chance};
use footlights_cluster::{Cluster, NodeId};
use footlights_realtime::{ForeignRoute, HubSettings};
use http::{StatusCode, header};
use tokio_util::task::TaskTracker;

pub(crate) use door::welcome;

use crate::accept::Admitted;
use crate::config::Settings;
use pipe::{Leaving, Pipe};
use pool::Pool;
use seal::Seals;

/// How much later than the last heartbeat's answer a quiet connection counts as dead.
const SLACK: Duration = Duration::from_secs(5);
/// When to come back while it is not known where a session's node is.
const RETRY_AFTER_SECONDS: &str = "1";

/// The other nodes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Nodes(Arc<Inner>);

struct Inner {
    cluster: Cluster,
    seals: Seals,
    pool: Pool,
    chance: Chance,
    leaving: Leaving,
    pipes: TaskTracker,
    /// How long a living connection may be silent.
    quiet: Duration,
}

/// On a request that another node has passed on; set once its seal was checked.
#[derive(Debug, Clone, Copy)]
struct PassedOn;

impl Nodes {
    /// The way to the other nodes of this installation; all of them have the same `secret`.
    pub(crate) fn new(cluster: Cluster, secret: [u8; 32], chance: Chance, sockets: &HubSettings) -> Self {
        Self(Arc::new(Inner {
            cluster,
            seals: Seals::new(secret),
            pool: Pool::new(),
            chance,
            leaving: Leaving::default(),
            pipes: TaskTracker::new(),
            quiet: sockets.ping_interval + sockets.ping_timeout + SLACK,
        }))
    }

    /// Tells the others where this node is reached. `bound`: where it listens.
    ///
    /// # Errors
    /// When the setting is no address, or none can be found out.
    pub(crate) async fn make_known(&self, settings: &Settings, bound: std::net::SocketAddr) -> anyhow::Result<()> {
        let address = address::of_this_node(settings, bound)?;
        tracing::info!(%address, "other nodes reach this one here");
        self.0.cluster.register(&address).await;
        Ok(())
    }

    /// Ends what is passed on through this node, spread over a time; clients come back through another node.
    pub(crate) async fn drain(&self, over: Duration) {
        self.0.leaving.begin(over);
        self.0.pipes.close();
        if tokio::time::timeout(over + SLACK, self.0.pipes.wait()).await.is_err() {
            tracing::warn!("some connections to other nodes did not end in time");
        }
    }

    async fn pass(&self, node: &str, request: Request) -> Option<Response> {
        let inner = &*self.0;
        // What was passed on to us is for a node we are not (any more).
        if request.extensions().get::<PassedOn>().is_some() {
            return None;
        }
        let id: NodeId = node.parse().ok()?;
        let address = match inner.pool.address_of(&inner.cluster, id).await {
            Ok(address) => address?,
            Err(_away) => return Some(later()),
        };
        let passing = async {
            let answer = self.ask(node, &address, request).await;
            metrics::counter!("footlights_nodes_passed_on_total", "answered" => if answer.is_some() { "yes" } else { "no" }).increment(1);
            answer
        };
        tokio::select! {
            answer = passing => answer,
            () = inner.leaving.turn_of(&inner.chance) => None,
        }
    }

    async fn ask(&self, node: &str, address: &str, mut request: Request) -> Option<Response> {
        let inner = &*self.0;
        let from = hyper::upgrade::on(&mut request);
        let admitted = request.extensions_mut().remove::<Admitted>();
        let passed = request::pass_on(request, node, address, &inner.seals)?;
        let answered = tokio::time::timeout(inner.quiet, inner.pool.send(passed)).await;
        let mut response = answered
            .map_err(|_elapsed| tracing::warn!(node, "another node does not answer"))
            .ok()?
            .map_err(|error| tracing::info!(node, %error, "another node is not reached"))
            .ok()?;
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let pipe = Pipe { from, to: hyper::upgrade::on(&mut response), quiet: inner.quiet, _admitted: admitted };
            let nodes = self.clone();
            inner.pipes.spawn(async move {
                tokio::select! {
                    () = pipe.run() => {}
                    () = nodes.0.leaving.turn_of(&nodes.0.chance) => {}
                }
            });
        }
        Some(request::answer(response.map(Body::new)))
    }
}

impl ForeignRoute for Nodes {
    fn pass_on<'a>(&'a self, node: &'a str, request: Request) -> BoxFuture<'a, Option<Response>> {
        Box::pin(self.pass(node, request))
    }
}

/// The session may well live; only where is not known at the moment.
fn later() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)]).into_response()
}
