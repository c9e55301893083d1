//! The rules of one topic in virtual time: order, gaps, epochs, recovery, whoever joins when.

use std::collections::HashMap;
use std::sync::Arc;

use footlights_base::{BoxFuture, Chance, Event, EventId, Failure, ManualClock, TenantId, Timestamp, Topic};
use footlights_socketio::{NamespaceId, Namespaces};
use futures_util::FutureExt as _;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::order::GAP_WAIT_MS;
use super::paced::ALONE_MS;
use super::{Outlets, Released, TopicState};
use crate::frame::Chunk;
use crate::inbox::{Footing, Release};
use crate::{Audience, Call, Namespace, Reply, Socket, WireEvent};

/// What moves a total, which follows from it.
const TIP: &str = "test.tip";
/// What tells the total by itself.
const TOTAL: &str = "test.total";

struct Plain;

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
struct Inboxes(HashMap<u32, Vec<String>>);

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
    fn take(&mut self, slot: u32) -> String {
        self.0.remove(&slot).unwrap_or_default().join(" ")
    }
}

/// The kind of events that take something back.
const GONE: &str = "gone";

struct Scene {
    topic: TopicState,
    out: Inboxes,
    now: u64,
}

fn name() -> Topic {
    Topic::new("session", "x")
}

fn namespace() -> NamespaceId {
    Namespaces::new(["/plain"]).expect("a path").ids().next().expect("one")
}

fn event(epoch: i64, sequence: i64) -> Arc<Event> {
    event_of("test", epoch, sequence)
}

fn event_of(kind: &'static str, epoch: i64, sequence: i64) -> Arc<Event> {
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
    fn at(sequence: i64) -> Self {
        let mut scene = Self { topic: TopicState::new(name()), out: Inboxes::default(), now: 0 };
        assert!(matches!(scene.follow(0, None), Footing::Read));
        assert_eq!(scene.release(0, 1, sequence, &[]), Released::Live);
        scene
    }

    fn follow(&mut self, slot: u32, last: Option<(i64, i64)>) -> Footing {
        let namespace: (NamespaceId, Arc<dyn Namespace>) = (namespace(), Arc::new(Plain));
        self.topic.follow(slot, namespace, Audience(0), last, true)
    }

    fn release(&mut self, slot: u32, epoch: i64, sequence: i64, missing: &[i64]) -> Released {
        let missing = missing.iter().map(|n| event(epoch, *n)).collect();
        let release = Release { seat: seat(), topic: name(), epoch, sequence, missing, snapshot: None, lost: false };
        self.topic.release(slot, namespace(), release, self.now, &mut self.out)
    }

    fn offer(&mut self, epoch: i64, sequences: &[i64]) {
        for sequence in sequences {
            self.topic.offer(event(epoch, *sequence), self.now);
        }
        self.topic.turn(self.now, &[GONE], &mut self.out);
    }

    /// Things happen at `now`: kinds and numbers.
    fn happens(&mut self, now: u64, events: &[(&'static str, i64)]) {
        self.now = now;
        for (kind, sequence) in events {
            self.topic.offer(event_of(kind, 1, *sequence), now);
        }
        self.topic.turn(now, &[GONE], &mut self.out);
    }

    fn log(&mut self, stands: (i64, i64), sequences: &[i64]) {
        let events = sequences.iter().map(|n| event(stands.0, *n)).collect();
        self.topic.log_read(stands, events, self.now);
        self.topic.turn(self.now, &[GONE], &mut self.out);
    }
}

fn seat() -> crate::seat::Seat {
    // The state of a topic never looks at it; a connection makes the only link there is.
    let settings = Arc::new(footlights_socketio::Settings::new(Namespaces::new(["/plain"]).expect("a path")));
    let mut connection = footlights_socketio::Connection::open_polling(settings, 0, "s");
    let mut events = Vec::new();
    connection.handle_poll_payload(0, b"40/plain,", &mut events).expect("a packet");
    let Some(footlights_socketio::Event::Connect { link, .. }) = events.pop() else { panic!("a connect") };
    crate::seat::Seat { connection: crate::seat::ConnectionKey { owner: 0, slot: 0, generation: 0 }, link }
}

#[test]
fn any_order_of_arrival_is_one_order_of_delivery() {
    let mut state = 1_u64;
    for _ in 0..200 {
        let mut scene = Scene::at(0);
        let mut arrivals: Vec<i64> = (1..=12).chain(1..=12).collect();
        for at in (1..arrivals.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            arrivals.swap(at, usize::try_from(state >> 33).expect("fits") % (at + 1));
        }
        for sequence in arrivals {
            scene.offer(1, &[sequence]);
        }
        assert_eq!(scene.out.take(0), "1 2 3 4 5 6 7 8 9 10 11 12");
        assert_eq!(scene.topic.deadline(), None);
    }
}

#[test]
fn a_gap_waits_a_moment_and_is_then_read() {
    let mut scene = Scene::at(10);
    scene.offer(1, &[11, 13]);
    assert_eq!(scene.out.take(0), "11");
    assert_eq!(scene.topic.read_from(GAP_WAIT_MS - 1), None);
    scene.now = GAP_WAIT_MS;
    assert_eq!(scene.topic.read_from(scene.now), Some(11));
    assert_eq!(scene.topic.read_from(scene.now), None, "asked once");
    scene.log((1, 14), &[12, 13, 14]);
    assert_eq!(scene.out.take(0), "12 13 14");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn a_gap_that_closes_by_itself_is_not_read() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[2]);
    scene.offer(1, &[1]);
    assert_eq!(scene.out.take(0), "1 2");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn what_only_the_sweep_knows_of_is_read() {
    let mut scene = Scene::at(3);
    scene.topic.known(1, 5, 0);
    assert_eq!(scene.topic.read_from(GAP_WAIT_MS), Some(3));
    scene.topic.log_failed(GAP_WAIT_MS);
    let again = scene.topic.deadline().expect("tried again");
    assert_eq!(scene.topic.read_from(again), Some(3));
    scene.log((1, 5), &[4, 5]);
    assert_eq!(scene.out.take(0), "4 5");
}

#[test]
fn what_the_log_has_lost_is_said() {
    let mut scene = Scene::at(3);
    scene.offer(1, &[9]);
    scene.topic.read_from(GAP_WAIT_MS).expect("a gap");
    scene.log((1, 9), &[7, 8, 9]);
    assert_eq!(scene.out.take(0), "resync 7 8 9");
}

#[test]
fn a_log_that_never_has_it_is_given_up() {
    let mut scene = Scene::at(3);
    scene.offer(1, &[9]);
    for _ in 0..3 {
        scene.now = scene.topic.deadline().expect("still missing");
        scene.topic.read_from(scene.now).expect("due");
        scene.log((1, 3), &[]);
    }
    assert_eq!(scene.out.take(0), "resync 9");
    assert_eq!(scene.topic.deadline(), None);
}

#[test]
fn a_new_epoch_begins_anew_and_an_old_one_is_over() {
    let mut scene = Scene::at(10);
    scene.offer(1, &[11]);
    scene.offer(2, &[5]);
    scene.offer(1, &[12]);
    scene.offer(2, &[6]);
    assert_eq!(scene.out.take(0), "11 resync 5 6");
    assert!(matches!(scene.follow(1, Some((1, 11))), Footing::Read));
    assert!(matches!(scene.follow(2, Some((2, 5))), Footing::Hot(joined) if joined.recovered && joined.sequence == 6));
}

#[test]
fn the_first_event_of_a_topic_is_no_new_epoch() {
    let mut scene = Scene { topic: TopicState::new(name()), out: Inboxes::default(), now: 0 };
    scene.follow(0, None);
    scene.release(0, 0, 0, &[]);
    scene.offer(77, &[2]);
    scene.offer(77, &[1, 3]);
    assert_eq!(scene.out.take(0), "1 2 3");
}

#[test]
fn nothing_falls_between_reading_and_following() {
    // Read at 10, released when the topic is anywhere around it.
    for delivered_before in 8..=13 {
        let mut scene = Scene::at(7);
        scene.offer(1, &(8..=delivered_before).collect::<Vec<_>>());
        assert!(matches!(scene.follow(1, Some((1, 2))), Footing::Read));
        scene.offer(1, &(delivered_before + 1..=delivered_before + 2).collect::<Vec<_>>());
        assert_eq!(scene.out.take(1), "", "frames begin with the release");
        assert_eq!(scene.release(1, 1, 10, &[3, 4, 5, 6, 7, 8, 9, 10]), Released::Live);
        scene.offer(1, &(delivered_before + 3..=15).collect::<Vec<_>>());
        scene.offer(1, &[16]);
        assert_eq!(scene.out.take(1), (3..=16).map(|n| n.to_string()).collect::<Vec<_>>().join(" "), "{delivered_before}");
    }
}

#[test]
fn who_is_behind_the_history_is_sent_to_the_log_until_it_has_caught_up() {
    let mut scene = Scene::at(0);
    scene.offer(1, &(1..=50).collect::<Vec<_>>());
    assert!(matches!(scene.follow(1, Some((1, 50))), Footing::Hot(_)));
    scene.offer(1, &(51..=400).collect::<Vec<_>>());
    assert_eq!(scene.release(1, 1, 50, &[]), Released::Behind(50));
    assert_eq!(scene.release(1, 1, 50, &(51..=90).collect::<Vec<_>>()), Released::Behind(90));
    assert_eq!(scene.release(1, 1, 90, &(91..=150).collect::<Vec<_>>()), Released::Live);
    scene.offer(1, &[401]);
    assert_eq!(scene.out.take(1), (51..=401).map(|n| n.to_string()).collect::<Vec<_>>().join(" "));
}

#[test]
fn what_was_taken_back_is_not_remembered() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[1, 2, 3]);
    assert!(matches!(scene.follow(1, Some((1, 1))), Footing::Hot(_)));
    assert_eq!(scene.release(1, 1, 1, &[]), Released::Live, "out of memory");
    assert_eq!(scene.out.take(1), "2 3");
    scene.happens(0, &[(GONE, 4)]);
    assert_eq!(scene.out.take(1), "4", "who follows is told");
    scene.offer(1, &[5]);
    scene.topic.leave(1, namespace(), 0);
    assert!(matches!(scene.follow(1, Some((1, 1))), Footing::Read), "the log says what is left of it");
    assert!(matches!(scene.follow(1, Some((1, 3))), Footing::Hot(_)), "what comes after is remembered");
}

#[test]
fn who_left_while_reading_gets_nothing() {
    let mut scene = Scene::at(5);
    scene.follow(1, Some((1, 0)));
    scene.topic.leave(1, namespace(), 0);
    assert_eq!(scene.release(1, 1, 5, &[1, 2, 3, 4, 5]), Released::Gone);
    assert_eq!(scene.out.take(1), "");
}

#[test]
fn a_topic_nobody_follows_is_forgotten_after_a_while() {
    let mut scene = Scene::at(0);
    scene.offer(1, &[1]);
    scene.topic.leave(0, namespace(), 0);
    assert!(!scene.topic.expire(60_000), "whoever blinks finds its history");
    assert!(scene.topic.expire(601_000));
}

#[test]
fn the_first_state_leaves_at_once_and_the_last_always() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1), (TIP, 2)]);
    assert_eq!(scene.out.take(0), "1 2 total=2");
    for (now, sequence) in [(50, 3), (100, 4), (150, 5)] {
        scene.happens(now, &[(TIP, sequence)]);
    }
    assert_eq!(scene.out.take(0), "3 4 5");
    // Nothing more comes: it leaves alone.
    let alarm = scene.topic.alarm().expect("a state waits");
    assert_eq!(alarm, ALONE_MS);
    assert!(!scene.topic.has_turn(alarm - 1));
    assert!(scene.topic.has_turn(alarm));
    scene.happens(alarm, &[]);
    assert_eq!(scene.out.take(0), "total=5");
    assert_eq!(scene.topic.alarm(), None);
}

#[test]
fn a_state_that_waits_rides_along_once_its_pace_is_over() {
    let mut scene = Scene::at(0);
    let mut states = 0;
    for sequence in 1..=200 {
        // Twenty a second for ten seconds.
        scene.happens(50 * (u64::try_from(sequence).expect("positive") - 1), &[(TIP, sequence)]);
        let got = scene.out.take(0);
        states += got.matches("total=").count();
        assert!(got.starts_with(&sequence.to_string()), "{got}");
        assert!(!got.contains("total=") || got.ends_with(&format!("total={sequence}")), "{got}");
    }
    assert_eq!(states, 40, "four a second");
}

#[test]
fn a_state_never_leaves_after_a_newer_one() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.happens(20, &[(TOTAL, 3)]);
    assert_eq!(scene.out.take(0), "1 total=1 2 total=3");
    assert_eq!(scene.topic.alarm(), None, "what waited was older");
    scene.happens(30, &[(TIP, 4)]);
    scene.happens(scene.topic.alarm().expect("waits"), &[]);
    assert_eq!(scene.out.take(0), "4 total=4");
}

#[test]
fn a_state_that_waits_is_not_for_those_who_know_more() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    // One has read the state after 3, which has not come yet; one that after 2.
    for (slot, sequence) in [(1, 3), (2, 2)] {
        assert!(matches!(scene.follow(slot, None), Footing::Read));
        assert_eq!(scene.release(slot, 1, sequence, &[]), Released::Live);
    }
    scene.happens(ALONE_MS, &[]);
    assert_eq!(
        (scene.out.take(0).as_str(), scene.out.take(1).as_str(), scene.out.take(2).as_str()),
        ("1 total=1 2 total=2", "", "total=2")
    );
    scene.happens(ALONE_MS + 1, &[("test", 3)]);
    assert_eq!((scene.out.take(1).as_str(), scene.out.take(2).as_str()), ("", "3"));
}

#[test]
fn who_has_left_gets_no_state_and_nothing_is_kept_for_nobody() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.out.take(0);
    scene.topic.leave(0, namespace(), 20);
    assert_eq!(scene.topic.alarm(), None);
    scene.happens(ALONE_MS, &[]);
    assert_eq!(scene.out.take(0), "");
}

#[test]
fn what_waits_leaves_before_the_house_closes() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.out.take(0);
    scene.topic.hurry();
    assert!(scene.topic.has_turn(11));
    scene.happens(11, &[]);
    assert_eq!(scene.out.take(0), "total=2");
}

#[test]
fn a_restore_drops_the_state_that_waits() {
    let mut scene = Scene::at(0);
    scene.happens(0, &[(TIP, 1)]);
    scene.happens(10, &[(TIP, 2)]);
    scene.offer(2, &[5]);
    assert_eq!(scene.out.take(0), "1 total=1 2 resync 5");
    assert_eq!(scene.topic.alarm(), None);
}

#[test]
fn who_comes_back_gets_the_newest_state_with_what_is_missing() {
    let mut scene = Scene::at(0);
    for sequence in 1..=4 {
        scene.happens(0, &[(TIP, sequence)]);
    }
    assert!(matches!(scene.follow(1, Some((1, 2))), Footing::Hot(_)));
    assert_eq!(scene.release(1, 1, 2, &[]), Released::Live);
    assert_eq!(scene.out.take(1), "3 4 total=4");
}
