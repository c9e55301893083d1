//! Subscribers in a storm: events of several topics come one by one and in crowds, what follows is followed, some fail, panic and stop
//! listening, workers are cut off. Every wanted event is handled once, in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use footlights_base::{Event, EventId, NewEvent, Topic};
use footlights_store::{Keys, Read as _, ReadTx, Retry, Stop, Subscriber, Tx, params, statements};
use footlights_testkit::{Db, World};
use tokio::task::JoinSet;

use crate::trial::{TRIAL, leave, new_event, refusal, topic, traces, workers};

statements! {
    /// All that happened.
    EVENTS = "SELECT topic, sequence, kind FROM event ORDER BY topic, sequence";
    /// What was given up.
    COUNT_DEAD = "SELECT COUNT(*) FROM store_dead_letter";
}

const A: &str = "trial.a";
const B: &str = "trial.b";
const C: &str = "trial.c";
const KINDS: [&str; 3] = [A, B, C];
/// How many topics there are.
const TOPICS: usize = 6;
/// How many events one producer publishes in one life, a few at a time.
const COMMANDS: usize = 60;
/// More than the longest pause between two tries.
const LONG: Duration = Duration::from_secs(70);

/// Numbers by a seed, for several threads.
struct Dice(AtomicU64);

impl Dice {
    /// Below `limit`.
    fn roll(&self, limit: u64) -> u64 {
        let mut x = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % limit
    }

    fn one_in(&self, many: u64) -> bool {
        many > 0 && self.roll(many) == 0
    }
}

/// What a follower says of an event: of which kind, how, and in a topic how much further.
type Echo = (&'static str, &'static str, usize);

struct Follower {
    name: &'static str,
    kinds: &'static [&'static str],
    echo: Option<Echo>,
    /// One in so many fails, while the storm lasts; never where it is 0.
    fails: u64,
    /// It panics instead of refusing.
    panics: bool,
    is_calm: AtomicBool,
    is_deaf: AtomicBool,
    dice: Dice,
}

impl Follower {
    fn echoes_into(&self, event: &Event) -> Option<Topic> {
        let (_, _, further) = self.echo?;
        let number: usize = event.topic.id().rsplit('-').next()?.parse().ok()?;
        Some(topic((number + further) % TOPICS))
    }
}

impl Subscriber for Follower {
    fn name(&self) -> &'static str {
        self.name
    }

    fn kinds(&self) -> &'static [&'static str] {
        self.kinds
    }

    fn listens(&self, _event: &Event) -> bool {
        !self.is_deaf.load(Ordering::SeqCst)
    }

    fn keys(&self, event: &Event) -> Keys {
        self.echoes_into(event).map_or_else(Keys::none, Keys::from)
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        leave(tx, self.name, event.topic.as_str(), event.sequence, false)?;
        if let Some((of, said, _)) = self.echo
            && *event.kind == *of
            && let Some(into) = self.echoes_into(event)
        {
            let mut id = *event.id.as_bytes();
            for (byte, letter) in id.iter_mut().zip(self.name.bytes()) {
                *byte = byte.rotate_left(1) ^ letter;
            }
            let payload = serde_json::json!({});
            tx.publish(NewEvent::new(EventId::from_bytes(id), said, event.tenant, into, event.occurred_at, &payload))?;
        }
        if !self.is_calm.load(Ordering::SeqCst) && self.dice.one_in(self.fails) {
            assert!(!self.panics, "this was to panic");
            return Err(refusal().into());
        }
        Ok(())
    }

    fn retry(&self) -> Retry {
        Retry { tries: 1_000, first: Duration::from_secs(1), longest: Duration::from_secs(5) }
    }
}

/// One that may not listen for a while.
const SLEEPY: &str = "sleepy";

fn crew(seed: u64) -> Vec<Arc<Follower>> {
    let follower = |name, kinds, echo, fails, panics| {
        let dice = Dice(AtomicU64::new(seed ^ (fails << 8)));
        let (is_calm, is_deaf) = Default::default();
        Arc::new(Follower { name, kinds, echo, fails, panics, is_calm, is_deaf, dice })
    };
    vec![
        follower("same", &[A], Some((A, B, 0)), 0, false),
        follower("next", &[A, B], Some((B, C, 1)), 40, false),
        follower("all", &[], None, 0, false),
        follower("panics", &[C], None, 30, true),
        follower("late", &[B, C], None, 0, false),
        follower(SLEEPY, &[A, B, C], None, 60, false),
    ]
}

/// Publishes by chance: a few events of any kinds in any topics at once, some of which are refused after all.
async fn produce(world: Arc<World>, dice: Arc<Dice>, sleepy: Arc<Follower>) {
    for _ in 0..COMMANDS {
        let event = |_| {
            let (topics, kinds) = (usize::try_from(dice.roll(TOPICS as u64)), usize::try_from(dice.roll(3)));
            new_event(&world, &topic(topics.expect("small")), KINDS[kinds.expect("small")])
        };
        let events: Vec<_> = (0..=dice.roll(4)).map(event).collect();
        let (keys, is_refused): (Vec<Topic>, _) = (events.iter().map(|event| event.topic.clone()).collect(), dice.one_in(20));
        let publish = move |tx: &mut Tx<'_>| {
            events.iter().try_for_each(|event| tx.publish(event.clone()).map(drop))?;
            if is_refused { Err(refusal().into()) } else { Ok(()) }
        };
        assert_eq!(world.write("publish", keys, publish).await.is_err(), is_refused);
        if dice.one_in(10) {
            sleepy.is_deaf.fetch_xor(true, Ordering::SeqCst);
        }
        if dice.one_in(5) {
            world.advance(Duration::from_millis(dice.roll(20_000)));
        }
        if dice.one_in(4) {
            // sleep: by chance the dispatcher comes between, or does not
            tokio::time::sleep(Duration::from_millis(dice.roll(6))).await;
        }
    }
}

/// Each wanted event once, each after the one before it; no number left out, nothing given up.
async fn assert_each_once(world: &World, crew: &[Arc<Follower>], what: &str) {
    let read = |read: &mut ReadTx<'_>| {
        let events: Result<Vec<(String, i64, String)>, Stop> =
            read.rows(EVENTS, params![])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect();
        Ok((events?, read.one(COUNT_DEAD, params![])?.get::<i64>(0)?))
    };
    let (events, dead) = world.read("all_events", read).await.expect("readable");
    assert_eq!(dead, 0);
    let mut lasts: BTreeMap<&str, i64> = BTreeMap::new();
    for (topic, sequence, _) in &events {
        let last = lasts.entry(topic).or_default();
        assert_eq!(*sequence, *last + 1, "{what}: {topic} has a gap");
        *last = *sequence;
    }
    for follower in crew {
        let seen = traces(world, follower.name).await;
        let mut afters: BTreeMap<&str, i64> = BTreeMap::new();
        for trace in &seen {
            let after = afters.entry(&trace.topic).or_default();
            assert_eq!(trace.after, *after, "{what}: {} was given {} of {} out of its turn", follower.name, trace.sequence, trace.topic);
            assert!(trace.sequence > *after, "{what}: {} was given {} of {} twice", follower.name, trace.sequence, trace.topic);
            *after = trace.sequence;
        }
        if follower.name != SLEEPY {
            let wants = |kind: &str| follower.kinds.is_empty() || follower.kinds.contains(&kind);
            let wanted: Vec<_> = events.iter().filter(|(.., kind)| wants(kind)).map(|(topic, sequence, _)| (topic, *sequence)).collect();
            let given: Vec<_> = seen.iter().map(|trace| (&trace.topic, trace.sequence)).collect();
            assert_eq!(given, wanted, "{what}: {}", follower.name);
        }
    }
}

async fn storm(db: Db, seed: u64) {
    let dice = Arc::new(Dice(AtomicU64::new(seed)));
    let mut world = World::on(db, TRIAL).await;
    for life in 0..3 {
        let crew = crew(seed + life);
        let workers = workers(&world, crew.iter().map(|one| one.clone() as Arc<dyn Subscriber>).collect(), vec![]);
        let shared = Arc::new(world);
        let mut producers = JoinSet::new();
        // One alone is followed along, a crowd is not.
        for _ in 0..[12, 1, 3][life as usize] {
            producers.spawn(produce(shared.clone(), dice.clone(), crew[5].clone()));
        }
        producers.join_all().await;
        if life == 1 {
            drop(workers);
        } else {
            crew.iter().for_each(|one| one.is_calm.store(true, Ordering::SeqCst));
            crew[5].is_deaf.store(false, Ordering::SeqCst);
            for _ in 0..6 {
                shared.advance(LONG);
                workers.wake();
                workers.settle().await;
            }
            assert_each_once(&shared, &crew, &format!("seed {seed}, life {life}")).await;
            workers.stop(LONG).await;
        }
        world = Arc::into_inner(shared).expect("the producers are gone").restart().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_once_and_in_order_on_sqlite() {
    for seed in [7_919, 15_838] {
        storm(Db::Sqlite, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_event_once_and_in_order_on_postgres() {
    storm(Db::Postgres, 23_757).await;
}
