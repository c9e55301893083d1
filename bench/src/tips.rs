//! Durable tips a second through the real `record_tip`: row, totals, event and idempotency answer in one transaction.
//!
//! Producers wait for each answer, as clients do. Disk and database are as in production; peers do less per tip
//! (no event, no idempotency row) and are measured in the same minutes.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use footlights_base::{AccountId, Chance, Clock, SystemClock, TenantId};
use footlights_companion::{Companion, CompanionParts, CompanionSettings, RecordTip, StartSession};
use footlights_store::{Once, Store, StoreSettings};
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use serde_json::Value;

use crate::median::Median;
use crate::peers::Peers;
use crate::slow_disk;
use crate::table::{self, Better, Line};

/// How long one side runs.
const WINDOW: Duration = Duration::from_secs(4);
/// How many wait for answers at the same time.
const PRODUCERS: usize = 64;
/// Variable that leads to a PostgreSQL with fsync on (`cargo xtask services run` sets it).
const POSTGRES: &str = "FOOTLIGHTS_TEST_POSTGRES_DURABLE";

/// Prints the table.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let peers = Peers::find();
    let mut notes: Vec<String> = peers.as_ref().err().cloned().into_iter().collect();
    let mut lines = Vec::new();
    for condition in [Condition::Free, Condition::Busy, Condition::SlowDisk] {
        if condition == Condition::SlowDisk && !slow_disk::is_possible() {
            notes.push("No strace, which holds each flush back: nothing was measured on a disk that takes 4 ms.".into());
            continue;
        }
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            let folder = tempfile::tempdir()?;
            let _load = (condition == Condition::Busy).then(Load::start);
            if let Ok(peers) = &peers {
                theirs.push(ledger(peers, condition, folder.path()).await?);
            }
            ours.push(match condition {
                Condition::SlowDisk => slow_disk::tips_per_second(folder.path()).await?,
                Condition::Free | Condition::Busy => tips_per_second(StoreSettings::sqlite(folder.path().join("tips.db"))).await?,
            });
        }
        let (what, must, moon) = condition.target();
        lines.push(line(what, &theirs, &ours, must, moon));
    }
    match std::env::var(POSTGRES) {
        Ok(url) => {
            let (mut theirs, mut ours) = (Vec::new(), Vec::new());
            for run in 0..runs {
                if let Ok(peers) = &peers {
                    theirs.push(pg_ledger(peers, &url).await?);
                }
                ours.push(tips_per_second(StoreSettings::postgres(fresh_database(&url, run).await?)).await?);
            }
            lines.push(line("PostgreSQL, one hot session", &theirs, &ours, 4.0, 10.0));
        }
        Err(_) => notes.push(format!("No PostgreSQL: run `cargo xtask services run -- make bench`, which sets {POSTGRES}.")),
    }
    table::print("tips (peers: better-sqlite3 FULL one by one; pg with 16 connections)", &notes, &lines);
    Ok(())
}

/// What stands against SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// Nothing.
    Free,
    /// More threads that want to run than there are cores.
    Busy,
    /// A flush takes 4 ms, as it was seen to on machines whose cores and disk others keep busy.
    SlowDisk,
}

impl Condition {
    /// Its name in the table, what must be reached and what would be the moon, in times the peer.
    fn target(self) -> (&'static str, f64, f64) {
        match self {
            Self::Free => ("SQLite, cores free", 3.0, 8.0),
            Self::Busy => ("SQLite, cores busy", 30.0, 100.0),
            Self::SlowDisk => ("SQLite, a flush takes 4 ms more", 30.0, 100.0),
        }
    }

    /// How many tips of the peer take some seconds.
    fn tips_of_the_peer(self) -> &'static str {
        match self {
            Self::Free => "20000",
            Self::Busy => "1500",
            Self::SlowDisk => "800",
        }
    }
}

fn line(what: &str, theirs: &[f64], ours: &[f64], must: f64, moon: f64) -> Line {
    Line {
        what: what.into(),
        unit: "tips/s",
        better: Better::Higher,
        peer: (!theirs.is_empty()).then(|| Median::of(theirs.iter().copied())),
        ours: Median::of(ours.iter().copied()),
        must: Some(must),
        moon: Some(moon),
        limit: None,
    }
}

/// Threads per core that want to run all the time: a machine that encodes a stream beside the server has many.
const LOAD_PER_CORE: usize = 4;

/// Keeps all cores busy until dropped.
struct Load {
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<u64>>,
}

impl Load {
    fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let spin = |number: usize| {
            let stop = stop.clone();
            let work = move || {
                let mut sum = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    sum = std::hint::black_box(sum.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
                }
                sum
            };
            std::thread::Builder::new().name(format!("load-{number}")).spawn(work).expect("a thread starts")
        };
        let threads = (0..cores * LOAD_PER_CORE).map(spin).collect();
        Self { stop, threads }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _sum = thread.join();
        }
    }
}

/// The same as a process of its own, which can be held back from outside: prints the figure alone.
#[expect(clippy::print_stdout, reason = "the figure is what this process is for")]
pub(crate) async fn run_once(folder: &Path) -> anyhow::Result<()> {
    println!("{}", tips_per_second(StoreSettings::sqlite(folder.join("tips.db"))).await?);
    Ok(())
}

/// Tips a second with all producers on one session.
#[expect(clippy::disallowed_methods, reason = "a bench measures wall time and owns its tasks by a set")]
async fn tips_per_second(settings: StoreSettings) -> anyhow::Result<f64> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let chance = Chance::from_os();
    let store = Store::open(settings, &[footlights_companion::migrations()], clock.clone(), chance.clone()).await?;
    let parts =
        CompanionParts { store: store.clone(), clock: clock.clone(), chance: chance.clone(), settings: CompanionSettings::default() };
    let companion = Companion::new(parts);
    let creator = creator(&*clock, &chance);
    let session = companion.start_session(&creator, StartSession { platform: "other".into(), ..StartSession::default() }, None).await?;
    let (done, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut producers = tokio::task::JoinSet::new();
    for number in 0..PRODUCERS {
        let (companion, creator, clock) = (companion.clone(), creator.clone(), clock.clone());
        let (done, stop) = (done.clone(), stop.clone());
        producers.spawn(async move {
            for tip in 0_u64.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let once =
                    Once { scope: "bench".into(), key: format!("{number}-{tip}"), fingerprint: [7; 32], at: clock.now(), secret: false };
                let command = RecordTip {
                    creator_id: None,
                    session_id: Some(session.id),
                    tipper_name: Some("bench".into()),
                    message: Some("one of many".into()),
                    ..RecordTip::cents(100)
                };
                companion.record_tip(&creator, command, Some(once)).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), footlights_base::Failure>(())
        });
    }
    tokio::time::sleep(WINDOW / 4).await;
    let (before, began) = (done.load(Ordering::Relaxed), Instant::now());
    tokio::time::sleep(WINDOW).await;
    let (after, took) = (done.load(Ordering::Relaxed), began.elapsed());
    stop.store(true, Ordering::Relaxed);
    while let Some(ended) = producers.join_next().await {
        ended??;
    }
    let counted = companion.get_session(&creator, session.id).await?.totals.tip_count;
    anyhow::ensure!(u64::try_from(counted)? == done.load(Ordering::Relaxed), "answered and counted tips differ");
    store.close().await;
    #[expect(clippy::cast_precision_loss, reason = "counts of a bench fit a double")]
    let rate = (after - before) as f64 / took.as_secs_f64();
    Ok(rate)
}

/// Somebody who tips herself.
pub(crate) fn creator(clock: &dyn Clock, chance: &Chance) -> Caller {
    Caller {
        tenant: TenantId::new(clock, chance),
        account: AccountId::new(clock, chance),
        roles: Roles::new([Role::Creator]),
        scopes: Scopes::All,
        credential: CredentialId::new(clock, chance),
        expires_at: None,
        remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

/// The PostgreSQL to measure on, if there is one.
pub(crate) fn durable_postgres() -> Option<String> {
    std::env::var(POSTGRES).ok()
}

async fn ledger(peers: &Peers, condition: Condition, folder: &Path) -> anyhow::Result<f64> {
    let mut command = peers.ledger();
    command.args(["--engine", "sqlite", "--sync", "FULL", "--n", condition.tips_of_the_peer()]);
    command.args(["--runs", "1", "--viewers", "1000", "--dir"]).arg(folder);
    if condition == Condition::SlowDisk {
        command = slow_disk::under(&command);
    }
    figure(&command.output().await?)
}

/// The same on the PostgreSQL our side uses. The peer always comes as `postgres`, so that role is made on the throw-away server.
async fn pg_ledger(peers: &Peers, url: &str) -> anyhow::Result<f64> {
    let password = reqwest::Url::parse(url)?.password().unwrap_or("").to_owned();
    let make = "DO $$ BEGIN CREATE ROLE postgres SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    on_server(url, &[make, &format!("ALTER ROLE postgres PASSWORD '{password}'")]).await?;
    let url = reqwest::Url::parse(url)?;
    let mut command = peers.ledger();
    command.args(["--engine", "pg", "--conc", "16", "--n", "8000", "--runs", "1", "--viewers", "1000"]);
    command.env("PGPORT", url.port().context("a port")?.to_string());
    command.env("PGPASSWORD", url.password().unwrap_or(""));
    figure(&command.output().await?)
}

fn figure(output: &std::process::Output) -> anyhow::Result<f64> {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().with_context(|| format!("the peer said: {}", String::from_utf8_lossy(&output.stderr)))?;
    let value: Value = serde_json::from_str(line)?;
    anyhow::ensure!(value["exact"] == true, "the peer's books are wrong: {line}");
    value["tx_per_s"].as_f64().context("the peer's figure")
}

pub(crate) async fn fresh_database(url: &str, run: usize) -> anyhow::Result<String> {
    let name = format!("bench_{}_{run}", std::process::id());
    on_server(url, &[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), &format!("CREATE DATABASE {name}")]).await?;
    let mut url = reqwest::Url::parse(url)?;
    url.set_path(&name);
    Ok(url.to_string())
}

async fn on_server(url: &str, statements: &[&str]) -> anyhow::Result<()> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let mut driving = tokio::task::JoinSet::new();
    driving.spawn(connection);
    for statement in statements {
        client.batch_execute(statement).await?;
    }
    Ok(())
}
