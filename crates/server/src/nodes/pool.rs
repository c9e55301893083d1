//! Connections to other nodes, and where those are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use footlights_base::Failure;
use footlights_cluster::{Cluster, NodeId};
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// How long a connection to another node may take to be made.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How long an unused connection is kept: shorter than the other side keeps it, or else a request might go down with it.
const IDLE_FOR: Duration = Duration::from_secs(4);
/// Unused connections kept per node.
const IDLE_MAX: usize = 64;
/// When the system asks whether a silent peer is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// Nodes whose last address is remembered; beyond it all are forgotten and asked for anew.
const KNOWN_MAX: usize = 1_024;

pub(super) struct Pool {
    client: Client<HttpConnector, Body>,
    known: Mutex<HashMap<NodeId, Arc<str>>>,
}

impl Pool {
    pub(super) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        connector.set_keepalive(Some(KEEPALIVE));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_FOR)
            .pool_max_idle_per_host(IDLE_MAX)
            .build(connector);
        Self { client, known: Mutex::default() }
    }

    pub(super) async fn send(&self, request: http::Request<Body>) -> Result<http::Response<Incoming>, Error> {
        self.client.request(request).await
    }

    /// Where a node is reached; none when it is dead or never was. While the cluster is away: where it was last.
    pub(super) async fn address_of(&self, cluster: &Cluster, node: NodeId) -> Result<Option<Arc<str>>, Failure> {
        let found = match cluster.address_of(node).await {
            Ok(found) => found.map(Arc::<str>::from),
            Err(away) => return self.last_known(node).map_or(Err(away), |address| Ok(Some(address))),
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &found {
            Some(address) => {
                if known.len() >= KNOWN_MAX {
                    known.clear();
                }
                known.insert(node, address.clone());
            }
            None => {
                known.remove(&node);
            }
        }
        Ok(found)
    }

    fn last_known(&self, node: NodeId) -> Option<Arc<str>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&node).cloned()
    }
}
