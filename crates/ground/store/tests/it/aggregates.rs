//! Aggregates in memory are never stale: two nodes write what they remember, and every step is there in the end.

use footlights_base::{ErrorKind, Failure, Rejection, Topic};
use footlights_store::{Read, Stop, Store, Tx, params};
use futures_util::future::join_all;

use crate::bed::{ADD_TOTAL, Bed, PUT_TOTAL, RAISE_TOTAL, TOTAL};

/// The total, as a lane remembers it.
#[derive(Debug, Clone, PartialEq)]
struct Total(i64);

fn topic() -> Topic {
    Topic::new("session", "a")
}

fn load(tx: &mut Tx<'_>) -> Result<Total, Stop> {
    Ok(Total(tx.one(TOTAL, params!["a"])?.get(0)?))
}

/// One more, from memory: an old memory would undo a step of somebody else.
async fn step(store: Store, refused: bool) -> Result<i64, Failure> {
    let run = move |tx: &mut Tx<'_>| {
        let total = tx.remember(&topic(), load)?;
        total.0 += 1;
        let total = total.0;
        tx.run(PUT_TOTAL, params!["a", total])?;
        if refused { Err(Rejection::new(ErrorKind::Conflict, "no", "No.").into()) } else { Ok(total) }
    };
    store.write("step", topic(), run).await
}

async fn two_nodes_lose_no_step(bed: Bed) {
    let nodes = [bed.store.clone(), bed.another_node().await];
    bed.store.write("make", topic(), |tx| tx.run(ADD_TOTAL, params!["a"])).await.expect("made");
    let mut ended = Vec::new();
    for round in 0..10_usize {
        // Sometimes one node works alone and its memory counts, sometimes they alternate.
        let steps = (0..30).map(|n| step(nodes[if round % 3 == 0 { 0 } else { n % 2 }].clone(), n % 7 == 3));
        ended.extend(join_all(steps).await.into_iter().filter_map(Result::ok));
    }
    ended.sort_unstable();
    assert_eq!(ended, (1..=260).collect::<Vec<_>>(), "every total was reached once");
    assert_eq!(bed.number(TOTAL, "a").await, Some(260));
}

async fn a_failed_transaction_is_not_remembered(bed: Bed) {
    bed.store.write("make", topic(), |tx| tx.run(ADD_TOTAL, params!["a"])).await.expect("made");
    step(bed.store.clone(), false).await.expect("one");
    let broken = |tx: &mut Tx<'_>| {
        tx.remember(&topic(), load)?.0 += 100;
        tx.run(RAISE_TOTAL, params!["a", -100_i64])
    };
    bed.store.write("broken", topic(), broken).await.expect_err("a constraint");
    assert_eq!(step(bed.store.clone(), false).await.expect("two"), 2);
}

async fn a_write_beside_the_memory_makes_it_be_forgotten(bed: Bed) {
    bed.store.write("make", topic(), |tx| tx.run(ADD_TOTAL, params!["a"])).await.expect("made");
    step(bed.store.clone(), false).await.expect("one");
    bed.store.write("beside", topic(), |tx| tx.run(RAISE_TOTAL, params!["a", 10_i64])).await.expect("written");
    assert_eq!(step(bed.store.clone(), false).await.expect("two"), 12);
}

async fn what_is_not_locked_is_not_remembered(bed: Bed) {
    let elsewhere = bed.store.write("elsewhere", Topic::new("session", "b"), |tx| Ok(tx.remember(&topic(), load)?.0)).await;
    assert_eq!(elsewhere.expect_err("not among the keys").kind(), ErrorKind::Internal);
}

on_both!(
    two_nodes_lose_no_step,
    a_failed_transaction_is_not_remembered,
    a_write_beside_the_memory_makes_it_be_forgotten,
    what_is_not_locked_is_not_remembered,
);
