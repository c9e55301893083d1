//! One topic, its followers and what they got, in virtual time.

use std::collections::HashMap;
use std::sync::Arc;

use footlights_base::{BoxFuture, Chance, Event, EventId, Failure, ManualClock, TenantId, Timestamp, Topic};
use footlights_socketio::{NamespaceId, Namespaces};
use futures_util::FutureExt as _;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::frame::Chunk;
use crate::inbox::{Footing, Release};
use crate::topic::{Outlets, Released, TopicState};
use crate::{Audience, Call, Namespace, Reply, Socket, WireEvent};

/// What moves a total, which follows from it.
pub(super) const TIP: &str = "test.tip";
/// What tells the total by itself.
pub(super) const TOTAL: &str = "test.total";

pub(super) struct Plain;

impl Namespace for Plain {
    fn path(&self) -> &'static str {
        "/plain"
    }
    fn connect<'a>(&'a self, _: &'a Socket, _: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>> {
        async { Ok(()) }.boxed()
    }
    fn event<'a>(&'a self, _: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>> {
        async { Err(call.unknown().into()) }.boxed()
    }
    fn project(&self, event: &Event, _: Audience) -> Option<WireEvent> {
        let frame = WireEvent::raw("e", event.payload.clone());
        match &*event.kind {
            TIP => Some(frame.then("total", "all", &serde_json::json!({"upTo": event.sequence}))),
            TOTAL => Some(WireEvent::new("total", &serde_json::json!({"upTo": event.sequence})).settles("all")),
            _ => Some(frame),
        }
    }
}

/// What each follower got: numbers, and names of frames without one.
#[derive(Default)]
pub(super) struct Inboxes(HashMap<u32, Vec<String>>);

impl Outlets for Inboxes {
    fn push(&mut self, slot: u32, chunk: &Chunk) {
        let mut payload = String::new();
        chunk.frame().write_polling(&mut payload);
        assert_eq!(payload.split('\x1e').count(), chunk.count());
        for packet in payload.split('\x1e') {
            let args: Value = serde_json::from_str(packet.strip_prefix("42/plain,").expect("an event")).expect("JSON");
            let word = args[1]["sequence"]
                .as_i64()
                .filter(|_| args[0] == "e")
                .map(|n| n.to_string())
                .or_else(|| Some(format!("total={}", args[1]["upTo"].as_i64()?)))
                .unwrap_or_else(|| args[0].as_str().expect("a name").to_owned());
            self.0.entry(slot).or_default().push(word);
        }
    }
    fn bring(&mut self, slot: u32, chunk: &Chunk) {
        self.push(slot, chunk);
    }
}

impl Inboxes {
    pub(super) fn take(&mut self, slot: u32) -> String {
        self.0.remove(&slot).unwrap_or_default().join(" ")
    }
}

/// The kind of events that take something back.
pub(super) const GONE: &str = "gone";

pub(super) struct Scene {
    pub(super) topic: TopicState,
    pub(super) out: Inboxes,
    pub(super) now: u64,
}

pub(super) fn name() -> Topic {
    Topic::new("session", "x")
}

pub(super) fn namespace() -> NamespaceId {
    Namespaces::new(["/plain"]).expect("a path").ids().next().expect("one")
}

pub(super) fn event(epoch: i64, sequence: i64) -> Arc<Event> {
    event_of("test", epoch, sequence)
}

pub(super) fn event_of(kind: &'static str, epoch: i64, sequence: i64) -> Arc<Event> {
    let at = Timestamp::from_millis(0);
    Arc::new(Event {
        id: EventId::new(&ManualClock::at(at), &Chance::seeded(1)),
        kind: kind.into(),
        tenant: TenantId::from_bytes([0; 16]),
        topic: name(),
        epoch,
        sequence,
        occurred_at: at,
        display_at: at,
        payload: to_raw_value(&serde_json::json!({})).expect("JSON").into(),
    })
}

impl Scene {
    /// A topic that stands at (epoch 1, `sequence`), followed by slot 0.
    pub(super) fn at(sequence: i64) -> Self {
        let mut scene = Self { topic: TopicState::new(name()), out: Inboxes::default(), now: 0 };
        assert!(matches!(scene.follow(0, None), Footing::Read));
        assert_eq!(scene.release(0, 1, sequence, &[]), Released::Live);
        scene
    }

    pub(super) fn follow(&mut self, slot: u32, last: Option<(i64, i64)>) -> Footing {
        let namespace: (NamespaceId, Arc<dyn Namespace>) = (namespace(), Arc::new(Plain));
        self.topic.follow(slot, namespace, Audience(0), last, true)
    }

    pub(super) fn release(&mut self, slot: u32, epoch: i64, sequence: i64, missing: &[i64]) -> Released {
        let missing = missing.iter().map(|n| event(epoch, *n)).collect();
        let release = Release { seat: seat(), topic: name(), epoch, sequence, missing, snapshot: None, lost: false };
        self.topic.release(slot, namespace(), release, self.now, &mut self.out)
    }

    pub(super) fn offer(&mut self, epoch: i64, sequences: &[i64]) {
        for sequence in sequences {
            self.topic.offer(event(epoch, *sequence), self.now);
        }
        self.topic.turn(self.now, &[GONE], &mut self.out);
    }

    /// Things happen at `now`: kinds and numbers.
    pub(super) fn happens(&mut self, now: u64, events: &[(&'static str, i64)]) {
        self.now = now;
        for (kind, sequence) in events {
            self.topic.offer(event_of(kind, 1, *sequence), now);
        }
        self.topic.turn(now, &[GONE], &mut self.out);
    }

    pub(super) fn log(&mut self, stands: (i64, i64), sequences: &[i64]) {
        let events = sequences.iter().map(|n| event(stands.0, *n)).collect();
        self.topic.log_read(stands, events, self.now);
        self.topic.turn(self.now, &[GONE], &mut self.out);
    }
}

pub(super) fn seat() -> crate::seat::Seat {
    // The state of a topic never looks at it; a connection makes the only link there is.
    let settings = Arc::new(footlights_socketio::Settings::new(Namespaces::new(["/plain"]).expect("a path")));
    let mut connection = footlights_socketio::Connection::open_polling(settings, 0, "s");
    let mut events = Vec::new();
    connection.handle_poll_payload(0, b"40/plain,", &mut events).expect("a packet");
    let Some(footlights_socketio::Event::Connect { link, .. }) = events.pop() else { panic!("a connect") };
    crate::seat::Seat { connection: crate::seat::ConnectionKey { owner: 0, slot: 0, generation: 0 }, link }
}
