//! A command with a key is done once, whoever races and whatever is repeated.

use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp, Topic};
use footlights_store::{Once, Read as _, Store, Tx, params};
use futures_util::future::join_all;

use crate::bed::{ADD_TOTAL, Bed, RAISE_TOTAL, TOTAL};

const AT: Timestamp = Timestamp::from_millis(1_795_287_723_004);

fn topic() -> Topic {
    Topic::new("session", "a")
}

fn key(name: &str, fingerprint: u8) -> Once {
    Once { scope: "caller".into(), key: name.into(), fingerprint: [fingerprint; 32], at: AT, secret: false }
}

/// Raises the total, once per key; refuses at `limit`. Answers the new total.
async fn raise(store: Store, once: Once, limit: i64) -> Result<i64, Failure> {
    let run = move |tx: &mut Tx<'_>| {
        tx.once(Some(&once), |tx| {
            tx.run(ADD_TOTAL, params!["a"])?;
            let total: i64 = tx.one(TOTAL, params!["a"])?.get(0)?;
            if total >= limit {
                return Err(Rejection::new(ErrorKind::Conflict, "full", "It is full.").into());
            }
            tx.run(RAISE_TOTAL, params!["a", 1_i64])?;
            tx.publish(Bed::event(&topic()))?;
            Ok(total + 1)
        })
    };
    store.write("raise", topic(), run).await
}

async fn sixty_four_racers_do_it_once(bed: Bed) {
    let nodes = [bed.store.clone(), bed.another_node().await];
    let ended = join_all((0..64).map(|n| raise(nodes[n % 2].clone(), key("k", 1), 100))).await;
    let mut answered = 0;
    for one in ended {
        match one {
            Ok(total) => {
                assert_eq!(total, 1);
                answered += 1;
            }
            Err(failure) => {
                let refusal = failure.rejection().unwrap_or_else(|| panic!("{failure}"));
                assert_eq!((refusal.code, refusal.retry_after), ("in_progress", Some(Duration::from_secs(1))));
            }
        }
    }
    assert!(answered > 0);
    assert_eq!(bed.number(TOTAL, "a").await, Some(1));
    assert_eq!(raise(nodes[1].clone(), key("k", 1), 100).await.expect("the stored answer"), 1);
    assert_eq!(bed.number(crate::bed::COUNT_EVENTS, "").await, Some(1));
}

async fn a_repeat_gets_its_answer_even_when_the_domain_would_refuse_now(bed: Bed) {
    let other = bed.another_node().await;
    assert_eq!(raise(bed.store.clone(), key("k", 1), 1).await.expect("the first"), 1);
    assert_eq!(raise(other, key("k", 1), 1).await.expect("from another node"), 1);
    assert_eq!(raise(bed.store.clone(), key("k", 1), 1).await.expect("from the same node"), 1);
    let another = raise(bed.store.clone(), key("l", 1), 1).await;
    assert_eq!(another.expect_err("full").rejection().map(|refusal| refusal.code), Some("full"));
    assert_eq!(raise(bed.store.clone(), key("l", 1), 2).await.expect("refusals are not stored"), 2);
}

async fn a_key_belongs_to_one_command_and_one_caller(bed: Bed) {
    raise(bed.store.clone(), key("k", 1), 9).await.expect("the first");
    let other = raise(bed.another_node().await, key("k", 2), 9).await.expect_err("another command");
    assert_eq!((other.kind(), other.rejection().map(|refusal| refusal.code)), (ErrorKind::KeyReused, Some("idempotency_key_reused")));
    let elsewhere = Once { scope: "another".into(), ..key("k", 2) };
    assert_eq!(raise(bed.store.clone(), elsewhere, 9).await.expect("another caller"), 2);
}

async fn a_key_is_free_again_after_a_day(bed: Bed) {
    raise(bed.store.clone(), key("k", 1), 9).await.expect("the first");
    let later = Once { at: AT.plus(Duration::from_secs(24 * 3_600)), ..key("k", 2) };
    assert_eq!(raise(bed.store.clone(), later.clone(), 9).await.expect("free"), 2);
    assert_eq!(raise(bed.store.clone(), later, 9).await.expect("and taken"), 2);
}

async fn a_secret_is_told_once(bed: Bed) {
    let once = Once { secret: true, ..key("k", 1) };
    raise(bed.store.clone(), once.clone(), 9).await.expect("the first");
    let again = raise(bed.another_node().await, once, 9).await.expect_err("told before");
    assert_eq!((again.kind(), again.rejection().map(|refusal| refusal.code)), (ErrorKind::Conflict, Some("already_issued")));
    assert_eq!(bed.number(TOTAL, "a").await, Some(1));
}

on_both!(
    sixty_four_racers_do_it_once,
    a_repeat_gets_its_answer_even_when_the_domain_would_refuse_now,
    a_key_belongs_to_one_command_and_one_caller,
    a_key_is_free_again_after_a_day,
    a_secret_is_told_once,
);
