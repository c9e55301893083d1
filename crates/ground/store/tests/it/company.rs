//! PostgreSQL: what comes while a transaction's locks are on their way shares the transaction, where it locks the same; what does not is
//! next, and whatever is behind that waits for it.

use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection, Topic};
use footlights_store::{Read as _, Sql, StoreSettings, Tx, params};
use tokio_postgres::{Client, NoTls};

use crate::bed::{ADD_TOTAL, Bed, RAISE_TOTAL, TOTAL, fresh_database};

/// By what the server knows the transaction.
const TRANSACTION: Sql = Sql::new("TRANSACTION", "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)");
/// How many wait for a lock.
const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

fn key(name: &str) -> Topic {
    Topic::new("session", name)
}

/// A store with one lane, and a connection beside it that holds the lock of `a`.
async fn held() -> (Bed, Client) {
    let url = fresh_database().await;
    let settings = StoreSettings { lanes: 1, ..StoreSettings::postgres(&url) };
    let bed = Bed::open(settings, tempfile::tempdir().expect("a directory")).await;
    for name in ["a", "b"] {
        let add = move |tx: &mut Tx<'_>| {
            tx.run(ADD_TOTAL, params![name])?;
            tx.publish(Bed::event(&key(name))).map(drop)
        };
        bed.store.write("add", key(name), add).await.expect("added");
    }
    let (beside, connection) = tokio_postgres::connect(&url, NoTls).await.expect("connects");
    drop(bed.tasks.spawn(async move { drop(connection.await) }));
    beside.batch_execute("BEGIN; SELECT last FROM topic WHERE id = 'session:a' FOR UPDATE").await.expect("held");
    (bed, beside)
}

/// Queues commands one behind the other, the first of which waits for its lock, then lets go. Answers in the order of the commands.
async fn queued<T: Send + 'static>(
    bed: &Bed,
    beside: &Client,
    commands: Vec<impl Future<Output = Result<T, Failure>> + Send + 'static>,
) -> Vec<Result<T, Failure>> {
    let mut tasks = Vec::new();
    for (number, command) in commands.into_iter().enumerate() {
        tasks.push(bed.tasks.spawn(command));
        bed.queued(number).await;
        if number == 0 {
            while beside.query_one(WAITING, &[]).await.expect("answers").get::<_, i64>(0) == 0 {
                // sleep: the server is asked again whether somebody waits; it tells nobody by itself
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    }
    beside.batch_execute("COMMIT").await.expect("let go");
    futures_util::future::join_all(tasks).await.into_iter().map(|ended| ended.expect("no panic")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_locks_the_same_joins_and_nobody_is_overtaken() {
    let (bed, beside) = held().await;
    let which = |keys: &[&str]| {
        let (store, keys) = (bed.store.clone(), keys.iter().map(|name| key(name)).collect::<Vec<_>>());
        async move { store.write("which", keys, |tx: &mut Tx<'_>| tx.one(TRANSACTION, params![])?.get::<i64>(0)).await }
    };
    let commands = vec![which(&["a"]), which(&["a"]), which(&["b"]), which(&["a"]), which(&["a", "b"])];
    let found: Vec<i64> = queued(&bed, &beside, commands).await.into_iter().map(|ended| ended.expect("answered")).collect();
    assert_eq!(found[0], found[1], "it came while the lock was on its way");
    assert!(found[2] > found[1], "another key, the next transaction");
    assert!(found[3] >= found[2], "behind it, although its own key was free before: {found:?}");
    assert!(found[4] > found[3], "several keys are locked alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_joins_and_is_refused_harms_nobody() {
    let (bed, beside) = held().await;
    let raise = |by: i64, rows: u64| {
        let (store, no) = (bed.store.clone(), Rejection::new(ErrorKind::Conflict, "no", "This was to fail."));
        let raise = move |tx: &mut Tx<'_>| tx.must(RAISE_TOTAL, params!["a", by], rows, no.clone());
        async move { store.write("raise", key("a"), raise).await }
    };
    let ended = queued(&bed, &beside, vec![raise(1, 1), raise(10, 2), raise(100, 1)]).await;
    assert_eq!(ended.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(bed.number(TOTAL, "a").await, Some(101));
}
