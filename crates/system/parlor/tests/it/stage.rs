//! Parlor on a world, people who call it, and everything it published.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use footlights_base::{AccountId, Event, Failure, Rejection};
use footlights_cluster::{Cluster, Mesh};
use footlights_identity::{
    Actor, CreateAccount, Cutter, FirstStart, Identity, IdentityParts, IdentitySettings, PasswordCost, Revoked, SecretBox,
};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_parlor::{CreateRoom, JoinRoom, Joined, NoFlair, Parlor, ParlorParts, ParlorSettings, Room, RoomId, RoomVisibility};
use footlights_store::{CommitSink, Workers};
use footlights_surface::{Caller, CredentialId, Limiter, Role, Roles, Scopes};
use footlights_testkit::World;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// Notes every committed event.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<Arc<Event>>>);

impl CommitSink for Seen {
    fn committed(&self, events: &[Arc<Event>]) {
        self.0.lock().expect("no test panics in here").extend(events.iter().cloned());
    }
}

struct Nobody;

impl Cutter for Nobody {
    fn cut(&self, _revoked: Revoked) {}
}

#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) parlor: Parlor,
    pub(crate) admin: Caller,
    pub(crate) mesh: Mesh,
    seen: Arc<Seen>,
    workers: Arc<tokio::sync::OnceCell<Workers>>,
}

/// Rooms per account so that a limit can be reached, and no limits on tries.
pub(crate) fn settings() -> ParlorSettings {
    let owned = footlights_parlor::RoomsOwned { viewer: 3, creator: 5, developer: 50 };
    ParlorSettings {
        rooms_owned_max: owned,
        rooms_joined_max: 4,
        chat_kept_max: 5,
        guests_per_minute: None,
        guests_per_link_max: 3,
        guests_per_room_max: 5,
        passwords_per_minute: Some(20),
        ..ParlorSettings::default()
    }
}

impl Stage {
    pub(crate) async fn on(world: World) -> Self {
        let seen = Arc::new(Seen::default());
        world.follow_commits(seen.clone());
        let mesh = Mesh::default();
        let identity = identity(&world, &mesh).await;
        let FirstStart { admin, .. } =
            identity.first_start(Some(Zeroizing::new("correct horse".into()))).await.expect("starts").expect("the first time");
        let admin = caller(admin.tenant_id, admin.id, admin.roles);
        Self { parlor: parlor(&world, &mesh, identity, settings()), world, admin, mesh, seen, workers: Arc::default() }
    }

    /// Somebody with an account.
    pub(crate) async fn person(&self, username: &str) -> Caller {
        self.person_with(username, &[Role::Viewer]).await
    }

    pub(crate) async fn person_with(&self, username: &str, roles: &[Role]) -> Caller {
        let command = CreateAccount {
            username: username.into(),
            password: Zeroizing::new("correct horse".into()),
            display_name: None,
            roles: Roles::new(roles.iter().copied()),
        };
        let account = self.parlor.identity.create_account(&Actor::Operator(self.admin.tenant), command, None).await.expect("made");
        caller(account.tenant_id, account.id, account.roles)
    }

    /// A public room of somebody.
    pub(crate) async fn room(&self, owner: &Caller) -> Room {
        self.room_with(owner, |_| {}).await
    }

    pub(crate) async fn room_with(&self, owner: &Caller, change: impl FnOnce(&mut CreateRoom)) -> Room {
        let mut command = CreateRoom { visibility: Some(RoomVisibility::Public), ..CreateRoom::named("Salon") };
        change(&mut command);
        self.parlor.create_room(owner, command, None).await.expect("made")
    }

    pub(crate) async fn join(&self, who: &Caller, room: RoomId) -> Joined {
        self.parlor.join_room(who, room, JoinRoom::default(), None).await.expect("comes in")
    }

    pub(crate) async fn found(&self, room: RoomId) -> Room {
        self.parlor.get_room(&self.admin, room).await.expect("there").room
    }

    /// What was published of this kind, in commit order, as payloads.
    pub(crate) fn published(&self, kind: &str) -> Vec<Value> {
        let seen = self.seen.0.lock().expect("no test panics in here");
        seen.iter().filter(|event| &*event.kind == kind).map(|event| parse(event)).collect()
    }

    /// The kinds of everything that was published about rooms, in commit order.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let seen = self.seen.0.lock().expect("no test panics in here");
        seen.iter().filter(|event| event.kind.starts_with("room.")).map(|event| event.kind.to_string()).collect()
    }

    /// Waits until everything that follows from events, and every job that is due, is done.
    pub(crate) async fn settled(&self) {
        let workers = self.workers.get_or_init(|| async { workers(&self.world, &self.parlor) }).await;
        workers.settle().await;
    }

    /// A second parlor on the same database: on PostgreSQL on a node of its own.
    pub(crate) async fn second(&self) -> Parlor {
        self.second_with(settings()).await
    }

    /// The same with settings of its own.
    pub(crate) async fn second_with(&self, settings: ParlorSettings) -> Parlor {
        let world = match self.world.kind {
            footlights_testkit::Db::Sqlite => self.world.clone(),
            footlights_testkit::Db::Postgres => self.world.second_node().await,
        };
        let identity = identity(&world, &self.mesh).await;
        parlor(&world, &self.mesh, identity, settings)
    }
}

async fn identity(world: &World, mesh: &Mesh) -> Identity {
    let parts = IdentityParts {
        store: world.store.clone(),
        cluster: Cluster::memory_on(mesh, world.shared_clock(), &world.chance),
        cutter: Arc::new(Nobody),
        limiter: Arc::new(Limiter::new(world.shared_clock())),
        outbound: Outbound::new(OutboundSettings::new(Reach::Operator)),
        secret_box: SecretBox::new([7; 32]),
        clock: world.shared_clock(),
        chance: world.chance.clone(),
        settings: IdentitySettings {
            password_cost: PasswordCost { memory_kib: 64, passes: 1 },
            password_checks_waiting_max: 1_000,
            ..IdentitySettings::default()
        },
    };
    Identity::open(parts).await.expect("opens")
}

fn parlor(world: &World, mesh: &Mesh, identity: Identity, settings: ParlorSettings) -> Parlor {
    Parlor::new(ParlorParts {
        store: world.store.clone(),
        identity,
        cluster: Cluster::memory_on(mesh, world.shared_clock(), &world.chance),
        hub: None,
        limiter: Arc::new(Limiter::new(world.shared_clock())),
        flair: Arc::new(NoFlair),
        clock: world.shared_clock(),
        chance: world.chance.clone(),
        settings,
    })
}

fn workers(world: &World, parlor: &Parlor) -> Workers {
    Workers::start(world.store.clone(), parlor.subscribers(), parlor.jobs(), world.shared_clock(), CancellationToken::new())
}

pub(crate) fn parse(event: &Event) -> Value {
    serde_json::from_str(event.payload.get()).expect("a payload is JSON")
}

pub(crate) fn caller(tenant: footlights_base::TenantId, account: AccountId, roles: Roles) -> Caller {
    Caller {
        tenant,
        account,
        roles,
        scopes: Scopes::All,
        credential: CredentialId::from_bytes(*account.as_bytes()),
        expires_at: None,
        remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

/// The refusal.
pub(crate) fn refused<T>(answer: Result<T, Failure>) -> Rejection {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal,
        Err(Failure::Broken(error)) => panic!("broken: {error}"),
        Ok(_) => panic!("not refused"),
    }
}

/// The code of the refusal.
pub(crate) fn code<T>(answer: Result<T, Failure>) -> &'static str {
    refused(answer).code
}
