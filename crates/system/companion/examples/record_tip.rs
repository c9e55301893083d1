//! Durable tips per second through the real `record_tip`, to see what a change to it costs: `record_tip [postgres-url]`.
//!
//! Each tip has a name, a message and an idempotency key: its row, the session's totals, the event and the stored answer.
//! A store made for the run in the temporary directory, or on the given (empty) PostgreSQL database.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use footlights_base::{AccountId, Chance, Clock as _, SystemClock, TenantId};
use footlights_companion::{Companion, CompanionParts, CompanionSettings, RecordTip, StartSession, migrations};
use footlights_store::{Once, Store, StoreSettings};
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long one figure is measured.
const MEASURED: Duration = Duration::from_secs(4);

fn creator(chance: &Chance) -> Caller {
    Caller {
        tenant: TenantId::from_bytes([1; 16]),
        account: AccountId::random(chance),
        roles: Roles::new([Role::Creator]),
        scopes: Scopes::All,
        credential: CredentialId::random(chance),
        remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

/// Tips until told to stop; each waits for its answer.
async fn producer(companion: Companion, caller: Caller, keyed: bool, counter: Arc<AtomicU64>, ended: CancellationToken) {
    while !ended.is_cancelled() {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        let once = keyed.then(|| Once {
            scope: caller.account.to_string(),
            key: number.to_string(),
            fingerprint: [7; 32],
            at: SystemClock.now(),
            secret: false,
        });
        let command = RecordTip { tipper_name: Some("Ada".into()), message: Some("Break a leg!".into()), ..RecordTip::cents(500) };
        companion.record_tip(&caller, command, once).await.expect("recorded");
    }
}

async fn measure(companion: &Companion, producers: usize, creators: usize, keyed: bool) -> f64 {
    let chance = Chance::from_os();
    let callers: Vec<Caller> = (0..creators).map(|_| creator(&chance)).collect();
    for caller in &callers {
        let command = StartSession { platform: "other".into(), ..StartSession::default() };
        companion.start_session(caller, command, None).await.expect("starts");
    }
    let (counter, ended) = (Arc::new(AtomicU64::new(0)), CancellationToken::new());
    let mut tasks = JoinSet::new();
    for number in 0..producers {
        tasks.spawn(producer(companion.clone(), callers[number % creators].clone(), keyed, counter.clone(), ended.clone()));
    }
    let started = SystemClock.now();
    // sleep: this is what is measured.
    tokio::time::sleep(MEASURED).await;
    ended.cancel();
    tasks.join_all().await;
    f64::from(u32::try_from(counter.load(Ordering::Relaxed)).expect("few")) / SystemClock.now().since(started).as_secs_f64()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::temp_dir().join(format!("footlights-record-tip-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let settings = std::env::args().nth(1).map_or_else(|| StoreSettings::sqlite(dir.join("tips.db")), StoreSettings::postgres);
    let chance = Chance::from_os();
    let store = Store::open(settings, &[migrations()], Arc::new(SystemClock), chance.clone()).await?;
    let parts = CompanionParts { store: store.clone(), clock: Arc::new(SystemClock), chance, settings: CompanionSettings::default() };
    let companion = Companion::new(parts);
    let mut out = std::io::stdout();
    writeln!(out, "{:>9} {:>8} {:>5} {:>9}", "producers", "creators", "keyed", "tips/s")?;
    for (producers, creators, keyed) in [(64, 1, false), (64, 1, true), (64, 64, true), (512, 1, true), (1, 1, true)] {
        let rate = measure(&companion, producers, creators, keyed).await;
        writeln!(out, "{producers:>9} {creators:>8} {keyed:>5} {rate:>9.0}")?;
    }
    store.close().await;
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}
