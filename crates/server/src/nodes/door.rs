//! What comes in from other nodes: believed only under a seal that fits.

use std::net::IpAddr;

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use footlights_realtime::RemoteAddr;
use http::StatusCode;

use super::request::{CLIENT, SEAL};
use super::seal::Sealed;
use super::{Nodes, PassedOn};
use crate::accept::Admitted;

/// Notes whom a request counts for when another node has passed it on; leaves all others as they are.
///
/// # Errors
/// The answer to a request that only pretends to come from a node.
pub(crate) fn welcome(nodes: Option<&Nodes>, request: &mut Request) -> Result<(), Box<Response>> {
    let Some(seal) = request.headers().get(SEAL) else { return Ok(()) };
    let Some(client) = nodes.and_then(|nodes| nodes.sealed_client(seal.as_bytes(), request)) else {
        metrics::counter!("footlights_nodes_forged_total").increment(1);
        tracing::warn!("a request pretended to come from another node; do all nodes have the same secret_key?");
        return Err(Box::new(StatusCode::BAD_REQUEST.into_response()));
    };
    let extensions = request.extensions_mut();
    extensions.insert(RemoteAddr(client));
    extensions.insert(PassedOn);
    // Many strangers come by the one address of the other node; each is counted there.
    if let Some(admitted) = extensions.get::<Admitted>() {
        admitted.stop_counting_the_address();
    }
    Ok(())
}

impl Nodes {
    fn sealed_client(&self, seal: &[u8], request: &Request) -> Option<IpAddr> {
        let client: IpAddr = request.headers().get(CLIENT)?.to_str().ok()?.parse().ok()?;
        let target = request.uri().path_and_query()?.as_str();
        let to = self.0.cluster.node().to_string();
        self.0.seals.fits(seal, &Sealed { to: &to, client, method: request.method(), target }).then_some(client)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use axum::extract::Request;
    use footlights_base::{Chance, Clock, SystemClock};
    use footlights_cluster::{Cluster, Mesh};
    use footlights_realtime::{ForeignRoute as _, HubSettings, RemoteAddr};
    use http::StatusCode;

    use super::welcome;
    use crate::nodes::Nodes;
    use crate::nodes::request::pass_on;

    fn node(mesh: &Mesh, chance: &Chance, secret: u8) -> Nodes {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let cluster = Cluster::memory_on(mesh, clock, chance);
        Nodes::new(cluster, [secret; 32], chance.clone(), &HubSettings::default())
    }

    fn from_outside() -> Request {
        let mut request = Request::builder().uri("/socket.io/?sid=x").body(Body::empty()).expect("a request");
        request.extensions_mut().insert(RemoteAddr("203.0.113.9".parse().expect("an address")));
        request
    }

    #[tokio::test]
    async fn the_word_of_a_node_counts_and_nobody_elses() {
        let (mesh, chance) = (Mesh::default(), Chance::seeded(1));
        let [here, there, stranger] = [1, 1, 2].map(|secret| node(&mesh, &chance, secret));
        let name = there.0.cluster.node().to_string();
        let sent = |by: &Nodes, to: &str| {
            let mut passed = pass_on(from_outside(), to, "http://10.0.0.5:7300", &by.0.seals).expect("passed on");
            // What a server sees of it.
            *passed.uri_mut() = "/socket.io/?sid=x".parse().expect("a path");
            passed
        };
        let mut good = sent(&here, &name);
        welcome(Some(&there), &mut good).expect("sealed by one of us");
        assert_eq!(good.extensions().get::<RemoteAddr>().map(|remote| remote.0.to_string()).as_deref(), Some("203.0.113.9"));
        assert!(there.pass_on("00000000000000ab", good).await.is_none(), "passed on once, never twice");

        let mut forged = [sent(&stranger, &name), sent(&here, "00000000000000ab"), sent(&here, &name)];
        *forged[2].uri_mut() = "/socket.io/?sid=y".parse().expect("a path");
        for mut request in forged {
            let answer = welcome(Some(&there), &mut request).expect_err("does not fit");
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        }
        assert!(welcome(None, &mut sent(&here, &name)).is_err(), "a node alone knows no others");
        welcome(Some(&there), &mut from_outside()).expect("an ordinary request");
    }

    #[tokio::test]
    async fn a_node_nobody_knows_is_dead() {
        let (mesh, chance) = (Mesh::default(), Chance::seeded(1));
        let here = node(&mesh, &chance, 1);
        for nobody in ["00000000000000ab", "no node id", ""] {
            assert!(here.pass_on(nobody, from_outside()).await.is_none());
        }
        // One that has left without a word: registered, and nobody listens there any more.
        let gone = node(&mesh, &chance, 1);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        gone.0.cluster.register(&format!("http://{}", listener.local_addr().expect("bound"))).await;
        drop(listener);
        assert!(here.pass_on(&gone.0.cluster.node().to_string(), from_outside()).await.is_none());
    }
}
