//! Leases, append-only logs and documents: who may write, and that nobody else's write is lost.

use std::time::Duration;

use footlights_store::{Keys, LeaseEnd, ReadTx, append_log, document, params};
use footlights_testkit::{World, on_both};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::trial::{END_LEASES, TRIAL, refusal};

const LIFE: Duration = Duration::from_secs(60);
/// How many race.
const RACERS: i64 = 16;

/// Ends all leases, as time would.
async fn let_leases_end(world: &World) {
    world.write("end leases", Keys::none(), |tx| tx.run(END_LEASES, params![])).await.expect("ended");
}

#[tokio::test]
async fn a_lease_has_one_owner_and_each_take_over_a_larger_token() {
    on_both(TRIAL, |world| async move {
        let first = world.lease("overlay:1", "node a", LIFE).await.expect("asked").expect("free");
        assert!(world.lease("overlay:1", "node b", LIFE).await.expect("asked").is_none());
        assert!(world.lease("overlay:2", "node b", LIFE).await.expect("asked").is_some(), "another thing is free");
        assert!(world.renew_lease(&first, LIFE).await.expect("asked"));

        let_leases_end(&world).await;
        let second = world.lease("overlay:1", "node b", LIFE).await.expect("asked").expect("ended");
        assert!(second.token() > first.token());
        assert!(!world.renew_lease(&first, LIFE).await.expect("asked"), "it is another's now");

        world.release_lease(second.clone()).await.expect("given back");
        let third = world.lease("overlay:1", "node a", LIFE).await.expect("asked").expect("given back");
        assert!(third.token() > second.token());
        // A restarted owner does not wait for itself, and its former life is fenced off.
        let fourth = world.lease("overlay:1", "node a", LIFE).await.expect("asked").expect("its own");
        assert!(fourth.token() > third.token());
    })
    .await;
}

#[tokio::test]
async fn the_write_of_a_former_owner_is_refused() {
    on_both(TRIAL, |world| async move {
        let old = world.lease("log", "node a", LIFE).await.expect("asked").expect("free");
        let append = |lease: footlights_store::Lease| {
            let world = world.clone();
            async move { world.write("append", Keys::none(), move |tx| tx.append_as(&lease, "inputs", b"x")).await }
        };
        assert_eq!(append(old.clone()).await.expect("its own"), 1);
        let_leases_end(&world).await;
        // Late, but nobody has taken over: harmless.
        assert_eq!(append(old.clone()).await.expect("still its own"), 2);
        let new = world.lease("log", "node b", LIFE).await.expect("asked").expect("ended");
        let refused = append(old).await.expect_err("fenced off");
        assert_eq!(refused.rejection().expect("a refusal").code, "lease_lost");
        assert_eq!(append(new.clone()).await.expect("the owner"), 3);
        world.release_lease(new.clone()).await.expect("given back");
        assert!(append(new).await.is_err(), "given back is given back");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_want_a_lease_one_gets_it() {
    on_both(TRIAL, |world| async move {
        let racers = (0..RACERS).map(|n| {
            let world = world.clone();
            async move { world.lease("one", &format!("node {n}"), LIFE).await.expect("asked") }
        });
        let got = futures_util::future::join_all(racers).await.into_iter().flatten().count();
        assert_eq!(got, 1);
    })
    .await;
}

#[tokio::test]
async fn a_kept_lease_is_given_back_at_the_end() {
    on_both(TRIAL, |world| async move {
        let lease = world.lease("kept", "node a", LIFE).await.expect("asked").expect("free");
        let stop = CancellationToken::new();
        stop.cancel();
        assert_eq!(world.keep_lease(lease, LIFE, stop).await, LeaseEnd::Released);
        assert!(world.lease("kept", "node b", LIFE).await.expect("asked").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_log_is_numbered_without_a_gap_and_truncated_behind_its_snapshot() {
    on_both(TRIAL, |world| async move {
        let writers = (0..RACERS).map(|n| {
            let world = world.clone();
            async move {
                world
                    .write("append", Keys::none(), move |tx| tx.append("game", &[u8::try_from(n).expect("small")]))
                    .await
                    .expect("appended")
            }
        });
        let mut numbers = futures_util::future::join_all(writers).await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=RACERS).collect::<Vec<_>>());

        let owner = world.lease("game", "node a", LIFE).await.expect("asked").expect("free");
        let save = |through: i64| {
            let (world, owner) = (world.clone(), owner.clone());
            async move { world.write("save", Keys::none(), move |tx| tx.save_snapshot(&owner, "game", through, b"state")).await }
        };
        save(10).await.expect("saved");
        let out_of_order = [save(9).await, save(RACERS + 1).await].map(|no| no.expect_err("refused").rejection().expect("a refusal").code);
        assert_eq!(out_of_order, ["snapshot_out_of_order"; 2]);

        let whole = |read: &mut ReadTx<'_>| {
            let snapshot = append_log::snapshot(read, "game")?;
            let through = snapshot.as_ref().map_or(0, |snapshot| snapshot.through);
            Ok((snapshot, append_log::entries_after(read, "game", through, 100)?))
        };
        let (snapshot, entries) = world.read("recover", whole).await.expect("readable");
        assert_eq!(snapshot.expect("saved"), append_log::Snapshot { through: 10, content: b"state".to_vec() });
        assert_eq!(entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), (11..=RACERS).collect::<Vec<_>>());
        let all = world.read("all", |read: &mut ReadTx<'_>| append_log::entries_after(read, "game", 0, 100)).await.expect("readable");
        assert_eq!(all.len(), 6, "what the snapshot stands for is gone");

        // Everything truncated: the numbering goes on.
        save(RACERS).await.expect("saved");
        let next = world.write("append", Keys::none(), |tx| tx.append("game", b"y")).await.expect("appended");
        assert_eq!(next, RACERS + 1);

        let drop_it = owner.clone();
        world.write("drop", Keys::none(), move |tx| tx.drop_log(&drop_it, "game")).await.expect("dropped");
        assert_eq!(world.write("append", Keys::none(), |tx| tx.append("game", b"z")).await.expect("appended"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_refused_append_gives_its_number_back_among_many_neighbours() {
    on_both(TRIAL, |world| async move {
        let writers = (0..4 * RACERS).map(|n| {
            let world = world.clone();
            async move {
                let append = move |tx: &mut footlights_store::Tx<'_>| {
                    let number = tx.append("game", b"x")?;
                    if n % 2 == 0 { Ok(number) } else { Err(refusal().into()) }
                };
                world.write("append", Keys::none(), append).await.ok()
            }
        });
        let mut numbers: Vec<i64> = futures_util::future::join_all(writers).await.into_iter().flatten().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=2 * RACERS).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn an_entry_above_the_limit_is_refused() {
    on_both(TRIAL, |world| async move {
        let large = vec![0; append_log::ENTRY_BYTES_MAX + 1];
        let refused = world.write("append", Keys::none(), move |tx| tx.append("game", &large)).await.expect_err("too large");
        assert_eq!(refused.rejection().expect("a refusal").code, "entry_too_large");
        let fits = vec![0; append_log::ENTRY_BYTES_MAX];
        assert_eq!(world.write("append", Keys::none(), move |tx| tx.append("game", &fits)).await.expect("fits"), 1);
    })
    .await;
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    count: i64,
}

async fn tally(world: &World) -> document::Document<Tally> {
    let load = |read: &mut ReadTx<'_>| document::load::<Tally>(read, "tallies", "one");
    world.read("load", load).await.expect("readable").unwrap_or(document::Document { version: 0, value: Tally::default() })
}

#[tokio::test]
async fn racers_on_a_document_lose_no_change() {
    on_both(TRIAL, |world| async move {
        let racers = (0..RACERS).map(|_| {
            let world = world.clone();
            async move {
                let mut refusals = 0;
                for _ in 0..3 {
                    loop {
                        let mut seen = tally(&world).await;
                        seen.value.count += 1;
                        let save = move |tx: &mut footlights_store::Tx<'_>| tx.save("tallies", "one", seen.version, &seen.value);
                        match world.write("save", Keys::none(), save).await {
                            Ok(_) => break,
                            Err(failure) => {
                                assert_eq!(failure.rejection().expect("a refusal").code, "document_changed");
                                refusals += 1;
                            }
                        }
                    }
                }
                refusals
            }
        });
        let refusals: i64 = futures_util::future::join_all(racers).await.into_iter().sum();
        let last = tally(&world).await;
        assert_eq!((last.value.count, last.version), (3 * RACERS, 3 * RACERS));
        assert!(refusals > 0, "they did race");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_saw_the_same_version_one_saves() {
    on_both(TRIAL, |world| async move {
        for (seen, expected) in [(0, 1), (1, 2)] {
            let racers = (0..RACERS).map(|n| {
                let world = world.clone();
                async move { world.write("save", Keys::none(), move |tx| tx.save("tallies", "one", seen, &Tally { count: n })).await.ok() }
            });
            let saved: Vec<i64> = futures_util::future::join_all(racers).await.into_iter().flatten().collect();
            assert_eq!(saved, [expected]);
        }
        let stale = world.write("delete", Keys::none(), |tx| tx.delete_document("tallies", "one", 1)).await;
        assert!(stale.is_err());
        world.write("delete", Keys::none(), |tx| tx.delete_document("tallies", "one", 2)).await.expect("deleted");
        assert_eq!(tally(&world).await.version, 0);
    })
    .await;
}
