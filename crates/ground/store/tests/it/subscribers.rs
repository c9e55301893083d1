//! Durable subscribers: exactly once, in order, whatever fails.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::PageRequest;
use footlights_store::{Database, LetterState, Source};
use footlights_testkit::{Db, World, on_both};
use tokio::task::JoinSet;

use crate::trial::{TRACER, TRIAL, Trace, Tracer, UNWANTED, WANTED, new_event, publish, topic, traces, workers};

/// More than the longest pause between two tries.
const LONG: Duration = Duration::from_secs(120);

/// Every wanted event up to `last` once, each after the one before it.
fn assert_each_once(traces: &[Trace], topics: usize, wanted: impl Fn(usize) -> Vec<i64>) {
    let expected: Vec<Trace> = (0..topics)
        .flat_map(|n| {
            let mut after = 0;
            wanted(n).into_iter().map(move |sequence| {
                let trace = Trace { topic: topic(n).to_string(), sequence, after, late: false };
                after = sequence;
                trace
            })
        })
        .collect();
    assert_eq!(traces, expected);
}

#[tokio::test]
async fn each_event_once_and_in_order_although_handlers_fail_and_panic() {
    on_both(TRIAL, |world| async move {
        let tracer = Arc::new(Tracer::default());
        for n in 0..3 {
            for sequence in [1, 5, 6, 40] {
                let spot = (topic(n).to_string(), sequence);
                let left = if sequence == 6 { &tracer.panics } else { &tracer.failures };
                left.lock().expect("free").insert(spot, 2);
            }
        }
        let workers = workers(&world, vec![tracer.clone()], vec![]);
        for n in 0..3 {
            publish(&world, &topic(n), WANTED, 60).await;
        }
        // Two failures at each of four events: eight pauses, some more for what began later.
        for _ in 0..10 {
            workers.settle().await;
            world.advance(LONG);
        }
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 3, |_| (1..=60).collect());
        assert_eq!(workers.health().await.expect("readable").stalled.len(), 0);
        workers.stop(LONG).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_committed_before_the_start_is_found() {
    on_both(TRIAL, |world| async move {
        publish(&world, &topic(0), WANTED, 3).await;
        publish(&world, &topic(0), UNWANTED, 2).await;
        publish(&world, &topic(0), WANTED, 1).await;
        let world = world.restart().await;
        let workers = workers(&world, vec![Arc::new(Tracer::default())], vec![]);
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 1, |_| vec![1, 2, 3, 6]);
    })
    .await;
}

#[tokio::test]
async fn what_it_does_not_listen_to_it_passes_and_never_sees() {
    on_both(TRIAL, |world| async move {
        let tracer = Arc::new(Tracer::default());
        let deaf = |now| tracer.deaf.store(now, std::sync::atomic::Ordering::SeqCst);
        deaf(true);
        // One from before the start, one that is told by its commit.
        publish(&world, &topic(0), WANTED, 1).await;
        let workers = workers(&world, vec![tracer.clone()], vec![]);
        workers.settle().await;
        publish(&world, &topic(0), WANTED, 1).await;
        workers.settle().await;
        deaf(false);
        publish(&world, &topic(0), WANTED, 2).await;
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 1, |_| vec![3, 4]);
        workers.stop(Duration::from_secs(60)).await;
    })
    .await;
}

#[tokio::test]
async fn a_crash_in_the_middle_neither_loses_nor_doubles() {
    on_both(TRIAL, |mut world| async move {
        for n in 0..4 {
            publish(&world, &topic(n), WANTED, 100).await;
        }
        // Three lives, the first two cut off while events are being handled.
        for life in 0..3_u64 {
            let tracer = Arc::new(Tracer::default());
            let mut handled = tracer.handled.subscribe();
            let workers = workers(&world, vec![tracer.clone()], vec![]);
            if life < 2 {
                handled.wait_for(|n| *n > life * 70).await.expect("the tracer lives");
                drop(workers);
                world = world.restart().await;
            } else {
                workers.settle().await;
            }
        }
        assert_each_once(&traces(&world, TRACER).await, 4, |_| (1..=100).collect());
    })
    .await;
}

#[tokio::test]
async fn two_nodes_race_and_every_event_counts_once() {
    let world = World::on(Db::Postgres, TRIAL).await;
    let other = world.second_node().await;
    for n in 0..8 {
        publish(&world, &topic(n), WANTED, 40).await;
    }
    let here = workers(&world, vec![Arc::new(Tracer::default())], vec![]);
    let there = workers(&other, vec![Arc::new(Tracer::default())], vec![]);
    let (a, b) = (0..8, 0..8);
    let from_here = async {
        for n in a {
            publish(&world, &topic(n), WANTED, 20).await;
        }
    };
    let from_there = async {
        for n in b {
            publish(&other, &topic(n), WANTED, 20).await;
        }
    };
    tokio::join!(from_here, from_there);
    tokio::join!(here.settle(), there.settle());
    assert_each_once(&traces(&world, TRACER).await, 8, |_| (1..=80).collect());
}

#[tokio::test]
async fn what_a_dead_node_left_another_one_finds() {
    let world = World::on(Db::Postgres, TRIAL).await;
    let other = world.second_node().await;
    let tracer = Arc::new(Tracer::default());
    let mut handled = tracer.handled.subscribe();
    let there = workers(&other, vec![tracer], vec![]);
    there.settle().await;
    // Committed by a node that has no workers: nobody there will handle it, and nobody here was told.
    publish(&world, &topic(0), WANTED, 2).await;
    world.advance(Duration::from_secs(5));
    // Not asked to settle, which would look everywhere: the sweep over what changed lately finds it.
    there.wake();
    handled.wait_for(|n| *n >= 2).await.expect("the tracer lives");
    there.settle().await;
    assert_each_once(&traces(&world, TRACER).await, 1, |_| vec![1, 2]);
}

#[tokio::test]
async fn a_commit_wakes_its_subscribers_at_once() {
    on_both(TRIAL, |world| async move {
        let tracer = Arc::new(Tracer::default());
        let mut handled = tracer.handled.subscribe();
        let _workers = workers(&world, vec![tracer], vec![]);
        let twelve_rounds = async {
            for round in 1..=12 {
                publish(&world, &topic(0), WANTED, 1).await;
                handled.wait_for(|n| *n >= round).await.expect("the tracer lives");
            }
        };
        // Without being woken each round would wait for the next sweep: twelve seconds and more.
        tokio::time::timeout(Duration::from_secs(6), twelve_rounds).await.expect("woken by the commit");
    })
    .await;
}

#[tokio::test]
async fn a_poisoned_event_holds_back_its_topic_only_and_becomes_a_dead_letter() {
    on_both(TRIAL, |world| async move {
        let tracer = Arc::new(Tracer::default());
        tracer.stuck.lock().expect("free").insert((topic(0).to_string(), 2));
        let workers = workers(&world, vec![tracer.clone()], vec![]);
        for n in 0..2 {
            publish(&world, &topic(n), WANTED, 3).await;
        }
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 2, |n| if n == 0 { vec![1] } else { vec![1, 2, 3] });
        let stalled = workers.health().await.expect("readable").stalled;
        assert_eq!((stalled.len(), &stalled[0].topic, stalled[0].position, stalled[0].attempts), (1, &topic(0), 1, 1));
        assert!(stalled[0].error.contains("trial_failure"), "{}", stalled[0].error);

        // Not before its pause is over.
        workers.settle().await;
        assert_eq!(workers.health().await.expect("readable").stalled[0].attempts, 1);
        for _ in 0..3 {
            world.advance(LONG);
            workers.settle().await;
        }
        assert_each_once(&traces(&world, TRACER).await, 2, |n| if n == 0 { vec![1, 3] } else { vec![1, 2, 3] });

        let letters = world.dead_letters(&PageRequest::default()).await.expect("readable").items;
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert_eq!((letter.source, letter.name.as_str(), letter.key.as_str()), (Source::Subscriber, TRACER, topic(0).as_str()));
        assert_eq!((letter.attempts, letter.state), (4, LetterState::Dead));
        assert!(letter.content.get().contains("\"sequence\":2"), "{}", letter.content);

        // The first replay fails like the tries before, the second succeeds, a third is refused.
        world.replay_dead_letter(letter.id).await.expect("asked");
        workers.settle().await;
        let shown = world.dead_letter(letter.id).await.expect("readable").expect("there");
        assert_eq!((shown.state, shown.attempts), (LetterState::Dead, 5));
        tracer.stuck.lock().expect("free").clear();
        world.replay_dead_letter(letter.id).await.expect("asked");
        workers.settle().await;
        let shown = world.dead_letter(letter.id).await.expect("readable").expect("there");
        assert_eq!((shown.state, shown.replayed_at), (LetterState::Replayed, Some(world.now())));
        let refused = world.replay_dead_letter(letter.id).await.expect_err("once is enough");
        assert_eq!(refused.rejection().expect("a refusal").code, "not_dead");
        let late: Vec<i64> = traces(&world, TRACER).await.iter().filter(|trace| trace.late).map(|trace| trace.sequence).collect();
        assert_eq!(late, [2]);
        assert_eq!(workers.health().await.expect("readable").dead_letters, 0);
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_is_refused_as_a_whole_has_no_effect_of_its_good_events() {
    on_both(TRIAL, |world| async move {
        let tracer = Arc::new(Tracer::default());
        // The last of a batch fails twice: once with the batch, once alone.
        tracer.failures.lock().expect("free").insert((topic(0).to_string(), 10), 2);
        let ten: Vec<_> = (0..10).map(|_| new_event(&world, &topic(0), WANTED)).collect();
        let all = move |tx: &mut footlights_store::Tx<'_>| ten.iter().try_for_each(|event| tx.publish(event.clone()).map(drop));
        world.write("publish", topic(0), all).await.expect("published");
        let workers = workers(&world, vec![tracer], vec![]);
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 1, |_| (1..=9).collect());
        world.advance(LONG);
        workers.settle().await;
        assert_each_once(&traces(&world, TRACER).await, 1, |_| (1..=10).collect());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_connections_neither_lose_nor_double() {
    let world = World::on(Db::Postgres, TRIAL).await;
    for n in 0..4 {
        publish(&world, &topic(n), WANTED, 150).await;
    }
    let Database::Postgres { url } = world.database() else { panic!("this world stands on PostgreSQL") };
    let (cutter, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connects");
    let mut carrier = JoinSet::new();
    carrier.spawn(async move { drop(connection.await) });
    let tracer = Arc::new(Tracer::default());
    let mut handled = tracer.handled.subscribe();
    let workers = workers(&world, vec![tracer], vec![]);
    let mut cut = 0;
    for round in 0..3_u64 {
        handled.wait_for(|n| *n > round * 120).await.expect("the tracer lives");
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        cut += cutter.query(sql, &[]).await.expect("allowed").len();
        // What found the database away looks again a second later.
        world.advance(LONG);
        workers.wake();
    }
    assert!(cut > 0, "something was cut");
    for _ in 0..3 {
        workers.settle().await;
        world.advance(LONG);
    }
    assert_each_once(&traces(&world, TRACER).await, 4, |_| (1..=150).collect());
}
