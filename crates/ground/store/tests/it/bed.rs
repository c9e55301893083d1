//! A store on a throw-away database with a manual clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use footlights_base::{Chance, Event, EventId, Failure, ManualClock, NewEvent, TenantId, Timestamp, Topic};
use footlights_store::{CommitSink, Database, Migrations, Read as _, ReadTx, Sql, Step, Store, StoreSettings, params, statements};
use tokio_util::task::TaskTracker;

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
    /// Makes it one more.
    RAISE_TIP = "UPDATE tests_tip SET amount = amount + 1 WHERE id = $1";
    /// How many there are.
    COUNT_TIPS = "SELECT COUNT(*) FROM tests_tip";
    /// The log of one topic.
    LOG = "SELECT sequence, id FROM event WHERE topic = $1 ORDER BY sequence";
    /// How long the log is.
    COUNT_EVENTS = "SELECT COUNT(*) FROM event";
    /// Makes it so.
    PUT_TOTAL = "UPDATE tests_total SET total = $2 WHERE id = $1";
    /// Not SQL.
    NONSENSE = "SELECT FROM WHERE";
}

/// A store and what a test needs beside it.
pub(crate) struct Bed {
    pub(crate) store: Store,
    pub(crate) seen: Arc<Seen>,
    pub(crate) tasks: TaskTracker,
    _dir: tempfile::TempDir,
}

/// Holds a closure, and with it a store thread.
#[derive(Clone)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn wait(&self) {
        let mut open = self.0.0.lock().expect("no panic");
        while !*open {
            open = self.0.1.wait(open).expect("no panic");
        }
    }

    pub(crate) fn open(&self) {
        *self.0.0.lock().expect("no panic") = true;
        self.0.1.notify_all();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        // A test that fails must not leave a thread behind that never ends.
        if std::thread::panicking() {
            *self.0.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = true;
            self.0.1.notify_all();
        }
    }
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
        Self::on(&fresh_database().await).await
    }

    /// On the database at `url`.
    pub(crate) async fn on(url: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        Self::open(StoreSettings::postgres(url), dir).await
    }

    pub(crate) async fn open(settings: StoreSettings, dir: tempfile::TempDir) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_795_287_723_004));
        let store = Store::open(settings, &[TESTS], Arc::new(clock), Chance::from_os()).await.expect("the store opens");
        let seen = Arc::new(Seen::default());
        store.follow_commits(Arc::clone(&seen) as Arc<dyn CommitSink>);
        Self { store, seen, tasks: TaskTracker::new(), _dir: dir }
    }

    /// Another node on the same database (PostgreSQL), or the same one again.
    pub(crate) async fn another_node(&self) -> Store {
        match &self.store.settings().database {
            Database::Sqlite { .. } => self.store.clone(),
            Database::Postgres { url } => Self::node(url).await,
        }
    }

    /// A node of its own on the database at `url`.
    pub(crate) async fn node(url: &str) -> Store {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_795_287_723_004)));
        Store::open(StoreSettings::postgres(url), &[TESTS], clock, Chance::from_os()).await.expect("the store opens")
    }

    /// Holds the writer of `topic` until the gate is opened, so that what is queued meanwhile shares a transaction.
    pub(crate) async fn hold(&self, topic: &Topic) -> Gate {
        let (gate, inside) = (Gate(Arc::new((Mutex::new(false), Condvar::new()))), Arc::new(tokio::sync::Notify::new()));
        let (held, entered, store, topic) = (gate.clone(), Arc::clone(&inside), self.store.clone(), topic.clone());
        drop(self.tasks.spawn(async move {
            store
                .write("hold", topic, move |_| {
                    entered.notify_one();
                    held.wait();
                    Ok(())
                })
                .await
        }));
        inside.notified().await;
        gate
    }

    /// Waits until `count` commands are queued behind a gate.
    pub(crate) async fn queued(&self, count: usize) {
        while self.store.health().waiting < count {
            tokio::task::yield_now().await;
        }
    }

    /// Queues all commands behind a gate, lets them go together, and answers how each ended.
    pub(crate) async fn together<T: Send + 'static>(
        &self,
        topic: &Topic,
        commands: Vec<impl Future<Output = Result<T, Failure>> + Send + 'static>,
    ) -> Vec<Result<T, Failure>> {
        let gate = self.hold(topic).await;
        let mut tasks = Vec::new();
        for (number, command) in commands.into_iter().enumerate() {
            tasks.push(self.tasks.spawn(command));
            // One after the other, so that their order is known.
            self.queued(number + 1).await;
        }
        gate.open();
        futures_util::future::join_all(tasks).await.into_iter().map(|ended| ended.expect("no panic")).collect()
    }

    /// The number a statement gives.
    pub(crate) async fn number(&self, sql: Sql, of: &str) -> Option<i64> {
        let of = of.to_owned();
        let read = move |tx: &mut ReadTx<'_>| {
            let params = if sql.text().contains("$1") { params![&of] } else { params![] };
            tx.optional(sql, params)?.map(|row| row.get(0)).transpose()
        };
        self.store.read("number", read).await.expect("readable")
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
    let driver = TaskTracker::new().spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("may create databases");
    drop(client);
    driver.await.expect("no panic").expect("ends well");
    let (server, _) = url.rsplit_once('/').expect("the URL ends in a database name");
    format!("{server}/{name}")
}
