//! Figures of a creator with a million tips over a year, a tenth of them in the last hour and as many as there ever are not summed up
//! yet: how long a question takes, what summing up takes, and how long a tip waits meanwhile.

mod year;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use footlights_base::{Chance, Clock, Failure, SystemClock};
use footlights_companion::{
    Companion, CompanionParts, CompanionSettings, Export, RangeName, RecordTip, RefundTip, Sealing, SessionFilter, StartSession, TipId,
    Wanted,
};
use footlights_store::{Store, StoreSettings};
use footlights_surface::Caller;

use self::year::{Book, TIPPERS};
use crate::median::Median;
use crate::table::{self, Better, Line};
use crate::tips;

/// Tips over the year before.
const OF_THE_YEAR: i64 = 896_000;
/// Tips of the last hour.
const OF_THE_HOUR: i64 = 100_000;
/// Tips of the last second: the job that sums up comes after 2,000 and may be late by as many.
const OF_NOW: i64 = 4_000;
const YEAR: Duration = Duration::from_secs(365 * 86_400);
/// Tips of one session of another creator's, and how long it lasts.
const OF_ONE_SESSION: i64 = 1_000_000;
const EVENING: Duration = Duration::from_secs(6 * 3_600);
const HOUR: Duration = Duration::from_secs(3_600);
/// How often a question is asked in one run.
const ASKED_PER_RUN: usize = 20;
/// The longest a question may take, in milliseconds.
const LIMIT_MS: f64 = 100.0;

/// Prints the table.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let all = OF_THE_YEAR + OF_THE_HOUR + OF_NOW;
    let what = format!("{all} tips of {TIPPERS} tippers over a year, {OF_THE_HOUR} of the last hour, {OF_NOW} not summed up.");
    let mut notes = vec![
        what,
        "Every figure is exact. In the first line of a question the middle of all answers, in the second their 99th of 100.".into(),
    ];
    let mut lines = measure("SQLite", StoreSettings::sqlite(folder.path().join("figures.db")), runs).await?;
    match tips::durable_postgres() {
        Some(url) => lines.extend(measure("PostgreSQL", StoreSettings::postgres(tips::fresh_database(&url, 99).await?), runs).await?),
        None => notes.push("No PostgreSQL: run it by `cargo xtask services run -- …`.".into()),
    }
    table::print("analytics", &notes, &lines);
    Ok(())
}

/// A creator's year on one database.
struct Desk {
    database: &'static str,
    companion: Companion,
    creator: Caller,
    asked: usize,
    lines: Vec<Line>,
}

#[expect(clippy::disallowed_methods, reason = "a bench measures wall time")]
async fn measure(database: &'static str, settings: StoreSettings, runs: usize) -> anyhow::Result<Vec<Line>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let chance = Chance::from_os();
    let store = Store::open(settings, &[footlights_companion::migrations()], clock.clone(), chance.clone()).await?;
    let parts =
        CompanionParts { store: store.clone(), clock: clock.clone(), chance: chance.clone(), settings: CompanionSettings::default() };
    let companion = Companion::new(parts);
    let creator = tips::creator(&*clock, &chance);
    let session = companion.start_session(&creator, StartSession { platform: "other".into(), ..StartSession::default() }, None).await?.id;
    let book = Book { store: &store, chance: &chance, creator: &creator, session };
    let began = Instant::now();
    let old = book.tips(OF_THE_YEAR, YEAR, clock.now().minus(HOUR)).await?;
    book.tips(OF_THE_HOUR, HOUR, clock.now().minus(Duration::from_secs(10))).await?;
    book.goals(clock.now()).await?;
    let mut desk = Desk { database, companion, creator: creator.clone(), asked: runs * ASKED_PER_RUN, lines: Vec::new() };
    desk.seconds("putting the tips there", began.elapsed());
    desk.seal().await?;
    book.tips(OF_NOW, Duration::from_secs(1), clock.now()).await?;
    desk.ask(old).await?;
    let other = tips::creator(&*clock, &chance);
    desk.ask_of_one_session(&store, &chance, &other).await?;
    let began = Instant::now();
    let rebuilt = desk.companion.rebuild_sums(|_| {}).await?;
    anyhow::ensure!(rebuilt.differences.is_empty(), "sums were wrong: {:?}", rebuilt.differences);
    desk.seconds("rebuild, which proves all sums", began.elapsed());
    store.close().await;
    Ok(desk.lines)
}

impl Desk {
    /// Sums all of it up while somebody tips.
    #[expect(clippy::disallowed_methods, reason = "a bench measures wall time and owns its tasks by a set")]
    async fn seal(&mut self) -> anyhow::Result<()> {
        let over = Arc::new(AtomicBool::new(false));
        let mut tippers = tokio::task::JoinSet::new();
        let (companion, creator, stop) = (self.companion.clone(), self.creator.clone(), over.clone());
        tippers.spawn(async move {
            let mut waited = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let command = RecordTip { tipper_name: Some("Meanwhile".into()), ..RecordTip::cents(100) };
                let began = Instant::now();
                companion.record_tip(&creator, command, None).await?;
                waited.push(ms(began.elapsed()));
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Ok::<_, Failure>(waited)
        });
        let began = Instant::now();
        while self.companion.seal_tips(self.creator.account).await? == Sealing::Advanced {}
        self.seconds("summing all of it up", began.elapsed());
        over.store(true, Ordering::Relaxed);
        let waited = tippers.join_next().await.ok_or_else(|| anyhow::anyhow!("nobody tipped"))???;
        self.told("a tip meanwhile", &waited, None);
        Ok(())
    }

    async fn ask(&mut self, old: TipId) -> anyhow::Result<()> {
        for wanted in wanted() {
            let name = serde_json::to_value(wanted.range)?.as_str().unwrap_or_default().to_owned();
            let (companion, creator) = (self.companion.clone(), self.creator.clone());
            let summary = || companion.summarise_tips(&creator, wanted);
            self.time(&format!("summary, {name}"), async || summary().await).await?;
            let board = || companion.rank_tippers(&creator, wanted, 10);
            self.time(&format!("top tippers, {name}"), async || board().await).await?;
        }
        let (companion, creator) = (self.companion.clone(), self.creator.clone());
        let month = Wanted::default();
        self.time("goals reached, 30d", async || companion.list_reached_goals(&creator, month, None, 50).await).await?;
        let all = SessionFilter::default();
        self.time("sessions", async || companion.list_sessions(&creator, all, None, 50).await).await?;
        let year = Wanted { range: RangeName::Year, ..Wanted::default() };
        self.time("CSV, first page, 365d", async || {
            let mut pages = companion.export_tips(&creator, Export::Range(year)).await?;
            pages.next().await
        })
        .await?;
        let cent = RefundTip { amount_cents: Some(1), reason: None };
        self.time("a refund of a tip of half a year ago", async || companion.refund_tip(&creator, old, cent.clone(), None).await).await
    }

    /// All tips of another creator are of one session.
    async fn ask_of_one_session(&mut self, store: &Store, chance: &Chance, creator: &Caller) -> anyhow::Result<()> {
        let start = StartSession { platform: "other".into(), ..StartSession::default() };
        let session = self.companion.start_session(creator, start, None).await?.id;
        let book = Book { store, chance, creator, session };
        book.tips(OF_ONE_SESSION, EVENING, SystemClock.now().minus(Duration::from_secs(10))).await?;
        while self.companion.seal_tips(creator.account).await? == Sealing::Advanced {}
        book.tips(OF_NOW, Duration::from_secs(1), SystemClock.now()).await?;
        let companion = self.companion.clone();
        let what = format!("timeline of a session of {OF_ONE_SESSION} tips");
        self.time(&what, async || companion.trace_session(creator, session).await).await
    }

    #[expect(clippy::disallowed_methods, reason = "a bench measures wall time")]
    async fn time<T>(&mut self, what: &str, ask: impl AsyncFn() -> Result<T, Failure>) -> anyhow::Result<()> {
        let mut took = Vec::new();
        for _ in 0..=self.asked {
            let began = Instant::now();
            let _answer = ask().await?;
            took.push(ms(began.elapsed()));
        }
        // The first one fills the caches.
        self.told(what, &took[1..], Some(LIMIT_MS));
        Ok(())
    }

    fn told(&mut self, what: &str, took: &[f64], limit: Option<f64>) {
        let mut line = |what: String, ours| self.lines.push(line(what, "ms", ours, limit));
        line(format!("{}: {what}", self.database), Median::of(took.iter().copied()));
        line(format!("{}: {what}, p99", self.database), Median::highest(took.iter().copied()));
    }

    fn seconds(&mut self, what: &str, took: Duration) {
        self.lines.push(line(format!("{}: {what}", self.database), "s", Median::of([took.as_secs_f64()]), None));
    }
}

/// Every range one asks for, and one that begins and ends within quarters of an hour.
fn wanted() -> impl Iterator<Item = Wanted> {
    use RangeName::{All, Custom, Month, Quarter, Today, Week, Year};
    let now = SystemClock.now();
    let custom = Wanted {
        range: Custom,
        from: Some(now.minus(YEAR / 2 + Duration::from_secs(1_234))),
        to: Some(now.minus(Duration::from_secs(1_789))),
        ..Wanted::default()
    };
    [Today, Week, Month, Quarter, Year, All].into_iter().map(|range| Wanted { range, ..Wanted::default() }).chain([custom])
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

fn line(what: String, unit: &'static str, ours: Median, limit: Option<f64>) -> Line {
    Line { what, unit, better: Better::Lower, peer: None, ours, must: None, moon: None, limit }
}
