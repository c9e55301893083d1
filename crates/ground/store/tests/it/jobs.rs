//! Durable jobs and timers: at least once, never two of a key at once, also across crashes.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::PageRequest;
use footlights_store::{JobError, Keys, LetterState, Read as _, ReadTx, Source, params};
use footlights_testkit::{Db, World, on_both};
use tokio::sync::Semaphore;

use crate::trial::{QUEUE, Runs, TRIAL, enqueue, job, refusal, workers};

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);
const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn a_job_runs_once_after_its_commit_and_not_after_a_refusal() {
    on_both(TRIAL, |world| async move {
        let runs = Runs::well();
        let workers = workers(&world, vec![], vec![runs.clone()]);
        enqueue(&world, job(&world, "kept", NOW)).await;
        let dropped = job(&world, "dropped", NOW);
        let refused = world
            .write("refused", Keys::none(), move |tx| {
                tx.enqueue(dropped.clone())?;
                Err::<(), _>(refusal().into())
            })
            .await;
        assert!(refused.is_err());
        // The same id twice is one job, as long as it has not run.
        let twice = job(&world, "twice", NOW);
        let put = move |tx: &mut footlights_store::Tx<'_>| {
            tx.enqueue(twice.clone())?;
            tx.enqueue(twice.clone())
        };
        world.write("enqueue", Keys::none(), put).await.expect("put in");
        workers.settle().await;
        let mut keys = runs.keys();
        keys.sort();
        assert_eq!(keys, ["kept", "twice"]);
        workers.stop(MINUTE).await;
    })
    .await;
}

#[tokio::test]
async fn never_two_of_one_key_at_once_and_never_more_than_allowed() {
    on_both(TRIAL, |world| async move {
        type Counts = Arc<Mutex<(HashMap<String, usize>, usize, usize)>>;
        let counts = Counts::default();
        let seen = counts.clone();
        let runs = Runs::new(move |job| {
            let seen = seen.clone();
            Box::pin(async move {
                {
                    let (running, now, most) = &mut *seen.lock().expect("free");
                    let of_key = running.entry(job.key.clone()).or_default();
                    *of_key += 1;
                    *now += 1;
                    *most = (*most).max(*now);
                    assert_eq!(*of_key, 1, "two of {} at once", job.key);
                }
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                let (running, now, _) = &mut *seen.lock().expect("free");
                running.entry(job.key).and_modify(|n| *n -= 1);
                *now -= 1;
                Ok(())
            })
        });
        for n in 0..60 {
            enqueue(&world, job(&world, &format!("key-{}", n % 12), NOW)).await;
        }
        let workers = workers(&world, vec![], vec![runs.clone()]);
        workers.settle().await;
        assert_eq!(runs.keys().len(), 60);
        let (_, now, most) = &*counts.lock().expect("free");
        assert_eq!(*now, 0);
        assert!((2..=8).contains(most), "{most} at once");
    })
    .await;
}

#[tokio::test]
async fn a_commit_wakes_its_queue_at_once() {
    on_both(TRIAL, |world| async move {
        let runs = Runs::well();
        let mut begun = runs.begun.subscribe();
        let _workers = workers(&world, vec![], vec![runs.clone()]);
        let twelve_rounds = async {
            for round in 1..=12 {
                enqueue(&world, job(&world, "now", NOW)).await;
                begun.wait_for(|begun| begun.len() >= round).await.expect("the queue lives");
            }
        };
        // Without being woken each round would wait for the next look: twelve seconds and more.
        tokio::time::timeout(Duration::from_secs(6), twelve_rounds).await.expect("woken by the commit");
    })
    .await;
}

#[tokio::test]
async fn two_nodes_share_a_queue_and_each_job_runs_once() {
    let world = World::on(Db::Postgres, TRIAL).await;
    let other = world.second_node().await;
    let running: Arc<Mutex<HashSet<String>>> = Arc::default();
    let guarded = || {
        let running = running.clone();
        Runs::new(move |job| {
            let running = running.clone();
            Box::pin(async move {
                assert!(running.lock().expect("free").insert(job.key.clone()), "two of {} at once", job.key);
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
                running.lock().expect("free").remove(&job.key);
                Ok(())
            })
        })
    };
    let (ours, theirs) = (guarded(), guarded());
    let here = workers(&world, vec![], vec![ours.clone()]);
    let there = workers(&other, vec![], vec![theirs.clone()]);
    for n in 0..120 {
        enqueue(if n % 2 == 0 { &world } else { &other }, job(&world, &format!("key-{}", n % 9), NOW)).await;
    }
    tokio::join!(here.settle(), there.settle());
    let begun: Vec<_> = [&ours, &theirs].iter().flat_map(|runs| runs.begun.borrow().clone()).collect();
    let ids: HashSet<_> = begun.iter().map(|job| job.id).collect();
    assert_eq!((begun.len(), ids.len()), (120, 120));
    assert!(begun.iter().all(|job| job.attempt == 1), "none failed");
}

#[tokio::test]
async fn the_claim_of_a_long_run_is_renewed() {
    let world = World::on(Db::Postgres, TRIAL).await;
    let other = world.second_node().await;
    let gate = Arc::new(Semaphore::new(0));
    let wait = gate.clone();
    let slow = Runs::new(move |_job| {
        let gate = wait.clone();
        Box::pin(async move {
            let _open = gate.acquire().await;
            Ok(())
        })
    });
    let here = workers(&world, vec![], vec![slow.clone()]);
    enqueue(&world, job(&world, "long", NOW)).await;
    slow.begun.subscribe().wait_for(|begun| begun.len() == 1).await.expect("the queue lives");
    let runs = Runs::well();
    let there = workers(&other, vec![], vec![runs.clone()]);
    for _ in 0..4 {
        let before = claimed_until(&world).await;
        world.advance(Duration::from_secs(20));
        here.wake();
        while claimed_until(&world).await == before {
            tokio::task::yield_now().await;
        }
        there.settle().await;
    }
    assert!(runs.keys().is_empty(), "it still runs where it began");
    gate.add_permits(1);
    here.settle().await;
    there.settle().await;
    assert_eq!((slow.keys().len(), runs.keys().len()), (1, 0));
}

/// Until when the one claim lasts.
async fn claimed_until(world: &World) -> i64 {
    let until = |read: &mut ReadTx<'_>| read.one(crate::trial::CLAIMED_UNTIL, params![])?.get(0);
    world.read("claims", until).await.expect("one claim")
}

#[tokio::test]
async fn a_failing_job_comes_back_later_and_ends_as_a_dead_letter_that_can_be_replayed() {
    on_both(TRIAL, |world| async move {
        let fails = Arc::new(Mutex::new(true));
        let told = fails.clone();
        let runs = Runs::new(move |job| {
            let fails = *told.lock().expect("free");
            Box::pin(async move {
                assert!(!(fails && job.attempt == 2), "a panic is a failure like any other");
                if fails { Err(JobError::again("not today")) } else { Ok(()) }
            })
        });
        let workers = workers(&world, vec![], vec![runs.clone()]);
        enqueue(&world, job(&world, "doomed", NOW)).await;
        workers.settle().await;
        assert_eq!(runs.keys().len(), 1);
        // Its pause is at least half of ten seconds.
        world.advance(Duration::from_secs(4));
        workers.settle().await;
        assert_eq!(runs.keys().len(), 1);
        for _ in 0..5 {
            world.advance(MINUTE);
            workers.settle().await;
        }
        assert_eq!(runs.keys().len(), 3);
        let letters = world.dead_letters(&PageRequest::default()).await.expect("readable").items;
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert_eq!((letter.source, letter.name.as_str(), letter.key.as_str(), letter.attempts), (Source::Job, QUEUE, "doomed", 3));
        assert_eq!(letter.error, "not today");

        *fails.lock().expect("free") = false;
        world.replay_dead_letter(letter.id).await.expect("put in again");
        workers.settle().await;
        assert_eq!(
            runs.begun.borrow().last().map(|job| (job.attempt, job.payload.clone())),
            Some((1, serde_json::json!({ "key": "doomed" })))
        );
        let shown = world.dead_letter(letter.id).await.expect("readable").expect("there");
        assert_eq!(shown.state, LetterState::Replayed);
        let health = workers.health().await.expect("readable");
        assert_eq!((health.dead_letters, health.queues.len()), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_put_off_comes_back_and_was_not_tried() {
    on_both(TRIAL, |world| async move {
        let full = Arc::new(Mutex::new(true));
        let told = full.clone();
        let runs = Runs::new(move |_job| {
            let full = *told.lock().expect("free");
            Box::pin(async move { if full { Err(JobError::not_now("full", MINUTE)) } else { Ok(()) } })
        });
        let workers = workers(&world, vec![], vec![runs.clone()]);
        enqueue(&world, job(&world, "patient", NOW)).await;
        // More often than the queue's three tries.
        for _ in 0..5 {
            workers.settle().await;
            world.advance(MINUTE);
        }
        *full.lock().expect("free") = false;
        workers.settle().await;
        assert_eq!(runs.begun.borrow().iter().map(|job| job.attempt).collect::<Vec<_>>(), [1; 6]);
        let health = workers.health().await.expect("readable");
        assert_eq!((health.dead_letters, health.queues.len()), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_will_never_succeed_is_not_tried_again() {
    on_both(TRIAL, |world| async move {
        let runs = Runs::new(|_job| Box::pin(async { Err(JobError::never("gone for good")) }));
        let workers = workers(&world, vec![], vec![runs.clone()]);
        enqueue(&world, job(&world, "gone", NOW)).await;
        workers.settle().await;
        world.advance(HOUR);
        workers.settle().await;
        assert_eq!(runs.keys().len(), 1);
        assert_eq!(workers.health().await.expect("readable").dead_letters, 1);
    })
    .await;
}

#[tokio::test]
async fn timers_survive_a_restart_move_and_can_be_cancelled() {
    on_both(TRIAL, |world| async move {
        let timers = [("moved", HOUR), ("kept", HOUR), ("cancelled", HOUR)].map(|(name, after)| (name, job(&world, name, after)));
        let set = move |tx: &mut footlights_store::Tx<'_>| timers.iter().try_for_each(|(name, job)| tx.schedule(name, job.clone()));
        world.write("schedule", Keys::none(), set).await.expect("set");
        let world = world.restart().await;
        let runs = Runs::well();
        let workers = workers(&world, vec![], vec![runs.clone()]);
        let later = job(&world, "moved", 3 * HOUR);
        let change = move |tx: &mut footlights_store::Tx<'_>| {
            tx.schedule("moved", later.clone())?;
            tx.cancel(QUEUE, "cancelled")?;
            tx.cancel(QUEUE, "never set")
        };
        world.write("change", Keys::none(), change).await.expect("changed");
        workers.settle().await;
        assert!(runs.keys().is_empty());
        world.advance(HOUR);
        workers.settle().await;
        assert_eq!(runs.keys(), ["kept"]);
        world.advance(HOUR);
        workers.settle().await;
        assert_eq!(runs.keys(), ["kept"]);
        world.advance(HOUR);
        workers.settle().await;
        assert_eq!(runs.keys(), ["kept", "moved"]);
    })
    .await;
}

#[tokio::test]
async fn a_timer_that_sets_itself_anew_while_it_runs_goes_on() {
    on_both(TRIAL, |world| async move {
        let ticking = world.clone();
        let runs = Runs::new(move |_run| {
            let world = ticking.clone();
            Box::pin(async move {
                let next = job(&world, "tick", MINUTE);
                Ok(world.write("tick", Keys::none(), move |tx| tx.schedule("tick", next.clone())).await?)
            })
        });
        let workers = workers(&world, vec![], vec![runs.clone()]);
        let first = job(&world, "tick", MINUTE);
        world.write("schedule", Keys::none(), move |tx| tx.schedule("tick", first.clone())).await.expect("set");
        for minutes in 0..4 {
            workers.settle().await;
            assert_eq!(runs.keys().len(), minutes);
            world.advance(MINUTE);
        }
    })
    .await;
}

#[tokio::test]
async fn a_job_of_a_dead_node_runs_again_when_its_claim_has_ended() {
    on_both(TRIAL, |world| async move {
        // The first node begins it and is never heard of again.
        let stuck = Runs::new(|_job| Box::pin(std::future::pending()));
        let dead = workers(&world, vec![], vec![stuck.clone()]);
        enqueue(&world, job(&world, "orphan", NOW)).await;
        stuck.begun.subscribe().wait_for(|begun| begun.len() == 1).await.expect("the queue lives");
        drop(dead);

        let runs = Runs::well();
        let alive = workers(&world, vec![], vec![runs.clone()]);
        alive.settle().await;
        assert!(runs.keys().is_empty(), "its claim still holds");
        world.advance(MINUTE);
        alive.settle().await;
        assert_eq!(runs.begun.borrow().iter().map(|job| job.attempt).collect::<Vec<_>>(), [2]);
    })
    .await;
}

#[tokio::test]
async fn a_node_presumed_dead_changes_nothing_more() {
    let world = World::on(Db::Postgres, TRIAL).await;
    let other = world.second_node().await;
    let gate = Arc::new(Semaphore::new(0));
    let late = world.clone();
    let wait = gate.clone();
    let outcome: tokio::sync::watch::Sender<Option<String>> = tokio::sync::watch::Sender::new(None);
    let said = outcome.clone();
    // One at a time: it has no room to claim the job anew itself.
    let slow = Runs::one_at_a_time(move |job| {
        let (world, gate, said) = (late.clone(), wait.clone(), said.clone());
        Box::pin(async move {
            let _open = gate.acquire().await;
            let wrote = world.write("late effect", Keys::none(), move |tx| tx.check_claim(&job)).await;
            said.send_replace(Some(
                wrote.map_or_else(|failure| failure.rejection().map_or("broken", |no| no.code).to_owned(), |()| "written".into()),
            ));
            Ok(())
        })
    });
    let here = workers(&world, vec![], vec![slow.clone()]);
    enqueue(&world, job(&world, "slow", NOW)).await;
    slow.begun.subscribe().wait_for(|begun| begun.len() == 1).await.expect("the queue lives");

    // The claim ends unnoticed: this node is stopped from renewing by moving only what the database knows.
    world.write("end claims", Keys::none(), |tx| tx.run(crate::trial::END_CLAIMS, params![])).await.expect("ended");
    let runs = Runs::well();
    let there = workers(&other, vec![], vec![runs.clone()]);
    there.settle().await;
    assert_eq!(runs.begun.borrow().iter().map(|job| job.attempt).collect::<Vec<_>>(), [2]);

    gate.add_permits(1);
    let mut outcome = outcome.subscribe();
    let said = outcome.wait_for(Option::is_some).await.expect("told").clone();
    assert_eq!(said.as_deref(), Some("claim_lost"));
    here.settle().await;
}

#[tokio::test]
async fn a_stop_gives_back_what_does_not_end_in_time() {
    on_both(TRIAL, |world| async move {
        let stuck = Runs::new(|_job| Box::pin(std::future::pending()));
        let first = workers(&world, vec![], vec![stuck.clone()]);
        enqueue(&world, job(&world, "stuck", NOW)).await;
        stuck.begun.subscribe().wait_for(|begun| begun.len() == 1).await.expect("the queue lives");
        first.stop(Duration::from_millis(10)).await;
        let runs = Runs::well();
        let second = workers(&world, vec![], vec![runs.clone()]);
        second.settle().await;
        // At once, and as if the first run had not been.
        assert_eq!(runs.begun.borrow().iter().map(|job| job.attempt).collect::<Vec<_>>(), [1]);
    })
    .await;
}
