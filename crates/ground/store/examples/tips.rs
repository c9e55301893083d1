//! Durable tips per second through the store, to see what a change to it costs: `tips [postgres-url]`.
//!
//! One tip is what a use case does: insert the tip, raise the session's totals, publish the event, keep the answer for its
//! idempotency key. A store made for the run in the temporary directory, or on the given (empty) PostgreSQL database.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use footlights_base::{Chance, Clock as _, EventId, NewEvent, SystemClock, TenantId, Topic};
use footlights_store::{Migrations, Once, Read as _, Step, Store, StoreSettings, Tx, params, statements};

const TABLES: Migrations = Migrations {
    system: "tips",
    steps: &[Step {
        version: 1,
        name: "tables",
        sql: "CREATE TABLE tips_tip (id {bytes} NOT NULL PRIMARY KEY, session {text} NOT NULL, amount {int} NOT NULL, message {text} NOT NULL);
              CREATE TABLE tips_session (id {text} NOT NULL PRIMARY KEY, total {int} NOT NULL, tips {int} NOT NULL);",
    }],
};

statements! {
    /// The tip.
    ADD_TIP = "INSERT INTO tips_tip (id, session, amount, message) VALUES ($1, $2, $3, $4)";
    /// Its session.
    ADD_SESSION = "INSERT INTO tips_session (id, total, tips) VALUES ($1, 0, 0)";
    /// The totals.
    PUT_TOTALS = "UPDATE tips_session SET total = $2, tips = $3 WHERE id = $1";
    /// The totals, read once.
    TOTALS = "SELECT total, tips FROM tips_session WHERE id = $1";
}

#[derive(Debug, Clone, PartialEq)]
struct Totals {
    total: i64,
    tips: i64,
}

async fn tip(store: &Store, session: &Topic, number: u64, chance: &Chance, keyed: bool) {
    let at = SystemClock.now();
    let id = EventId::new(&SystemClock, chance);
    let tenant = TenantId::from_bytes([1; 16]);
    let once = keyed.then(|| Once { scope: "bench".into(), key: number.to_string(), fingerprint: chance.bytes(), at, secret: false });
    let topic = session.clone();
    let payload = serde_json::json!({ "amountCents": 500, "currency": "USD", "name": "Ada", "message": "Break a leg!" });
    let event = NewEvent::new(id, "streaming.tip.received", tenant, topic.clone(), at, &payload);
    let run = move |tx: &mut Tx<'_>| {
        tx.once(once.as_ref(), |tx| {
            let totals = tx.remember(&topic, |tx| {
                let row = tx.one(TOTALS, params![&topic])?;
                Ok(Totals { total: row.get(0)?, tips: row.get(1)? })
            })?;
            totals.total += 500;
            totals.tips += 1;
            let (total, tips) = (totals.total, totals.tips);
            tx.run(ADD_TIP, params![id, &topic, 500_i64, "Break a leg!"])?;
            tx.run(PUT_TOTALS, params![&topic, total, tips])?;
            tx.publish(event.clone())?;
            Ok(total)
        })
    };
    store.write("tip", session.clone(), run).await.expect("tipped");
}

async fn measure(store: &Store, producers: usize, sessions: usize, keyed: bool) -> f64 {
    let chance = Chance::from_os();
    let topics: Vec<Topic> = (0..sessions).map(|_| Topic::new("session", EventId::new(&SystemClock, &chance))).collect();
    for topic in topics.clone() {
        store.write("session", topic.clone(), move |tx| tx.run(ADD_SESSION, params![&topic])).await.expect("made");
    }
    let (counter, ended) = (Arc::new(AtomicU64::new(0)), tokio_util::sync::CancellationToken::new());
    let mut tasks = tokio::task::JoinSet::new();
    let first = chance.u64() >> 20;
    for producer in 0..producers {
        let (store, topic, counter, ended, chance) =
            (store.clone(), topics[producer % sessions].clone(), Arc::clone(&counter), ended.clone(), chance.clone());
        tasks.spawn(async move {
            while !ended.is_cancelled() {
                let number = first + counter.fetch_add(1, Ordering::Relaxed);
                tip(&store, &topic, number, &chance, keyed).await;
            }
        });
    }
    let started = tokio::time::Instant::now();
    tokio::time::sleep(Duration::from_secs(4)).await;
    ended.cancel();
    while tasks.join_next().await.is_some() {}
    f64::from(u32::try_from(counter.load(Ordering::Relaxed)).expect("few")) / started.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::temp_dir().join(format!("footlights-tips-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let settings = std::env::args().nth(1).map_or_else(|| StoreSettings::sqlite(dir.join("tips.db")), StoreSettings::postgres);
    let store = Store::open(settings, &[TABLES], Arc::new(SystemClock), Chance::from_os()).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{:>9} {:>8} {:>5} {:>9}", "producers", "sessions", "keyed", "tips/s")?;
    for (producers, sessions, keyed) in [(64, 1, false), (64, 1, true), (64, 64, true), (512, 1, true), (1, 1, true)] {
        let rate = measure(&store, producers, sessions, keyed).await;
        writeln!(out, "{producers:>9} {sessions:>8} {keyed:>5} {rate:>9.0}")?;
    }
    store.close().await;
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}
