//! Figures of a creator with a million tips over a year: how long a question takes, and summing the tips up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use footlights_base::{Chance, Clock, SystemClock, Timestamp};
use footlights_companion::{Companion, CompanionParts, CompanionSettings, RangeName, Sealing, SessionId, StartSession, TipId, Wanted};
use footlights_store::{Keys, Sql, Store, StoreSettings, params};
use footlights_surface::Caller;

use crate::median::Median;
use crate::table::{self, Better, Line};
use crate::tips;

/// How many tips there are.
const TIPS: i64 = 1_000_000;
/// How many people gave them; a few give most.
const TIPPERS: i64 = 20_000;
/// Tips added in one transaction.
const BATCH: i64 = 5_000;
/// How far back the first tip lies.
const SPREAD: Duration = Duration::from_secs(365 * 86_400);
/// The longest a question may take, in milliseconds.
const LIMIT_MS: f64 = 100.0;

const ADD_TIP: Sql = Sql::new(
    "BENCH_ADD_TIP",
    "INSERT INTO companion_tip (id, tenant_id, creator_id, session_id, platform, amount_cents, currency, tipper_name, search, source, held,
        refunded_cents, created_at) VALUES ($1, $2, $3, $4, 'other', $5, 'USD', $6, '', 'manual', 0, 0, $7)",
);

/// Prints the table.
pub(crate) async fn run(runs: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut notes = vec![format!("{TIPS} tips of {TIPPERS} tippers over a year; every figure is exact.")];
    let mut lines = measure("SQLite", StoreSettings::sqlite(folder.path().join("figures.db")), runs).await?;
    match tips::durable_postgres() {
        Some(url) => lines.extend(measure("PostgreSQL", StoreSettings::postgres(tips::fresh_database(&url, 99).await?), runs).await?),
        None => notes.push("No PostgreSQL: run it by `cargo xtask services run -- …`.".into()),
    }
    table::print("analytics", &notes, &lines);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures wall time")]
async fn measure(database: &str, settings: StoreSettings, runs: usize) -> anyhow::Result<Vec<Line>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let chance = Chance::from_os();
    let store = Store::open(settings, &[footlights_companion::migrations()], clock.clone(), chance.clone()).await?;
    let parts =
        CompanionParts { store: store.clone(), clock: clock.clone(), chance: chance.clone(), settings: CompanionSettings::default() };
    let companion = Companion::new(parts);
    let creator = tips::creator(&*clock, &chance);
    let session = companion.start_session(&creator, StartSession { platform: "other".into(), ..StartSession::default() }, None).await?;
    fill(&store, &creator, session.id, clock.now(), &chance).await?;
    let began = Instant::now();
    while companion.seal_tips(creator.account).await? == Sealing::Advanced {}
    let mut lines = vec![line(format!("{database}: summing all of it up"), "s", [began.elapsed().as_secs_f64()], None)];
    for range in [RangeName::Today, RangeName::Month, RangeName::Year, RangeName::All] {
        let wanted = Wanted { range, ..Wanted::default() };
        let (mut summaries, mut boards) = (Vec::new(), Vec::new());
        for _ in 0..=runs {
            let began = Instant::now();
            companion.summarise_tips(&creator, wanted).await?;
            summaries.push(began.elapsed().as_secs_f64() * 1_000.0);
            let began = Instant::now();
            companion.rank_tippers(&creator, wanted, 10).await?;
            boards.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        // The first one fills the caches.
        let name = serde_json::to_value(range)?.as_str().unwrap_or_default().to_owned();
        lines.push(line(format!("{database}: summary, {name}"), "ms", summaries.split_off(1), Some(LIMIT_MS)));
        lines.push(line(format!("{database}: top tippers, {name}"), "ms", boards.split_off(1), Some(LIMIT_MS)));
    }
    store.close().await;
    Ok(lines)
}

fn line(what: String, unit: &'static str, ours: impl IntoIterator<Item = f64>, limit: Option<f64>) -> Line {
    Line { what, unit, better: Better::Lower, peer: None, ours: Median::of(ours), must: None, moon: None, limit }
}

/// Puts the tips in as they would stand after a year.
async fn fill(store: &Store, creator: &Caller, session: SessionId, now: Timestamp, chance: &Chance) -> anyhow::Result<()> {
    let (tenant, account) = (creator.tenant, creator.account);
    let step = i64::try_from(SPREAD.as_millis())? / TIPS;
    let first = now.minus(SPREAD).as_millis();
    for batch in 0..TIPS / BATCH {
        let ids: Vec<TipId> = (0..BATCH).map(|_| TipId::random(chance)).collect();
        store
            .write("bench.fill", Keys::none(), move |tx| {
                for (number, id) in (batch * BATCH..).zip(&ids) {
                    // A square leaves most tips to few tippers.
                    let spread = (number * 7_919) % 1_000;
                    let tipper = spread * spread * TIPPERS / 1_000_000 + number % 7;
                    let at = Timestamp::from_millis(first + number * step);
                    let name = format!("Tipper {tipper}");
                    tx.run(ADD_TIP, params![id, tenant, account, session, 100 + number % 900, name, at])?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}
