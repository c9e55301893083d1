//! Decisions and numbers under races, on one node and on two.

use std::collections::BTreeMap;

use footlights_base::{ErrorKind, Rejection, Topic};
use footlights_store::{Keys, Read as _, Store, params};
use futures_util::future::join_all;

use crate::bed::{ADD_TOTAL, Bed, COUNT_EVENTS, LOG, RAISE_TOTAL, TOTAL};

fn topic(n: usize) -> Topic {
    Topic::new("session", n)
}

fn spent() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "spent", "Nothing is left.")
}

async fn sixteen_racers_never_overspend(bed: Bed) {
    let nodes = [bed.store.clone(), bed.another_node().await];
    bed.store
        .write("fill", topic(1), |tx| {
            tx.run(ADD_TOTAL, params!["1"])?;
            tx.run(RAISE_TOTAL, params!["1", 5_i64])
        })
        .await
        .expect("filled");
    let spend = |n: usize| {
        let node = nodes[n % 2].clone();
        async move {
            node.write("spend", topic(1), |tx| {
                // Reads, decides, writes: right only when nobody comes between.
                if tx.one(TOTAL, params!["1"])?.get::<i64>(0)? < 1 {
                    return Err(spent().into());
                }
                tx.run(RAISE_TOTAL, params!["1", -1_i64])
            })
            .await
        }
    };
    let ended = join_all((0..16).map(spend)).await;
    assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 5);
    assert!(ended.iter().filter_map(|one| one.as_ref().err()).all(|no| no.rejection() == Some(&spent())));
    assert_eq!(bed.number(TOTAL, "1").await, Some(0));
}

async fn publish_some(node: &Store, n: usize) -> bool {
    let keys = if n.is_multiple_of(5) { Keys::from([topic(n % 3), topic((n + 1) % 3)]) } else { topic(n % 3).into() };
    let published = node.write("publish", keys, move |tx| {
        for key in tx.keys().topics().to_vec() {
            tx.publish(Bed::event(&key))?;
        }
        if n % 4 == 1 { Err(spent().into()) } else { Ok(()) }
    });
    published.await.is_ok()
}

async fn numbers_have_no_gap_and_no_double(bed: Bed) {
    let nodes = [bed.store.clone(), bed.another_node().await];
    let ended = join_all((0..120).map(|n| {
        let node = nodes[n % 2].clone();
        async move { publish_some(&node, n).await }
    }))
    .await;
    assert_eq!(ended.iter().filter(|ok| **ok).count(), 90, "only the refused ones fail");
    let mut events = 0;
    for n in 0..3 {
        let rows = bed.store.read("log", move |tx| tx.rows(LOG, params![&topic(n)])).await.expect("read");
        let numbers: Vec<i64> = rows.iter().map(|row| row.get(0).expect("a number")).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
        events += numbers.len() as i64;
        if nodes[0].settings().database_is_sqlite() {
            assert_eq!(bed.seen.sequences(&topic(n)), numbers, "sinks hear in commit order");
        }
    }
    assert_eq!(bed.number(COUNT_EVENTS, "").await, Some(events));
}

async fn several_keys_never_deadlock(bed: Bed) {
    let nodes = [bed.store.clone(), bed.another_node().await];
    let swap = |n: usize| {
        let node = nodes[n % 2].clone();
        // Both orders; the store sorts them.
        let keys = if n.is_multiple_of(2) { [topic(1), topic(2)] } else { [topic(2), topic(1)] };
        async move {
            let publish = node.write("both", keys, |tx| Ok((tx.publish(Bed::event(&topic(1)))?, tx.publish(Bed::event(&topic(2)))?)));
            publish.await
        }
    };
    let mut pairs = BTreeMap::new();
    for pair in join_all((0..40).map(swap)).await {
        let (one, two) = pair.expect("published");
        assert_eq!(one, two);
        assert!(pairs.insert(one, ()).is_none());
    }
    assert_eq!(pairs.len(), 40);
}

trait Which {
    fn database_is_sqlite(&self) -> bool;
}

impl Which for footlights_store::StoreSettings {
    fn database_is_sqlite(&self) -> bool {
        matches!(self.database, footlights_store::Database::Sqlite { .. })
    }
}

on_both!(sixteen_racers_never_overspend, numbers_have_no_gap_and_no_double, several_keys_never_deadlock);
