//! A companion on a world, people who call it, and everything it published.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use footlights_base::{AccountId, Event, Failure, Rejection, TenantId};
use footlights_companion::{
    Companion, CompanionParts, CompanionSettings, GoalsFromTips, MenuFromTips, RecordTip, RecordedTip, Session, SessionId, StartSession,
    session_topic,
};
use footlights_store::{CommitSink, Once, Workers};
use footlights_surface::{Caller, CredentialId, Role, Roles, Scopes};
use footlights_testkit::World;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Notes every committed event.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<Arc<Event>>>);

impl CommitSink for Seen {
    fn committed(&self, events: &[Arc<Event>]) {
        self.0.lock().expect("no test panics in here").extend(events.iter().cloned());
    }
}

#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) companion: Companion,
    seen: Arc<Seen>,
    followers: Arc<OnceLock<Workers>>,
}

impl Stage {
    pub(crate) fn new(world: World) -> Self {
        let seen = Arc::new(Seen::default());
        world.follow_commits(seen.clone());
        Self { companion: companion(&world), world, seen, followers: Arc::default() }
    }

    pub(crate) fn advance_seconds(&self, seconds: u64) {
        self.world.advance(Duration::from_secs(seconds));
    }

    pub(crate) async fn start(&self, caller: &Caller) -> Session {
        self.companion
            .start_session(caller, StartSession { platform: "other".into(), ..StartSession::default() }, None)
            .await
            .expect("starts")
    }

    pub(crate) async fn tip(&self, caller: &Caller, amount_cents: i64) -> RecordedTip {
        self.companion.record_tip(caller, RecordTip::cents(amount_cents), None).await.expect("recorded")
    }

    /// Waits until everything that follows from events is done; nothing follows before the first time.
    pub(crate) async fn settled(&self) {
        self.followers.get_or_init(|| followers(&self.world)).settle().await;
    }

    /// The payloads of a session's events of this kind, from the log: also what another node has published.
    pub(crate) async fn logged(&self, kind: &str, session: SessionId) -> Vec<Value> {
        let page = self.world.events_after(&session_topic(session), 0, 1_000).await.expect("read");
        page.events.iter().filter(|event| &*event.kind == kind).map(parse).collect()
    }

    pub(crate) async fn session(&self, id: SessionId) -> Session {
        self.companion.find_session(id).await.expect("there")
    }

    /// What was published of this kind, in commit order, as payloads.
    pub(crate) fn published(&self, kind: &str) -> Vec<Value> {
        self.events().iter().filter(|event| &*event.kind == kind).map(|event| parse(event)).collect()
    }

    /// Everything that was published, in commit order.
    pub(crate) fn events(&self) -> Vec<Arc<Event>> {
        self.seen.0.lock().expect("no test panics in here").clone()
    }

    pub(crate) fn once(&self, caller: &Caller, key: &str, fingerprint: u8) -> Option<Once> {
        let scope = format!("{}/{}", caller.tenant, caller.account);
        Some(Once { scope, key: key.into(), fingerprint: [fingerprint; 32], at: self.world.now(), secret: false })
    }
}

/// Another companion on the same store, as after a restart: it remembers nothing.
pub(crate) fn companion(world: &World) -> Companion {
    let (clock, chance) = (world.shared_clock(), world.chance.clone());
    Companion::new(CompanionParts { store: world.store.clone(), clock, chance, settings: CompanionSettings::default() })
}

/// What follows from events in a world.
pub(crate) fn followers(world: &World) -> Workers {
    let menu = MenuFromTips::new(CompanionSettings::default().for_creators());
    let subscribers: Vec<Arc<dyn footlights_store::Subscriber>> = vec![Arc::new(GoalsFromTips), Arc::new(menu)];
    Workers::start(world.store.clone(), subscribers, Vec::new(), world.shared_clock(), CancellationToken::new())
}

pub(crate) fn parse(event: &Event) -> Value {
    serde_json::from_str(event.payload.get()).expect("a payload is JSON")
}

/// A creator who signed in; each number is somebody else, all of one tenant.
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

/// The same creator by a token with just these scopes.
pub(crate) fn token(number: u8, scopes: &[&str]) -> Caller {
    caller(number, Roles::new([Role::Creator]), Scopes::only(scopes.iter().copied()))
}

/// The refusal.
pub(crate) fn refused<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Rejection {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// The code of the refusal.
pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Failure>) -> &'static str {
    refused(answer).code
}

/// The wrong fields of the refusal, with their codes.
pub(crate) fn fields<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Vec<(String, &'static str)> {
    refused(answer).fields.into_iter().map(|field| (field.field.into_owned(), field.code)).collect()
}
