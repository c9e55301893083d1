//! Overlays on a world, and people who call them.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use footlights_base::{AccountId, Event, Failure, TenantId};
use footlights_cluster::Cluster;
use footlights_companion::{
    Companion, CompanionParts, CompanionSettings, Conducting, OverlayParts, OverlaySettings, Overlays, RecordTip, StartSession,
};
use footlights_identity::SecretBox;
use footlights_store::{CommitSink, Workers};
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use footlights_testkit::World;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) companion: Companion,
    pub(crate) overlays: Overlays,
    workers: Workers,
    seen: Arc<Seen>,
}

/// Notes every committed event.
#[derive(Default)]
struct Seen(Mutex<Vec<Arc<Event>>>);

impl CommitSink for Seen {
    fn committed(&self, events: &[Arc<Event>]) {
        self.0.lock().expect("no test panics in here").extend(events.iter().cloned());
    }
}

impl House {
    pub(crate) fn on(world: World) -> Self {
        Self::with(world, OverlaySettings::default())
    }

    /// The same world with other settings; what ran under the old ones has ended.
    pub(crate) fn again(self, settings: OverlaySettings) -> Self {
        let world = self.world.clone();
        drop(self);
        Self::with(world, settings)
    }

    fn with(world: World, settings: OverlaySettings) -> Self {
        let (clock, chance) = (world.shared_clock(), world.chance.clone());
        let seen = Arc::new(Seen::default());
        world.follow_commits(seen.clone());
        let parts = CompanionParts {
            store: world.store.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            settings: CompanionSettings::default(),
        };
        let companion = Companion::new(parts);
        let overlays = Overlays::new(OverlayParts {
            companion: companion.clone(),
            cluster: Cluster::memory(clock.clone(), &chance),
            hub: None,
            secret_box: SecretBox::new([7; 32]),
            settings,
        });
        let workers = Workers::start(world.store.clone(), overlays.subscribers(), overlays.jobs(), clock, CancellationToken::new());
        Self { world, companion, overlays, workers, seen }
    }

    /// What was published of this kind, in commit order, as payloads.
    pub(crate) fn published(&self, kind: &str) -> Vec<Value> {
        let events = self.seen.0.lock().expect("no test panics in here").clone();
        let of_kind = events.iter().filter(|event| &*event.kind == kind);
        of_kind.map(|event| serde_json::from_str(event.payload.get()).expect("a payload is JSON")).collect()
    }

    pub(crate) async fn live(&self, caller: &Caller) {
        let start = StartSession { platform: "other".into(), ..StartSession::default() };
        self.companion.start_session(caller, start, None).await.expect("starts");
    }

    /// A tip, and everything that follows from it.
    pub(crate) async fn tip(&self, caller: &Caller, cents: i64) {
        self.companion.record_tip(caller, RecordTip::cents(cents), None).await.expect("recorded");
        self.settled().await;
    }

    pub(crate) async fn settled(&self) {
        self.workers.settle().await;
    }

    /// The clock has moved: everything that is due by now is done.
    pub(crate) async fn wake(&self) {
        self.workers.wake();
        self.workers.settle().await;
    }

    /// Takes the lease, as a conductor that has just started.
    pub(crate) async fn conductor(&self, caller: &Caller) -> Conducting {
        let name = Conducting::lease_name(caller.account);
        let lease = self.world.lease(&name, "me", std::time::Duration::from_secs(6)).await.expect("asked").expect("free, or our own");
        Conducting::new(self.overlays.clone(), caller.account, lease)
    }
}

pub(crate) fn creator(number: u8) -> Caller {
    caller(number, Roles::new([Role::Creator]), Scopes::All)
}

pub(crate) fn caller(number: u8, roles: Roles, scopes: Scopes) -> Caller {
    Caller {
        tenant: TenantId::from_bytes([1; 16]),
        account: AccountId::from_bytes([number; 16]),
        roles,
        scopes,
        credential: CredentialId::from_bytes([number; 16]),
        expires_at: None,
        remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

/// The code of the refusal.
pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Failure>) -> &'static str {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// Each test runs on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod both {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let migrations = [footlights_identity::migrations(), footlights_companion::migrations()];
                footlights_testkit::on_both(&migrations, |world| super::$test(crate::house::House::on(world))).await;
            })*
        }
    };
}
pub(crate) use on_both;
