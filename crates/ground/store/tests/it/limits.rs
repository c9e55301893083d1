//! Full queues, full disks, endless reads, callers that go away.

use std::time::Duration;

use footlights_base::{ErrorKind, EventId, Topic};
use footlights_store::{Read as _, Sql, params};
use tokio::task::JoinSet;

use crate::bed::{ADD_TIP, Bed, COUNT_TIPS};

const ENDLESS: Sql = Sql::new(
    "ENDLESS",
    "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n.i + 1 FROM n WHERE n.i < 1000000000000) SELECT COUNT(*) FROM n",
);

fn topic() -> Topic {
    Topic::new("session", "a")
}

fn tip(bed: &Bed, number: u64, bytes: usize) -> impl Future<Output = Result<(), footlights_base::Failure>> + Send + 'static {
    let store = bed.store.clone();
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    let id = EventId::from_bytes(id);
    async move {
        store
            .write("tip", topic(), move |tx| tx.run(ADD_TIP, params![id, "s", 1_i64, Option::<&str>::None, 0.5, true, vec![7_u8; bytes]]))
            .await
    }
}

async fn a_full_queue_refuses_and_loses_nothing(bed: Bed) {
    let gate = bed.hold(&topic()).await;
    let mut tasks: JoinSet<_> = (0..4_196).map(|n| tip(&bed, n, 1)).collect();
    // While the gate is shut, only those that find the queue full can end.
    for _ in 0..100 {
        let refused = tasks.join_next().await.expect("one of them").expect("no panic").expect_err("too many");
        let refusal = refused.rejection().expect("a refusal");
        assert_eq!((refusal.kind, refusal.code, refusal.retry_after), (ErrorKind::Unavailable, "overloaded", Some(Duration::from_secs(1))));
    }
    bed.queued(4_096).await;
    tip(&bed, 1_000_000, 1).await.expect_err("too many");
    gate.open();
    let ended = tasks.join_all().await;
    assert_eq!(ended.len(), 4_096);
    ended.into_iter().for_each(|one| one.expect("done"));
    assert_eq!(bed.number(COUNT_TIPS, "").await, Some(4_096));
}

async fn a_queued_write_is_done_whoever_waits(bed: Bed) {
    let gate = bed.hold(&topic()).await;
    let caller = bed.tasks.spawn(tip(&bed, 1, 1));
    bed.queued(1).await;
    caller.abort();
    assert!(caller.await.expect_err("gone").is_cancelled());
    gate.open();
    tip(&bed, 2, 1).await.expect("behind it");
    assert_eq!(bed.number(COUNT_TIPS, "").await, Some(2));
}

async fn an_endless_read_is_ended(bed: Bed) {
    let ended = bed.store.read("endless", |tx| tx.rows(ENDLESS, params![]).map(drop)).await;
    assert_eq!(ended.expect_err("ended").kind(), ErrorKind::Unavailable);
    assert_eq!(bed.number(COUNT_TIPS, "").await, Some(0), "the reader goes on");
}

async fn a_closed_store_finishes_what_waits_and_takes_no_more(bed: Bed) {
    let gate = bed.hold(&topic()).await;
    let waiting = bed.tasks.spawn(tip(&bed, 1, 1));
    bed.queued(1).await;
    let closing = bed.tasks.spawn({
        let store = bed.store.clone();
        async move { store.close().await }
    });
    gate.open();
    waiting.await.expect("no panic").expect("done");
    closing.await.expect("no panic");
    assert_eq!(tip(&bed, 2, 1).await.expect_err("closed").rejection().map(|refusal| refusal.code), Some("shutting_down"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_harms_only_what_does_not_fit() {
    const PAGES: Sql = Sql::new("PAGES", "PRAGMA page_count");
    const TIGHT: Sql = Sql::new("TIGHT", "PRAGMA max_page_count = 100");
    const WIDE: Sql = Sql::new("WIDE", "PRAGMA max_page_count = 1000000");
    let bed = Bed::sqlite().await;
    let pages = bed.store.write("tight", topic(), |tx| {
        tx.one(TIGHT, params![])?;
        tx.one(PAGES, params![])?.get::<i64>(0)
    });
    assert!(pages.await.expect("set") < 90, "there is some room");
    let sizes = [10, 20, 1_000_000, 30, 1_000_000, 40];
    let commands = sizes.iter().zip(0..).map(|(bytes, n)| tip(&bed, n, *bytes)).collect();
    let ended = bed.together(&topic(), commands).await;
    for (bytes, one) in sizes.iter().zip(&ended) {
        match one {
            Ok(()) => assert!(*bytes < 100),
            Err(failure) => assert_eq!((*bytes, failure.kind()), (1_000_000, ErrorKind::Unavailable)),
        }
    }
    assert_eq!(bed.number(COUNT_TIPS, "").await, Some(4));
    bed.store.write("wide", topic(), |tx| tx.one(WIDE, params![]).map(drop)).await.expect("set");
    tip(&bed, 9, 1_000_000).await.expect("it fits again");
    assert!(bed.store.health().up);
}

#[tokio::test]
async fn the_write_ahead_log_stays_at_one_size() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("footlights.db");
    let bed = Bed::open(footlights_store::StoreSettings::sqlite(&path), dir).await;
    for number in 0..80 {
        tip(&bed, number, 1_000_000).await.expect("written");
    }
    let wal = std::fs::metadata(path.with_extension("db-wal")).expect("there").len();
    assert!(wal < 24_000_000, "80 MB went through a log of {wal} bytes");
}

#[tokio::test]
async fn a_data_directory_has_one_server() {
    let bed = Bed::sqlite().await;
    let chance = footlights_base::Chance::from_os();
    let settings = bed.store.settings().clone();
    let clock = std::sync::Arc::clone(bed.store.clock());
    let second = footlights_store::Store::open(settings.clone(), &[crate::bed::TESTS], clock.clone(), chance.clone()).await;
    let error = second.expect_err("taken").to_string();
    assert!(error.contains("in use by another Footlights server"), "{error}");
    bed.store.close().await;
    footlights_store::Store::open(settings, &[crate::bed::TESTS], clock, chance).await.expect("free again");
}

on_both!(
    a_full_queue_refuses_and_loses_nothing,
    a_queued_write_is_done_whoever_waits,
    an_endless_read_is_ended,
    a_closed_store_finishes_what_waits_and_takes_no_more,
);
