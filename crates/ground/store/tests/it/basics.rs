//! Reading, writing, refusing, publishing.

use footlights_base::{ErrorKind, Failure, Rejection, Topic};
use footlights_store::{Read as _, check_statements, params};

use crate::bed::{ADD_TIP, ADD_TOTAL, Bed, LOG, NONSENSE, RAISE_TOTAL, STATEMENTS, TIP, TOTAL};

fn topic() -> Topic {
    Topic::new("session", "a")
}

fn no() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "no", "No.")
}

async fn values_of_every_kind_come_back(bed: Bed) {
    let id = footlights_base::EventId::from_bytes([9; 16]);
    bed.store
        .write("add", topic(), move |tx| tx.run(ADD_TIP, params![id, "s", i64::MAX, Option::<String>::None, 0.1, true, vec![0_u8, 255]]))
        .await
        .expect("added");
    let row = bed.store.read("read", move |tx| tx.one(TIP, params![id])).await.expect("there");
    assert_eq!(row.get::<footlights_base::EventId>(0).expect("an id"), id);
    assert_eq!(row.get::<String>(1).expect("text"), "s");
    assert_eq!(row.get::<i64>(2).expect("a number"), i64::MAX);
    assert_eq!(row.get::<Option<String>>(3).expect("nothing"), None);
    assert_eq!(row.get::<f64>(4).expect("a double").to_bits(), 0.1_f64.to_bits());
    assert!(row.get::<bool>(5).expect("a truth"));
    assert_eq!(row.get::<Vec<u8>>(6).expect("bytes"), [0, 255]);
    assert!(row.get::<i64>(1).is_err() && row.get::<i64>(7).is_err());
}

async fn a_refusal_undoes_its_writes_and_numbers(bed: Bed) {
    let refused: Result<(), Failure> = bed
        .store
        .write("refuse", topic(), |tx| {
            tx.run(ADD_TOTAL, params!["a"])?;
            tx.publish(Bed::event(&topic()))?;
            Err(no().into())
        })
        .await;
    assert_eq!(refused.expect_err("refused").rejection(), Some(&no()));
    let sequence = bed.store.write("publish", topic(), |tx| tx.publish(Bed::event(&topic()))).await.expect("published");
    assert_eq!(sequence, 1);
    let missing = bed.store.write("must", topic(), |tx| tx.must(RAISE_TOTAL, params!["a", 1_i64], 1, no())).await;
    assert_eq!(missing.expect_err("no such row").rejection(), Some(&no()));
    assert_eq!(bed.seen.sequences(&topic()), [1]);
}

async fn several_events_of_a_command_are_numbered_in_order(bed: Bed) {
    for _ in 0..3 {
        bed.store
            .write("publish", topic(), |tx| {
                let first = tx.publish(Bed::event(&topic()))?;
                Ok((first, tx.publish(Bed::event(&topic()))?))
            })
            .await
            .expect("published");
    }
    assert_eq!(bed.seen.sequences(&topic()), [1, 2, 3, 4, 5, 6]);
    let log = bed.store.read("log", |tx| tx.rows(LOG, params![&topic()])).await.expect("read");
    assert_eq!(log.len(), 6);
}

async fn an_event_of_another_topic_is_refused(bed: Bed) {
    let elsewhere = bed.store.write("publish", Topic::new("session", "b"), |tx| tx.publish(Bed::event(&topic()))).await;
    assert_eq!(elsewhere.expect_err("not among the keys").kind(), ErrorKind::Internal);
}

async fn an_error_poisons_even_when_the_closure_hides_it(bed: Bed) {
    let hidden = bed
        .store
        .write("hide", topic(), |tx| {
            tx.run(ADD_TOTAL, params!["a"])?;
            drop(tx.rows(NONSENSE, params![]));
            Ok(())
        })
        .await;
    assert_eq!(hidden.expect_err("broken").kind(), ErrorKind::Internal);
    let total = bed.store.read("total", |tx| tx.optional(TOTAL, params!["a"])).await.expect("read");
    assert!(total.is_none());
}

async fn a_panic_harms_no_neighbour(bed: Bed) {
    let work = |n: usize| {
        let store = bed.store.clone();
        async move {
            store
                .write("perhaps", topic(), move |tx| {
                    assert!(!n.is_multiple_of(3), "closure {n}");
                    tx.publish(Bed::event(&topic()))
                })
                .await
        }
    };
    let ended = futures_util::future::join_all((0..30).map(work)).await;
    assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 20);
    assert!(ended.iter().filter_map(|one| one.as_ref().err()).all(|error| error.kind() == ErrorKind::Internal));
    assert_eq!(bed.seen.sequences(&topic()), (1..=20).collect::<Vec<_>>());
}

async fn every_statement_is_prepared(bed: Bed) {
    let faults = check_statements(&bed.store, STATEMENTS).await.expect("asked");
    assert_eq!(faults.iter().map(|fault| fault.statement).collect::<Vec<_>>(), ["NONSENSE"]);
}

on_both!(
    values_of_every_kind_come_back,
    a_refusal_undoes_its_writes_and_numbers,
    several_events_of_a_command_are_numbered_in_order,
    an_event_of_another_topic_is_refused,
    an_error_poisons_even_when_the_closure_hides_it,
    a_panic_harms_no_neighbour,
    every_statement_is_prepared,
);
