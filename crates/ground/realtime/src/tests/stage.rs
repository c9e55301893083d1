//! A hub on loopback with one namespace and a log in memory.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::{BoxFuture, Chance, Event, EventId, Failure, ManualClock, Rejection, TenantId, Timestamp, Topic};
use futures_util::FutureExt as _;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::client::Client;
use footlights_cluster::Cluster;

use crate::join::Snapshot;
use crate::log::{EventLog, Stand, Tail};
use crate::{Audience, Call, Hub, HubSettings, Join, Namespace, Reply, Socket, Tag, WireEvent};

/// Everything a test needs; ends with it.
pub(super) struct Stage {
    pub(super) hub: Hub,
    pub(super) log: Arc<MemoryLog>,
    pub(super) clock: ManualClock,
    pub(super) address: std::net::SocketAddr,
    pub(super) booth: Arc<Booth>,
    _cancel: DropGuard,
}

impl Stage {
    pub(super) async fn new() -> Self {
        Self::with(HubSettings::default()).await
    }

    pub(super) async fn with(settings: HubSettings) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(0)));
        Self::on(Cluster::memory(clock, &Chance::seeded(1)), Arc::new(MemoryLog::default()), settings).await
    }

    /// One node of several.
    pub(super) async fn on(cluster: Cluster, log: Arc<MemoryLog>, settings: HubSettings) -> Self {
        let cancel = CancellationToken::new();
        let clock = ManualClock::at(Timestamp::from_millis(0));
        let hub =
            Hub::start_on(settings, cluster, log.clone(), Arc::new(clock.clone()), Chance::seeded(1), cancel.clone()).expect("threads");
        let booth = Arc::new(Booth::default());
        hub.add_namespace(booth.clone());
        for namespace in crate::conformance_namespaces() {
            hub.add_namespace(namespace);
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let app = hub.routes::<()>().into_make_service_with_connect_info::<std::net::SocketAddr>();
        let stop = cancel.clone();
        #[expect(clippy::disallowed_methods, reason = "it ends with the stage's token")]
        tokio::spawn(async move { axum::serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await }).await });
        Self { hub, log, clock, address, booth, _cancel: cancel.drop_guard() }
    }

    /// A client in `/booth`.
    pub(super) async fn client(&self) -> Client {
        let mut client = Client::open(self.address).await;
        client.enter("/booth").await;
        client
    }

    /// Commits an event and tells the hub, as the store does.
    pub(super) fn commit(&self, topic: &Topic, text: &str) -> Arc<Event> {
        let event = self.log.append(topic, text);
        self.offer(&event);
        event
    }

    /// Waits until something has become true.
    pub(super) async fn until(&self, is: impl Fn() -> bool) {
        let become_true = async {
            while !is() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, become_true).await.expect("in time");
    }

    pub(super) fn offer(&self, event: &Arc<Event>) {
        self.hub.sink().committed(std::slice::from_ref(event));
    }
}

pub(super) fn topic(name: &str) -> Topic {
    Topic::new("session", name)
}

/// The namespace under test.
#[derive(Default)]
pub(super) struct Booth {
    /// Lets events named `slow` end.
    pub(super) gate: Notify,
    pub(super) gone: Mutex<Vec<String>>,
    pub(super) gone_now: Notify,
    /// The one event of a pair waits for the other to begin.
    other: Notify,
}

impl Namespace for Booth {
    fn path(&self) -> &'static str {
        "/booth"
    }

    fn connect<'a>(&'a self, socket: &'a Socket, auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        async move {
            let auth: Value = auth.map_or(Value::Null, |auth| serde_json::from_str(auth.get()).expect("checked JSON"));
            if auth["refuse"] == true {
                return Err(Rejection::new(footlights_base::ErrorKind::Unauthenticated, "no_entry", "Not you.").into());
            }
            socket.tag(Tag::key([7; 32]));
            Ok(())
        }
        .boxed()
    }

    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        async move {
            match call.name() {
                "join" => {
                    let asked: Value = call.payload()?;
                    let name: Topic = asked["topic"].as_str().unwrap_or_default().parse().map_err(|_| Rejection::not_found("topic"))?;
                    let audience = Audience(u8::try_from(asked["audience"].as_u64().unwrap_or(0)).unwrap_or(0));
                    let mut join = Join::new(name, audience).since(asked["epoch"].as_i64(), asked["lastSequence"].as_i64());
                    if asked["snapshot"] == true {
                        join = join.snapshot(|_| Ok(Value::Null));
                    }
                    Ok(Reply::with(&socket.join(join).await?))
                }
                "mark" => {
                    let number = u8::try_from(call.payload::<Value>()?["n"].as_u64().unwrap_or(0)).unwrap_or(0);
                    socket.tag(Tag::key([number; 32]));
                    Ok(Reply::ok())
                }
                "unmark" => {
                    let number = u8::try_from(call.payload::<Value>()?["n"].as_u64().unwrap_or(0)).unwrap_or(0);
                    socket.untag(&Tag::key([number; 32]));
                    Ok(Reply::ok())
                }
                "end" => {
                    let at = call.payload::<Value>()?["at"].as_i64().unwrap_or(0);
                    socket.ends_at(Timestamp::from_millis(at));
                    Ok(Reply::ok())
                }
                "leave" => {
                    let asked: Value = call.payload()?;
                    socket.leave(&asked["topic"].as_str().unwrap_or_default().parse().map_err(|_| Rejection::not_found("topic"))?);
                    Ok(Reply::ok())
                }
                "appear" => {
                    let asked: Value = call.payload()?;
                    let name: Topic = asked["topic"].as_str().unwrap_or_default().parse().map_err(|_| Rejection::not_found("topic"))?;
                    socket.appear(&name, footlights_base::AccountId::from_bytes([1; 16]));
                    Ok(Reply::ok())
                }
                "slow" => {
                    self.gate.notified().await;
                    Ok(Reply::ok())
                }
                "wait for other" => {
                    self.other.notified().await;
                    Ok(Reply::ok())
                }
                "other" => {
                    self.other.notify_one();
                    Ok(Reply::ok())
                }
                "break" => Err(footlights_base::Error::internal("the secret reason").into()),
                "panic" => panic!("asked for"),
                "echo" => Ok(Reply::with(&call.payload::<Value>()?)),
                _ => Err(call.unknown().into()),
            }
        }
        .boxed()
    }

    /// Whatever follows one that waits for another.
    fn together(&self, run: &[Call], _: &Call) -> bool {
        run[0].name() == "wait for other"
    }

    fn disconnected(&self, socket: &Socket) {
        self.gone.lock().expect("unpoisoned").push(socket.id().to_owned());
        self.gone_now.notify_one();
    }

    fn project(&self, event: &Event, audience: Audience) -> Option<WireEvent> {
        if &*event.kind == "test.panic" {
            panic!("asked for");
        }
        // Audience 1 sees only totals, coalesced; audience 2 nothing.
        match audience.0 {
            0 => Some(WireEvent::raw("said", event.payload.clone()).then("total", "total", &serde_json::json!({"upTo": event.sequence}))),
            1 => Some(WireEvent::new("counted", &serde_json::json!({}))),
            _ => None,
        }
    }

    fn echoed_fields(&self) -> &'static [&'static str] {
        &["sessionId"]
    }
}

/// A log that can be made to fail, to forget and to hide.
#[derive(Default)]
pub(super) struct MemoryLog {
    topics: Mutex<HashMap<Topic, (i64, Vec<Arc<Event>>)>>,
    pub(super) reads: Mutex<usize>,
    /// Whether where a topic stands cannot be read.
    pub(super) broken: AtomicBool,
    /// Whether reading it waits for `go`.
    pub(super) held: AtomicBool,
    pub(super) go: Notify,
    pub(super) read: Notify,
}

impl MemoryLog {
    pub(super) fn append(&self, topic: &Topic, text: &str) -> Arc<Event> {
        let mut topics = self.topics.lock().expect("unpoisoned");
        let (epoch, events) = topics.entry(topic.clone()).or_insert((1, Vec::new()));
        let sequence = events.last().map_or(0, |event| event.sequence) + 1;
        let at = Timestamp::from_millis(1_795_287_723_004);
        let id = EventId::new(&ManualClock::at(at), &Chance::seeded(u64::try_from(sequence).expect("positive")));
        let event = Arc::new(Event {
            id,
            kind: "test.said".into(),
            tenant: TenantId::from_bytes([0; 16]),
            topic: topic.clone(),
            epoch: *epoch,
            sequence,
            occurred_at: at,
            display_at: at,
            payload: to_raw_value(&serde_json::json!({ "text": text })).expect("JSON").into(),
        });
        events.push(event.clone());
        event
    }

    /// A restore: the numbering begins anew.
    pub(super) fn restore(&self, topic: &Topic) {
        let mut topics = self.topics.lock().expect("unpoisoned");
        if let Some((epoch, events)) = topics.get_mut(topic) {
            *epoch += 1;
            events.truncate(1);
        }
    }

    /// Retention: the oldest events go.
    pub(super) fn trim(&self, topic: &Topic, keep: usize) {
        let mut topics = self.topics.lock().expect("unpoisoned");
        if let Some((_, events)) = topics.get_mut(topic) {
            events.drain(..events.len() - keep);
        }
    }

    fn at(&self, topic: &Topic) -> (i64, i64, Vec<Arc<Event>>) {
        let topics = self.topics.lock().expect("unpoisoned");
        let (epoch, events) = topics.get(topic).cloned().unwrap_or((1, Vec::new()));
        (epoch, events.last().map_or(0, |event| event.sequence), events)
    }

    fn count(&self) {
        *self.reads.lock().expect("unpoisoned") += 1;
        self.read.notify_one();
    }
}

impl EventLog for MemoryLog {
    fn stand(&self, topic: Topic, last: Option<(i64, i64)>, snapshot: Option<Snapshot>) -> BoxFuture<'_, Result<Stand, Failure>> {
        self.count();
        if self.broken.load(Ordering::SeqCst) {
            return async { Err(Rejection::not_found("topic").into()) }.boxed();
        }
        let (epoch, sequence, events) = self.at(&topic);
        let missing: Option<Vec<_>> = last.filter(|(theirs, had)| *theirs == epoch && *had <= sequence).and_then(|(_, had)| {
            let missing: Vec<_> = events.into_iter().filter(|event| event.sequence > had).collect();
            (had == sequence || missing.first().is_some_and(|first| first.sequence == had + 1)).then_some(missing)
        });
        let recovered = missing.is_some();
        let snapshot = snapshot.filter(|_| !recovered).map(|_| to_raw_value(&serde_json::json!({"up": sequence})).expect("JSON").into());
        let stand = Stand { epoch, sequence, recovered, missing: missing.unwrap_or_default(), snapshot };
        async {
            if self.held.load(Ordering::SeqCst) {
                self.go.notified().await;
            }
            Ok(stand)
        }
        .boxed()
    }

    fn after(&self, topic: Topic, sequence: i64, limit: usize) -> BoxFuture<'_, Result<Tail, Failure>> {
        self.count();
        let (epoch, last, events) = self.at(&topic);
        let events = events.into_iter().filter(|event| event.sequence > sequence).take(limit).collect();
        async move { Ok(Tail { epoch, sequence: last, events }) }.boxed()
    }

    fn stands(&self, topics: Vec<Topic>) -> BoxFuture<'_, Result<Vec<(Topic, i64, i64)>, Failure>> {
        let stand = |topic: Topic| {
            let (epoch, last, _) = self.at(&topic);
            (topic, epoch, last)
        };
        let all = topics.into_iter().map(stand).collect();
        async move { Ok(all) }.boxed()
    }
}

/// How long a test waits for what must come.
pub(super) const SOON: Duration = Duration::from_secs(10);
