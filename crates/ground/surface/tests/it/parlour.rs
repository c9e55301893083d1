//! A served GraphQL schema and gRPC services over a real store and hub.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_graphql::{Context, Object, Result, Schema, SimpleObject, Subscription};
use axum::Router;
use axum::response::IntoResponse as _;
use footlights_base::{AccountId, BoxFuture, ErrorKind, EventId, Failure, NewEvent, Rejection, TenantId, Topic};
use footlights_cluster::Cluster;
use footlights_realtime::{Audience, Hub, HubSettings, Join, Tag, Told};
use footlights_surface::graphql::{Follow, GraphQlSettings, SchemaEngine, caller_of, follow, graphql, refuse};
use footlights_surface::grpc::{Gate, grpc};
use footlights_surface::{Authenticator, Caller, Credential, CredentialId, Edge, EdgeSettings, Quota, Roles, Scopes, dress, not_found};
use footlights_testkit::{Db, World};
use futures_util::Stream;
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Lets in `good`, and `other` as somebody else, as long as they count.
#[derive(Default)]
struct TwoTokens {
    revoked: AtomicBool,
}

/// Topics one account follows at most, here.
pub(crate) const FEEDS_MAX: usize = 70;

pub(crate) const GOOD: [u8; 16] = [2; 16];

impl Authenticator for TwoTokens {
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>> {
        Box::pin(async move {
            let (Credential::Bearer(text) | Credential::Cookie(text)) = credential;
            let account = match text {
                "good" if !self.revoked.load(Ordering::SeqCst) => GOOD,
                "other" => [4; 16],
                _ => return Err(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Not that one.").into()),
            };
            Ok(Caller {
                tenant: TenantId::from_bytes([1; 16]),
                account: AccountId::from_bytes(account),
                roles: Roles::VIEWER,
                scopes: Scopes::All,
                credential: CredentialId::from_bytes([3; 16]),
                expires_at: None,
                remote: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            })
        })
    }
}

/// What resolvers touch.
pub(crate) struct Ground {
    world: World,
    hub: Hub,
    /// How often what was said has been shown.
    pub(crate) shown: AtomicUsize,
}

fn topic() -> Topic {
    Topic::new("room", "a")
}

pub(crate) struct Query;

#[derive(SimpleObject)]
struct Thing {
    name: &'static str,
}

#[Object]
impl Query {
    async fn greeting(&self) -> &'static str {
        "hello"
    }

    async fn me(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(caller_of(ctx)?.account.to_string())
    }

    async fn things(&self, first: u32) -> Vec<Thing> {
        (0..first.min(3)).map(|_| Thing { name: "thing" }).collect()
    }

    async fn refuses(&self) -> Result<bool> {
        Err(refuse(Rejection::field("/name", "too_long", "At most 5 characters.")))
    }

    async fn breaks(&self) -> Result<bool> {
        Err(refuse(footlights_base::Error::internal("the database said: secret")))
    }

    async fn never(&self) -> bool {
        std::future::pending().await
    }

    async fn panics(&self) -> bool {
        assert!(!std::hint::black_box(true), "a resolver's mistake");
        true
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn say(&self, ctx: &Context<'_>, text: String) -> Result<bool> {
        caller_of(ctx)?;
        say(ctx.data_unchecked::<Arc<Ground>>(), &text).await;
        Ok(true)
    }
}

#[derive(Clone)]
struct Said {
    ground: Arc<Ground>,
    text: String,
    sequence: i64,
}

#[Object]
impl Said {
    async fn text(&self) -> &str {
        self.ground.shown.fetch_add(1, Ordering::SeqCst);
        &self.text
    }

    async fn sequence(&self) -> i64 {
        self.sequence
    }
}

pub(crate) struct Listening;

#[Subscription]
impl Listening {
    async fn said(&self, ctx: &Context<'_>, after: Option<i64>) -> Result<impl Stream<Item = Said>> {
        let ground = ctx.data_unchecked::<Arc<Ground>>().clone();
        let (asked, shown) = (ground.clone(), ground);
        let caller = ctx.data_opt::<Caller>().cloned();
        let open = move || async move {
            let account = caller.map_or(AccountId::from_bytes(GOOD), |caller| caller.account);
            if account != AccountId::from_bytes(GOOD) {
                return Err(Rejection::not_found("room").into());
            }
            let join = Join::new(topic(), Audience(0));
            let join = if let Some(after) = after { join.after(after) } else { join };
            let (_, feed) = asked.hub.listen(account, join).await?;
            Ok(Follow { feed, audience: 0, until: Some(Box::new(is_last)) })
        };
        let show = move |told: &Arc<Told>| match &**told {
            Told::Event(event) => {
                let payload: serde_json::Value = serde_json::from_str(event.payload.get()).expect("JSON");
                let text = payload["text"].as_str().expect("a text").to_owned();
                (text != "nothing to see").then(|| Said { ground: shown, text, sequence: event.sequence })
            }
            _ => None,
        };
        follow(ctx, open, show).await
    }
}

/// Whoever hears this hears nothing more.
fn is_last(told: &Told) -> bool {
    matches!(told, Told::Event(event) if event.payload.get().contains("goodbye"))
}

async fn say(ground: &Ground, text: &str) {
    let world = &ground.world;
    let (id, at, text) = (EventId::new(&world.clock, &world.chance), world.now(), text.to_owned());
    let event = move || NewEvent::new(id, "test.said", TenantId::from_bytes([1; 16]), topic(), at, &json!({ "text": text }));
    world.store.write("test.say", topic(), move |tx| tx.publish(event())).await.expect("written");
}

/// Served on loopback until dropped.
pub(crate) struct Parlour {
    pub(crate) address: SocketAddr,
    pub(crate) ground: Arc<Ground>,
    authenticator: Arc<TwoTokens>,
    pub(crate) ready: Arc<AtomicBool>,
    /// Whether looking at the readiness never ends.
    pub(crate) held: Arc<AtomicBool>,
    /// How often the readiness was looked at.
    pub(crate) looks: Arc<AtomicUsize>,
    _cancel: DropGuard,
}

impl Parlour {
    pub(crate) async fn new() -> Self {
        Self::with(GraphQlSettings::default(), None).await
    }

    pub(crate) async fn with(settings: GraphQlSettings, writes: Option<Quota>) -> Self {
        Self::open(settings, EdgeSettings { writes_per_account: writes, writes_per_address: None, ..EdgeSettings::default() }).await
    }

    pub(crate) async fn open(settings: GraphQlSettings, edge_settings: EdgeSettings) -> Self {
        let world = World::on(Db::Sqlite, &[]).await;
        let cancel = CancellationToken::new();
        let cluster = Cluster::memory(world.shared_clock(), &world.chance);
        let (clock, chance) = (world.shared_clock(), world.chance.clone());
        let hub_settings = HubSettings { feeds_per_account_max: FEEDS_MAX, ..HubSettings::default() };
        let hub = Hub::start(hub_settings, world.store.clone(), cluster, clock.clone(), chance.clone(), cancel.clone());
        let hub = hub.expect("threads");
        let authenticator = Arc::new(TwoTokens::default());
        let edge = Edge::new(authenticator.clone(), clock, chance, edge_settings);
        let ground = Arc::new(Ground { world, hub: hub.clone(), shown: AtomicUsize::new(0) });
        let shared = ground.clone();
        let schema = move || Schema::build(Query, Mutation, Listening).data(shared).finish();
        let engine = Arc::new(SchemaEngine::new(schema, Vec::new()));
        let ready = Arc::new(AtomicBool::new(true));
        let held = Arc::new(AtomicBool::new(false));
        let looks = Arc::new(AtomicUsize::new(0));
        let (looked_at, hangs, counted) = (ready.clone(), held.clone(), looks.clone());
        let readiness = Arc::new(move || -> BoxFuture<'static, bool> {
            counted.fetch_add(1, Ordering::SeqCst);
            let ready = looked_at.load(Ordering::SeqCst);
            let held = hangs.load(Ordering::SeqCst);
            Box::pin(async move { if held { std::future::pending().await } else { ready } })
        });
        let services = grpc(Vec::new(), &Gate::new(edge.clone(), hub.clone()), readiness);
        let page = Arc::new(|_: &http::HeaderMap| "the page".into_response());
        let router: Router = graphql(engine, edge.clone(), hub, settings, page).merge(services);
        let app = dress(router.fallback(not_found), &edge).into_make_service_with_connect_info::<SocketAddr>();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let stop = cancel.clone();
        TaskTracker::new()
            .spawn(async move { axum::serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await }).await });
        Self { address, ground, authenticator, ready, held, looks, _cancel: cancel.drop_guard() }
    }

    pub(crate) async fn say(&self, text: &str) {
        say(&self.ground, text).await;
    }

    /// Takes the token `good` away.
    pub(crate) fn revoke(&self) {
        self.authenticator.revoked.store(true, Ordering::SeqCst);
        self.ground.hub.cut(&Tag::account(AccountId::from_bytes(GOOD)));
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.ground.hub
    }
}
