//! A store on a throw-away database with a manual clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use footlights_base::{Chance, Event, EventId, ManualClock, NewEvent, TenantId, Timestamp, Topic};
use footlights_store::{CommitSink, Migrations, Step, Store, StoreSettings, statements};

/// The tables tests write to.
pub(crate) const TESTS: Migrations = Migrations {
    system: "tests",
    steps: &[Step {
        version: 1,
        name: "tables",
        sql: "CREATE TABLE tests_total (id {text} NOT NULL PRIMARY KEY, total {int} NOT NULL CHECK (total >= 0));
              CREATE TABLE tests_tip (id {bytes} NOT NULL PRIMARY KEY, session {text} NOT NULL, amount {int} NOT NULL, note {text}, share {real}, sealed {bool} NOT NULL, extra {bytes});",
    }],
};

statements! {
    /// A total that starts at nothing.
    ADD_TOTAL = "INSERT INTO tests_total (id, total) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING";
    /// Adds to it; fails below zero.
    RAISE_TOTAL = "UPDATE tests_total SET total = total + $2 WHERE id = $1";
    /// What it is.
    TOTAL = "SELECT total FROM tests_total WHERE id = $1";
    /// One tip with a column of every kind.
    ADD_TIP = "INSERT INTO tests_tip (id, session, amount, note, share, sealed, extra) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// It again.
    TIP = "SELECT id, session, amount, note, share, sealed, extra FROM tests_tip WHERE id = $1";
    /// How many there are.
    COUNT_TIPS = "SELECT COUNT(*) FROM tests_tip";
    /// The log of one topic.
    LOG = "SELECT sequence, id FROM event WHERE topic = $1 ORDER BY sequence";
    /// How long the log is.
    COUNT_EVENTS = "SELECT COUNT(*) FROM event";
    /// Not SQL.
    NONSENSE = "SELECT FROM WHERE";
}

/// A store and what a test needs beside it.
pub(crate) struct Bed {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) seen: Arc<Seen>,
    pub(crate) dir: Arc<tempfile::TempDir>,
}

/// Notes every committed event.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<Arc<Event>>>);

impl Seen {
    pub(crate) fn sequences(&self, topic: &Topic) -> Vec<i64> {
        self.0.lock().expect("no panic").iter().filter(|event| event.topic == *topic).map(|event| event.sequence).collect()
    }
}

impl CommitSink for Seen {
    fn committed(&self, events: &[Arc<Event>]) {
        self.0.lock().expect("no panic").extend(events.iter().cloned());
    }
}

impl Bed {
    pub(crate) async fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("footlights.db");
        Self::open(StoreSettings::sqlite(path), dir).await
    }

    /// On a fresh database of the server that the environment names.
    pub(crate) async fn postgres() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        Self::open(StoreSettings::postgres(fresh_database().await), dir).await
    }

    pub(crate) async fn open(settings: StoreSettings, dir: tempfile::TempDir) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_795_287_723_004));
        let store = Store::open(settings, &[TESTS], Arc::new(clock.clone()), Chance::from_os()).await.expect("the store opens");
        let seen = Arc::new(Seen::default());
        store.follow_commits(Arc::clone(&seen) as Arc<dyn CommitSink>);
        Self { store, clock, seen, dir: Arc::new(dir) }
    }

    /// An event of `topic`, with an id of its own.
    pub(crate) fn event(topic: &Topic) -> NewEvent {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let mut id = [0; 16];
        id[..8].copy_from_slice(&NUMBER.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let (tenant, at) = (TenantId::from_bytes([1; 16]), Timestamp::from_millis(5));
        NewEvent::new(EventId::from_bytes(id), "tests.happened", tenant, topic.clone(), at, &serde_json::json!({ "n": 1 }))
    }
}

/// The server tests use.
pub(crate) fn server_url() -> String {
    std::env::var("FOOTLIGHTS_TEST_POSTGRES")
        .expect("FOOTLIGHTS_TEST_POSTGRES is not set: run through `cargo xtask services run -- cargo nextest run`")
}

/// A new database on the server, by its URL.
pub(crate) async fn fresh_database() -> String {
    let url = server_url();
    let name = format!("store_{:x}", Chance::from_os().u64());
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the test server answers");
    let driver = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("may create databases");
    drop(client);
    driver.await.expect("no panic").expect("ends well");
    let (server, _) = url.rsplit_once('/').expect("the URL ends in a database name");
    format!("{server}/{name}")
}
