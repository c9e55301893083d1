//! Migrations: planned, copied before, checked after, all of a system's steps or none.

use std::sync::Arc;

use footlights_base::{Chance, SystemClock, Topic};
use footlights_store::{Migrations, OpenError, Read as _, Sql, Step, Store, StoreSettings, params, plan};

use crate::bed::fresh_database;

const PARENTS: Step = Step {
    version: 1,
    name: "parents",
    sql: "CREATE TABLE mig_parent (id {int} NOT NULL PRIMARY KEY);
          CREATE TABLE mig_child (id {int} NOT NULL PRIMARY KEY, parent {int} NOT NULL REFERENCES mig_parent (id) ON DELETE CASCADE);
          INSERT INTO mig_parent (id) VALUES (1);
          INSERT INTO mig_child (id, parent) VALUES (1, 1);",
};
const FIRST: Migrations = Migrations { system: "mig", steps: &[PARENTS] };
const SECOND: Migrations =
    Migrations { system: "mig", steps: &[PARENTS, Step { version: 2, name: "more", sql: "CREATE TABLE mig_more (id {int} NOT NULL);" }] };
const CHANGED: Migrations =
    Migrations { system: "mig", steps: &[Step { version: 1, name: "parents", sql: "CREATE TABLE mig_other (id {int} NOT NULL);" }] };
/// Two steps, of which the second one fails.
const BROKEN: Migrations = Migrations {
    system: "mig",
    steps: &[
        PARENTS,
        Step { version: 2, name: "more", sql: "CREATE TABLE mig_more (id {int} NOT NULL);" },
        Step { version: 3, name: "wrong", sql: "CREATE TABLE mig_child (id {int} NOT NULL);" },
    ],
};
/// SQLite's way to change a table: a new one, copied, in the place of the old.
const REBUILT: Migrations = Migrations {
    system: "mig",
    steps: &[
        PARENTS,
        Step {
            version: 2,
            name: "rebuilt",
            sql: "CREATE TABLE mig_new (id {int} NOT NULL PRIMARY KEY, name {text});
                  INSERT INTO mig_new (id) SELECT id FROM mig_parent;
                  DROP TABLE mig_parent;
                  ALTER TABLE mig_new RENAME TO mig_parent;",
        },
    ],
};
const CHILDREN: Sql = Sql::new("CHILDREN", "SELECT COUNT(*) FROM mig_child");
const ORPHAN: Sql = Sql::new("ORPHAN", "INSERT INTO mig_child (id, parent) VALUES (9, 9)");

async fn open(settings: &StoreSettings, system: Migrations) -> Result<Store, OpenError> {
    Store::open(settings.clone(), &[system], Arc::new(SystemClock), Chance::from_os()).await
}

async fn steps(settings: &StoreSettings, system: Migrations) -> Vec<(String, u32)> {
    plan(settings, &[system]).await.expect("planned").into_iter().map(|step| (step.system, step.version)).collect()
}

async fn what_is_planned_is_what_is_done(settings: StoreSettings) {
    assert_eq!(steps(&settings, FIRST).await.last(), Some(&("mig".to_owned(), 1)));
    assert_eq!(steps(&settings, FIRST).await.len(), steps(&settings, FIRST).await.len(), "planning changes nothing");
    open(&settings, FIRST).await.expect("migrated").close().await;
    assert_eq!(steps(&settings, FIRST).await, []);
    assert_eq!(steps(&settings, SECOND).await, [("mig".to_owned(), 2)]);
    let changed = open(&settings, CHANGED).await.expect_err("a released step was changed");
    assert!(matches!(changed, OpenError::Migration { .. }), "{changed}");
    open(&settings, BROKEN).await.expect_err("the last step fails");
    assert_eq!(steps(&settings, SECOND).await, [("mig".to_owned(), 2)], "the step before it is undone with it");
    open(&settings, SECOND).await.expect("migrated").close().await;
    open(&settings, SECOND).await.expect("nothing to do").close().await;
}

#[tokio::test]
async fn on_sqlite() {
    let dir = tempfile::tempdir().expect("a directory");
    what_is_planned_is_what_is_done(StoreSettings::sqlite(dir.path().join("footlights.db"))).await;
}

#[tokio::test]
async fn a_file_says_who_made_it_only_when_all_of_it_was_made() {
    let dir = tempfile::tempdir().expect("a directory");
    let settings = StoreSettings::sqlite(dir.path().join("footlights.db"));
    let twin =
        Migrations { system: "twin", steps: &[Step { version: 1, name: "twin", sql: "CREATE TABLE mig_twin (id {int} NOT NULL);" }] };
    open(&settings, FIRST).await.expect("migrated").close().await;
    let both = Store::open(settings.clone(), &[twin, BROKEN], Arc::new(SystemClock), Chance::from_os()).await;
    both.expect_err("the second system's step fails");
    // The twin's tables are there now, so the file is no longer what FIRST alone has made: all is looked at again.
    assert_eq!(plan(&settings, &[twin]).await.expect("planned"), []);
    open(&settings, CHANGED).await.expect_err("a released step was changed");
    open(&settings, FIRST).await.expect("its own steps are as they were").close().await;
    open(&settings, CHANGED).await.expect_err("a released step was changed");
}

#[tokio::test]
async fn on_postgres() {
    what_is_planned_is_what_is_done(StoreSettings::postgres(fresh_database().await)).await;
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once() {
    let settings = StoreSettings::postgres(fresh_database().await);
    let nodes = futures_util::future::join_all((0..4).map(|_| open(&settings, FIRST))).await;
    assert!(nodes.iter().all(Result::is_ok), "{nodes:?}");
}

#[tokio::test]
async fn a_rebuilt_parent_keeps_its_children_and_a_copy_is_kept() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("footlights.db");
    let settings = StoreSettings::sqlite(&path);
    open(&settings, FIRST).await.expect("migrated").close().await;
    assert!(!dir.path().join("footlights.db.before-migration").exists(), "a new file needs no copy");
    let store = open(&settings, REBUILT).await.expect("migrated");
    let children = store.read("children", |tx| tx.one(CHILDREN, params![])?.get::<i64>(0)).await.expect("read");
    assert_eq!(children, 1);
    store.write("orphan", Topic::new("session", "a"), |tx| tx.run(ORPHAN, params![])).await.expect_err("foreign keys are on again");
    store.close().await;
    let copy = StoreSettings::sqlite(dir.path().join("footlights.db.before-migration"));
    assert_eq!(steps(&copy, REBUILT).await, [("mig".to_owned(), 2)], "the copy is from before");
}
