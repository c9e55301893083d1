//! Backup of a busy server, restore into an empty place, compared row by row; also from one database to the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use footlights_base::{Chance, Event};
use footlights_store::{BackupError, Database, Keys, Migrations, OnProgress, Phase, Step, Store, StoreSettings, restore};
use footlights_testkit::{Db, World, on_both};
use tokio::task::JoinSet;

use crate::trial::{QUEUE, TRACER, TRIAL, Tracer, WANTED, enqueue, job, publish, topic, traces, workers};

/// How many topics have events.
const TOPICS: usize = 4;

/// A place for a backup, gone at the end.
fn place() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn no_progress() -> OnProgress {
    Arc::new(|_| {})
}

fn settings(database: &Database) -> StoreSettings {
    StoreSettings { database: database.clone(), ..StoreSettings::default() }
}

async fn open(world: &World, database: Database) -> Store {
    Store::open(settings(&database), TRIAL, world.shared_clock(), Chance::seeded(9)).await.expect("opens")
}

/// All that is said of the events of a topic, but for the epoch.
async fn events(store: &Store, n: usize) -> Vec<String> {
    let page = store.events_after(&topic(n), 0, 1_000).await.expect("readable");
    let said = |event: &Event| {
        format!(
            "{} {} {} {} {} {} {}",
            event.id, event.kind, event.tenant, event.sequence, event.occurred_at, event.display_at, event.payload
        )
    };
    assert_eq!(page.head.last, i64::try_from(page.events.len()).expect("small"), "nothing is missing");
    page.events.iter().map(said).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_server_is_one_moment_and_restores_on_either_database() {
    on_both(TRIAL, |world| async move {
        let before = 30;
        for n in 0..TOPICS {
            publish(&world, &topic(n), WANTED, before).await;
        }
        let settled = workers(&world, vec![Arc::new(Tracer::default())], vec![]);
        settled.settle().await;
        enqueue(&world, job(&world, "later", Duration::from_secs(60))).await;
        let lease = world.lease("owned", "node a", Duration::from_secs(60)).await.expect("asked").expect("free");
        world
            .write("document", Keys::none(), |tx| tx.save("trial", "one", 0, &serde_json::json!({ "é": [1.5, null] })))
            .await
            .expect("saved");

        // Everybody goes on while the backup is made.
        let stop = Arc::new(AtomicBool::new(false));
        let mut busy = JoinSet::new();
        busy.spawn({
            let (world, stop) = (world.clone(), stop.clone());
            async move {
                while !stop.load(Ordering::Relaxed) {
                    for n in 0..TOPICS {
                        publish(&world, &topic(n), WANTED, 1).await;
                    }
                }
            }
        });
        let folder = place();
        let file = folder.path().join("backup.db");
        let phases = Arc::new(Mutex::new(Vec::new()));
        let told = phases.clone();
        let backup = world.backup(&file, Arc::new(move |progress| told.lock().expect("free").push(progress.phase))).await.expect("made");
        stop.store(true, Ordering::Relaxed);
        while let Some(ended) = busy.join_next().await {
            ended.expect("no panic");
        }
        assert!(phases.lock().expect("free").contains(&Phase::Verifying));
        assert!(
            backup.tables.iter().any(|(name, rows)| name == "trial_effect" && *rows >= (before * TOPICS) as u64),
            "{:?}",
            backup.tables
        );
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing else is left there");
        let again = world.backup(&file, no_progress()).await.expect_err("taken");
        assert!(matches!(again, BackupError::Occupied(_)), "{again}");

        let later = Duration::from_secs(60);
        world.advance(later);
        let places = [Database::Sqlite { path: folder.path().join("restored.db") }, world.empty_postgres().await];
        for place in places {
            let restored =
                restore(&file, settings(&place), TRIAL, world.shared_clock(), Chance::seeded(1), no_progress()).await.expect("restored");
            assert_eq!(restored.tables, backup.tables);
            let taken =
                restore(&file, settings(&place), TRIAL, world.shared_clock(), Chance::seeded(1), no_progress()).await.expect_err("taken");
            assert!(matches!(taken, BackupError::Occupied(_) | BackupError::NotEmpty), "{taken}");
            compare(&world, &place, before, lease.token()).await;
        }
        settled.stop(later).await;
    })
    .await;
}

/// The restored database against the one it was made from, which has gone on since.
async fn compare(world: &World, place: &Database, before: usize, token: i64) {
    let store = open(world, place.clone()).await;
    for n in 0..TOPICS {
        let (old, new) = (events(world, n).await, events(&store, n).await);
        assert!(new.len() >= before && old.len() >= new.len(), "{} of {}", new.len(), old.len());
        assert_eq!(new[..], old[..new.len()], "a prefix, word by word");
        let heads = [world.clone(), world.around(store.clone())];
        let mut epochs = Vec::new();
        for store in heads {
            epochs.push(store.events_after(&topic(n), 0, 1).await.expect("readable").head.epoch);
        }
        assert!(epochs[1] > epochs[0], "a new life of the numbering: {epochs:?}");
    }
    let there = world.around(store.clone());
    // What subscribers had done is not done again, the rest once; the job runs; the lease is free.
    let runs = crate::trial::Runs::well();
    let working = workers(&there, vec![Arc::new(Tracer::default())], vec![runs.clone()]);
    working.settle().await;
    let mut expected = Vec::new();
    for n in 0..TOPICS {
        let last = events(&store, n).await.len();
        expected.extend((1..=last).map(|sequence| (topic(n).to_string(), i64::try_from(sequence).expect("small"))));
    }
    let found: Vec<_> = traces(&there, TRACER).await.into_iter().map(|trace| (trace.topic, trace.sequence)).collect();
    assert_eq!(found, expected);
    assert_eq!(runs.keys(), ["later"], "{QUEUE}");
    let lease = store.lease("owned", "node b", Duration::from_secs(60)).await.expect("asked").expect("no owner survives");
    assert!(lease.token() > token);
    let load = |read: &mut footlights_store::ReadTx<'_>| footlights_store::document::load::<serde_json::Value>(read, "trial", "one");
    let document = store.read("load", load).await.expect("readable").expect("there");
    assert_eq!(document.value, serde_json::json!({ "é": [1.5, null] }));
    // New events go on behind the restored ones.
    publish(&there, &topic(0), WANTED, 1).await;
    working.settle().await;
    working.stop(Duration::from_secs(5)).await;
    store.close().await;
}

#[tokio::test]
async fn what_is_no_sound_backup_is_refused() {
    on_both(TRIAL, |world| async move {
        publish(&world, &topic(0), WANTED, 3).await;
        let folder = place();
        let file = folder.path().join("backup.db");
        world.backup(&file, no_progress()).await.expect("made");

        let text = folder.path().join("text.db");
        std::fs::write(&text, "not a database at all, however long it is").expect("written");
        let torn = folder.path().join("torn.db");
        let whole = std::fs::read(&file).expect("readable");
        std::fs::write(&torn, &whole[..whole.len() / 2]).expect("written");
        let missing_rows = folder.path().join("missing.db");
        std::fs::copy(&file, &missing_rows).expect("copied");
        let edit = rusqlite::Connection::open(&missing_rows).expect("opens");
        edit.execute("DELETE FROM event WHERE sequence = 2", []).expect("deleted");
        drop(edit);
        for broken in [&text, &torn, &missing_rows] {
            let to = Database::Sqlite { path: folder.path().join("restored.db") };
            let refused =
                restore(broken, settings(&to), TRIAL, world.shared_clock(), Chance::seeded(1), no_progress()).await.expect_err("unsound");
            assert!(matches!(refused, BackupError::Unsound { .. }), "{}: {refused}", broken.display());
            assert!(!folder.path().join("restored.db").exists());
        }
    })
    .await;
}

#[tokio::test]
async fn an_older_backup_is_brought_up_to_date_and_a_newer_one_refused() {
    const OLD: &[Migrations] = &[Migrations { system: "aging", steps: &[FIRST] }];
    const NEW: &[Migrations] = &[Migrations { system: "aging", steps: &[FIRST, SECOND] }];
    const FIRST: Step = Step { version: 1, name: "first", sql: "CREATE TABLE aging (id {int} NOT NULL PRIMARY KEY);" };
    const SECOND: Step = Step { version: 2, name: "second", sql: "ALTER TABLE aging ADD COLUMN note {text};" };
    for kind in [Db::Sqlite, Db::Postgres] {
        let world = World::on(kind, OLD).await;
        publish(&world, &topic(0), WANTED, 2).await;
        let folder = place();
        let (older, newer) = (folder.path().join("older.db"), folder.path().join("newer.db"));
        world.backup(&older, no_progress()).await.expect("made");
        let opened = |database: Database| {
            let settings = settings(&database);
            let clock = world.shared_clock();
            async move { Store::open(settings, NEW, clock, Chance::seeded(1)).await.expect("opens") }
        };
        for place in [Database::Sqlite { path: folder.path().join("new.db") }, world.empty_postgres().await] {
            restore(&older, settings(&place), NEW, world.shared_clock(), Chance::seeded(1), no_progress()).await.expect("restored");
            let store = opened(place).await;
            assert_eq!(store.events_after(&topic(0), 0, 10).await.expect("readable").events.len(), 2);
            if !newer.exists() {
                store.backup(&newer, no_progress()).await.expect("made");
            }
            store.close().await;
        }
        for place in [Database::Sqlite { path: folder.path().join("refused.db") }, world.empty_postgres().await] {
            let refused = restore(&newer, settings(&place), OLD, world.shared_clock(), Chance::seeded(1), no_progress()).await;
            assert!(matches!(refused, Err(BackupError::Open(_))), "{refused:?}");
        }
        assert!(!folder.path().join("refused.db").exists());
    }
}
