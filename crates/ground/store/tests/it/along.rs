//! What follows from a fact is committed with it, on a file: one transaction, told at once. Whoever cannot follow along harms nobody.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::{Event, NewEvent};
use footlights_store::{CommitSink, Keys, Stop, Subscriber, Tx};
use footlights_testkit::{Db, World};

use crate::trial::{QUEUE, Runs, TRACER, TRIAL, Tracer, UNWANTED, WANTED, job, leave, new_event, publish, refusal, topic, traces, workers};

/// The kind of what is said of a wanted event.
const ECHO: &str = "trial.echo";
/// Who says it.
const ECHOES: &str = "echoes";

/// The numbers of the events of each transaction, as they were told.
#[derive(Default)]
struct Told(Mutex<Vec<Vec<i64>>>);

impl Told {
    fn take(&self) -> Vec<Vec<i64>> {
        std::mem::take(&mut *self.0.lock().expect("free"))
    }
}

impl CommitSink for Told {
    fn committed(&self, events: &[Arc<Event>]) {
        self.0.lock().expect("free").push(events.iter().map(|event| event.sequence).collect());
    }
}

/// Publishes an event of its own for each wanted one, in the same topic, and leaves a trace of every event.
#[derive(Default)]
struct Echoes {
    /// It refuses everything.
    fails: AtomicBool,
    /// It panics when asked for its keys.
    panics: AtomicBool,
}

impl Subscriber for Echoes {
    fn name(&self) -> &'static str {
        ECHOES
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[WANTED, ECHO]
    }

    fn keys(&self, event: &Event) -> Keys {
        assert!(!self.panics.load(Ordering::SeqCst), "this was to panic");
        event.topic.clone().into()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        leave(tx, ECHOES, event.topic.as_str(), event.sequence, false)?;
        if &*event.kind == WANTED {
            let mut id = *event.id.as_bytes();
            id[0] ^= 0xff;
            let id = footlights_base::EventId::from_bytes(id);
            tx.publish(NewEvent::new(id, ECHO, event.tenant, event.topic.clone(), event.occurred_at, &serde_json::json!({})))?;
        }
        if self.fails.load(Ordering::SeqCst) { Err(refusal().into()) } else { Ok(()) }
    }
}

/// A file, somebody who is told of its transactions, and workers that know the topic.
async fn stage(all: Vec<Arc<dyn Subscriber>>) -> (World, Arc<Told>, footlights_store::Workers) {
    let world = World::on(Db::Sqlite, TRIAL).await;
    let told = Arc::new(Told::default());
    world.store.follow_commits(told.clone());
    let workers = workers(&world, all, vec![]);
    workers.settle().await;
    (world, told, workers)
}

async fn sequences(world: &World, who: &'static str) -> Vec<i64> {
    traces(world, who).await.iter().map(|trace| trace.sequence).collect()
}

#[tokio::test]
async fn what_follows_is_told_with_the_fact_and_so_is_what_follows_from_that() {
    let (world, told, workers) = stage(vec![Arc::new(Echoes::default()), Arc::new(Tracer::default())]).await;
    publish(&world, &topic(0), WANTED, 2).await;
    assert_eq!(told.take(), [vec![1, 2], vec![3, 4]], "each fact and its echo in one transaction, before the caller had its answer");
    // Nobody had to look again: it is all there already.
    assert_eq!((sequences(&world, ECHOES).await, sequences(&world, TRACER).await), (vec![1, 2, 3, 4], vec![1, 3]));
    workers.settle().await;
    assert_eq!((sequences(&world, ECHOES).await, sequences(&world, TRACER).await), (vec![1, 2, 3, 4], vec![1, 3]));
    // The next life goes on behind it.
    workers.stop(Duration::from_secs(60)).await;
    let world = world.restart().await;
    let workers = crate::trial::workers(&world, vec![Arc::new(Echoes::default()), Arc::new(Tracer::default())], vec![]);
    workers.settle().await;
    publish(&world, &topic(0), WANTED, 2).await;
    workers.settle().await;
    assert_eq!(sequences(&world, TRACER).await, [1, 3, 5, 6]);
    assert_eq!(sequences(&world, ECHOES).await, (1..=8).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_fails_is_left_behind_alone_and_the_command_stands() {
    let echoes = Arc::new(Echoes::default());
    let (world, told, workers) = stage(vec![echoes.clone(), Arc::new(Tracer::default())]).await;
    publish(&world, &topic(0), WANTED, 1).await;
    workers.settle().await;
    let _before = told.take();
    echoes.fails.store(true, Ordering::SeqCst);
    publish(&world, &topic(0), WANTED, 3).await;
    workers.settle().await;
    assert_eq!(told.take().concat(), [3, 4, 5], "the facts stand, each once, and nothing was said of them");
    assert_eq!(sequences(&world, TRACER).await, [1, 3, 4, 5], "the other one is not held up");
    assert_eq!(sequences(&world, ECHOES).await, [1, 2]);
    echoes.fails.store(false, Ordering::SeqCst);
    world.advance(Duration::from_secs(120));
    workers.settle().await;
    // In order, although its own echoes came behind what it had not handled yet.
    assert_eq!(sequences(&world, ECHOES).await, (1..=8).collect::<Vec<_>>());
    // And from now on along again.
    let _before = told.take();
    publish(&world, &topic(0), WANTED, 1).await;
    assert_eq!(told.take(), [vec![9, 10]]);
}

#[tokio::test]
async fn who_panics_when_asked_harms_nobody() {
    let echoes = Arc::new(Echoes::default());
    let (world, _told, workers) = stage(vec![echoes.clone(), Arc::new(Tracer::default())]).await;
    echoes.panics.store(true, Ordering::SeqCst);
    publish(&world, &topic(0), WANTED, 2).await;
    echoes.panics.store(false, Ordering::SeqCst);
    workers.wake();
    for _ in 0..3 {
        workers.settle().await;
        world.advance(Duration::from_secs(400));
    }
    assert_eq!((sequences(&world, ECHOES).await, sequences(&world, TRACER).await), (vec![1, 2, 3, 4], vec![1, 2]));
}

#[tokio::test]
async fn who_only_passed_what_lies_before_follows_along() {
    let (world, told, workers) = stage(vec![Arc::new(Echoes::default())]).await;
    publish(&world, &topic(0), UNWANTED, 3).await;
    let events = [UNWANTED, WANTED, UNWANTED].map(|kind| new_event(&world, &topic(0), kind));
    let publish_all = move |tx: &mut Tx<'_>| events.iter().try_for_each(|event| tx.publish(event.clone()).map(drop));
    world.write("publish", topic(0), publish_all).await.expect("published");
    publish(&world, &topic(0), WANTED, 1).await;
    assert_eq!(told.take(), [vec![1], vec![2], vec![3], vec![4, 5, 6, 7], vec![8, 9]]);
    workers.settle().await;
    assert_eq!(sequences(&world, ECHOES).await, [5, 7, 8, 9]);
}

#[tokio::test]
async fn what_comes_in_crowds_is_followed_after_its_commit() {
    let (world, told, workers) = stage(vec![Arc::new(Echoes::default()), Arc::new(Tracer::default())]).await;
    let events: Vec<_> = (0..65).map(|_| new_event(&world, &topic(0), WANTED)).collect();
    let publish_all = move |tx: &mut Tx<'_>| events.iter().try_for_each(|event| tx.publish(event.clone()).map(drop));
    world.write("publish", topic(0), publish_all).await.expect("published");
    assert_eq!(told.take()[0], (1..=65).collect::<Vec<_>>());
    workers.settle().await;
    assert_eq!(sequences(&world, ECHOES).await, (1..=130).collect::<Vec<_>>());
    assert_eq!(sequences(&world, TRACER).await, (1..=65).collect::<Vec<_>>());
}

/// Holds the writer until it is let go, while commands gather behind it.
async fn gathered(world: &World, commands: Vec<(usize, &'static str)>) {
    let (held, let_go) = (Arc::new(std::sync::Barrier::new(2)), Arc::new(std::sync::Barrier::new(2)));
    let gate = {
        let (held, let_go, was_held) = (held.clone(), let_go.clone(), AtomicBool::new(false));
        move |_: &mut Tx<'_>| {
            // Run again it holds nobody up.
            if !was_held.swap(true, Ordering::SeqCst) {
                held.wait();
                let_go.wait();
            }
            Ok(())
        }
    };
    let store = world.store.clone();
    let mut writes = tokio::task::JoinSet::new();
    writes.spawn(async move { store.write("gate", Keys::none(), gate).await });
    tokio::task::spawn_blocking(move || held.wait()).await.expect("held");
    let waiting = commands.len();
    for (n, kind) in commands {
        let (store, event) = (world.store.clone(), new_event(world, &topic(n), kind));
        writes.spawn(async move {
            store.write("publish", event.topic.clone(), move |tx: &mut Tx<'_>| tx.publish(event.clone()).map(drop)).await
        });
    }
    while world.store.health().waiting < waiting {
        tokio::task::yield_now().await;
    }
    tokio::task::spawn_blocking(move || let_go.wait()).await.expect("let go");
    while let Some(written) = writes.join_next().await {
        written.expect("no panic").expect("written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_full_house_left_is_not_overtaken() {
    let (world, told, workers) = stage(vec![Arc::new(Echoes::default()), Arc::new(Tracer::default())]).await;
    publish(&world, &topic(0), WANTED, 1).await;
    workers.settle().await;
    let _before = told.take();
    // Ten are too many to be followed along; the one behind them comes alone, before anybody has followed the ten.
    gathered(&world, vec![(0, WANTED); 10]).await;
    publish(&world, &topic(0), WANTED, 1).await;
    assert_eq!(told.take()[0], (3..=12).collect::<Vec<_>>(), "not followed along");
    workers.settle().await;
    assert_eq!(sequences(&world, ECHOES).await, (1..=24).collect::<Vec<_>>());
    let seen = traces(&world, TRACER).await;
    assert_eq!(seen.len(), 12);
    assert!(seen.windows(2).all(|two| two[1].after == two[0].sequence), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_commands_that_one_follower_spoils_stand_each_once() {
    let echoes = Arc::new(Echoes::default());
    let (world, told, workers) = stage(vec![echoes.clone()]).await;
    for n in 0..3 {
        publish(&world, &topic(n), WANTED, 1).await;
    }
    let _before = told.take();
    echoes.fails.store(true, Ordering::SeqCst);
    gathered(&world, vec![(0, WANTED), (1, WANTED), (2, UNWANTED)]).await;
    assert_eq!(told.take(), [vec![3, 3, 3]], "three topics, each one's third event; nobody was told of what was undone");
    echoes.fails.store(false, Ordering::SeqCst);
    workers.settle().await;
    world.advance(Duration::from_secs(120));
    workers.settle().await;
    assert_eq!(sequences(&world, ECHOES).await, [1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
}

#[tokio::test]
async fn who_has_stopped_follows_nobody() {
    let (world, told, workers) = stage(vec![Arc::new(Echoes::default())]).await;
    publish(&world, &topic(0), WANTED, 1).await;
    workers.stop(Duration::from_secs(60)).await;
    publish(&world, &topic(0), WANTED, 1).await;
    assert_eq!(told.take(), [vec![1, 2], vec![3]]);
    // As in a crash: without a word.
    drop(crate::trial::workers(&world, vec![Arc::new(Echoes::default())], vec![]));
    publish(&world, &topic(0), WANTED, 1).await;
    assert_eq!(sequences(&world, ECHOES).await, [1, 2]);
}

/// Puts a job in for each wanted event.
struct Orders(Mutex<HashMap<i64, footlights_store::NewJob>>);

impl Subscriber for Orders {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[WANTED]
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let job = self.0.lock().expect("free").get(&event.sequence).cloned();
        tx.enqueue(job.expect("one for each"))
    }
}

#[tokio::test]
async fn the_bell_of_a_queue_rings_for_a_job_put_in_along() {
    let world = World::on(Db::Sqlite, TRIAL).await;
    let jobs = (1..=8).map(|n| (n, job(&world, &n.to_string(), Duration::ZERO))).collect();
    let runs = Runs::well();
    let mut begun = runs.begun.subscribe();
    let workers = workers(&world, vec![Arc::new(Orders(Mutex::new(jobs)))], vec![runs.clone()]);
    workers.settle().await;
    let rounds = async {
        for round in 1..=8 {
            publish(&world, &topic(0), WANTED, 1).await;
            begun.wait_for(|begun| begun.len() == round).await.expect("the queue lives");
        }
    };
    // Without its bell a queue is looked at once a second.
    tokio::time::timeout(Duration::from_secs(4), rounds).await.unwrap_or_else(|_| panic!("the bell of {QUEUE} did not ring"));
}
