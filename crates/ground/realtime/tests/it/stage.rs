//! A hub over a world's store, with one namespace.

use std::net::SocketAddr;
use std::time::Duration;

use axum::serve;
use footlights_base::{BoxFuture, Event, EventId, Failure, NewEvent, Rejection, TenantId, Topic};
use footlights_cluster::Cluster;
use footlights_realtime::{Audience, Call, Hub, HubSettings, Join, Namespace, Reply, Socket, WireEvent};
use footlights_store::{Read as _, Sql, params};
use footlights_testkit::World;
use futures_util::FutureExt as _;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::client::Client;

/// How long a test waits for what must come.
pub(crate) const SOON: Duration = Duration::from_secs(10);

const COUNT_EVENTS: Sql = Sql::new("COUNT_EVENTS", "SELECT COUNT(*) FROM event WHERE topic = $1");

pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    pub(crate) hub: Hub,
    _cancel: DropGuard,
}

impl Stage {
    pub(crate) async fn new(world: &World) -> Self {
        let cancel = CancellationToken::new();
        let cluster = Cluster::memory(world.shared_clock(), &world.chance);
        let hub =
            Hub::start(HubSettings::default(), world.store.clone(), cluster, world.shared_clock(), world.chance.clone(), cancel.clone());
        let hub = hub.expect("threads");
        hub.add_namespace(Arc::new(Booth));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let app = hub.routes::<()>().into_make_service_with_connect_info::<SocketAddr>();
        let stop = cancel.clone();
        TaskTracker::new().spawn(async move { serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await }).await });
        Self { address, hub, _cancel: cancel.drop_guard() }
    }

    pub(crate) async fn client(&self) -> Client {
        let mut client = Client::open(self.address).await;
        client.enter("/booth").await;
        client
    }
}

pub(crate) async fn publish(world: &World, topic: &Topic, n: i64) -> i64 {
    let (id, at, topic) = (EventId::new(&world.clock, &world.chance), world.now(), topic.clone());
    let event = move || NewEvent::new(id, "test.said", TenantId::from_bytes([0; 16]), topic.clone(), at, &json!({ "n": n }));
    let key = event().topic;
    world.store.write("test.publish", key, move |tx| tx.publish(event())).await.expect("written")
}

struct Booth;

impl Namespace for Booth {
    fn path(&self) -> &'static str {
        "/booth"
    }

    fn connect<'a>(&'a self, _: &'a Socket, _: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        async { Ok(()) }.boxed()
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        async move {
            let asked: Value = call.payload()?;
            let topic: Topic = asked["topic"].as_str().unwrap_or_default().parse().map_err(|_| Rejection::not_found("topic"))?;
            let counted = topic.clone();
            let join = Join::new(topic, Audience(0)).since(asked["epoch"].as_i64(), asked["lastSequence"].as_i64());
            let join = join.snapshot(move |tx| Ok(json!({ "count": tx.one(COUNT_EVENTS, params![&counted])?.get::<i64>(0)? })));
            Ok(Reply::with(&socket.join(join).await?))
        }
        .boxed()
    }

    fn project(&self, event: &Event, _: Audience) -> Option<WireEvent> {
        Some(WireEvent::raw("said", event.payload.clone()))
    }
}
