//! What the tests stand on: identity behind its router, a clock with hands, and somebody who counts what is cut.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use footlights_cluster::{Cluster, Mesh};
use footlights_identity::{
    Account, Actor, CreateAccount, Cutter, FirstStart, Identity, IdentityParts, IdentitySettings, LogIn, PasswordCost, Revoked, SecretBox,
    SignedIn, WebhooksState, migrations, rest, rest_document, webhooks_rest,
};
use footlights_outbound::webhook::{WebhookSettings, Webhooks, WebhooksParts};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_surface::{Authenticator as _, Caller, Credential, Edge, EdgeSettings, Limiter, Role, Roles};
use footlights_testkit::World;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use zeroize::Zeroizing;

/// The password of every account here.
pub(crate) const PASSWORD: &str = "correct horse";
/// Where requests come from.
pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// Remembers what was cut.
#[derive(Default)]
pub(crate) struct Cuts(Mutex<Vec<Revoked>>);

impl Cuts {
    /// What was cut since the last look.
    pub(crate) fn take(&self) -> Vec<Revoked> {
        std::mem::take(&mut self.0.lock().expect("whole"))
    }
}

impl Cutter for Cuts {
    fn cut(&self, revoked: Revoked) {
        self.0.lock().expect("whole").push(revoked);
    }
}

/// One node of identity.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) identity: Identity,
    pub(crate) cuts: Arc<Cuts>,
    pub(crate) admin: Account,
    /// The OpenAPI document of the routes.
    pub(crate) document: Value,
    mesh: Mesh,
    router: Router,
    edge: Edge,
}

/// Runs a test with ordinary settings, without limits on requests, on each database.
pub(crate) async fn on_both<F, Fut>(test: F)
where
    F: Fn(Stage) -> Fut,
    Fut: Future<Output = ()>,
{
    let edge = EdgeSettings { writes_per_account: None, writes_per_address: None, ..EdgeSettings::default() };
    on_both_with(settings(), edge, test).await;
}

/// Runs a test on each database.
pub(crate) async fn on_both_with<F, Fut>(settings: IdentitySettings, edge: EdgeSettings, test: F)
where
    F: Fn(Stage) -> Fut,
    Fut: Future<Output = ()>,
{
    let (settings, edge, test) = (&settings, &edge, &test);
    let on_one = |world: World| async move {
        test(Stage::on(world.clone(), settings.clone(), edge.clone()).await).await;
        // A test may take single fields out of its stage; the world ends after it all the same.
        drop(world);
    };
    footlights_testkit::on_both(&[footlights_outbound::webhook::migrations(), migrations()], on_one).await;
}

/// Cheap password checks and no limit on attempts.
pub(crate) fn settings() -> IdentitySettings {
    IdentitySettings {
        password_cost: PasswordCost { memory_kib: 64, passes: 1 },
        password_checks_waiting_max: 1_000,
        sign_ins_per_minute: None,
        ..IdentitySettings::default()
    }
}

/// An answer, read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The stable code of a refusal.
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// The value of a cookie that was set.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.filter_map(|text| text.split(';').next()?.split_once('=')).find(|(given, _)| *given == name).map(|(_, value)| value.to_owned())
    }
}

impl Stage {
    async fn on(world: World, settings: IdentitySettings, edge: EdgeSettings) -> Self {
        let mesh = Mesh::default();
        let (identity, cuts) = node(&world, &mesh, settings).await;
        let given = Some(Zeroizing::new(PASSWORD.to_owned()));
        let FirstStart { admin, made_password } = identity.first_start(given).await.expect("starts").expect("the first time");
        assert!(made_password.is_none());
        let edge = Edge::new(Arc::new(identity.clone()), world.shared_clock(), world.chance.clone(), edge);
        let document = serde_json::to_value(rest_document()).expect("plain");
        let router = footlights_surface::layers(rest(identity.clone(), edge.clone()).fallback(footlights_surface::not_found), &edge);
        Self { world, identity, cuts, admin, document, mesh, router, edge }
    }

    /// With webhooks behind the router.
    pub(crate) async fn with_webhooks(mut self, settings: WebhookSettings) -> (Self, Webhooks) {
        let (store, clock, chance) = (self.world.store.clone(), self.world.shared_clock(), self.world.chance.clone());
        let vault = Arc::new(SecretBox::new([7; 32]));
        let webhooks = Webhooks::open(WebhooksParts { store, clock, chance, vault, settings }).await.expect("opens");
        let (identity, edge) = (self.identity.clone(), self.edge.clone());
        let state = WebhooksState { identity: identity.clone(), webhooks: webhooks.clone(), edge: edge.clone() };
        let routes = rest(identity, edge).merge(webhooks_rest(state)).fallback(footlights_surface::not_found);
        self.router = footlights_surface::layers(routes, &self.edge);
        (self, webhooks)
    }

    /// A second node on the same database and in the same cluster.
    pub(crate) async fn second_node(&self) -> (Identity, Arc<Cuts>) {
        node(&self.world, &self.mesh, settings()).await
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.world.advance(by);
    }

    pub(crate) fn operator(&self) -> Actor {
        Actor::Operator(self.admin.tenant_id)
    }

    /// Makes an account in the admin's tenant.
    pub(crate) async fn account(&self, username: &str, roles: &[Role]) -> Account {
        let command = CreateAccount {
            username: username.into(),
            password: Zeroizing::new(PASSWORD.into()),
            display_name: None,
            roles: Roles::new(roles.iter().copied()),
        };
        self.identity.create_account(&self.operator(), command, None).await.expect("made")
    }

    pub(crate) async fn sign_in(&self, username: &str) -> SignedIn {
        self.identity.log_in(log_in(username, PASSWORD)).await.expect("signs in")
    }

    /// The caller behind a fresh sign-in.
    pub(crate) async fn caller(&self, username: &str) -> Caller {
        let signed_in = self.sign_in(username).await;
        self.identity.authenticate(Credential::Bearer(&signed_in.access_token)).await.expect("counts")
    }

    /// A request with a JSON body and a bearer token.
    pub(crate) async fn call(&self, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).expect("a request")).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("in memory").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

async fn node(world: &World, mesh: &Mesh, settings: IdentitySettings) -> (Identity, Arc<Cuts>) {
    let cuts = Arc::new(Cuts::default());
    let parts = IdentityParts {
        store: world.store.clone(),
        cluster: Cluster::memory_on(mesh, world.shared_clock(), &world.chance),
        cutter: cuts.clone(),
        limiter: Arc::new(Limiter::new(world.shared_clock())),
        outbound: Outbound::new(OutboundSettings::new(Reach::Operator)),
        secret_box: SecretBox::new([7; 32]),
        clock: world.shared_clock(),
        chance: world.chance.clone(),
        settings,
    };
    (Identity::open(parts).await.expect("opens"), cuts)
}

pub(crate) fn log_in(username: &str, password: &str) -> LogIn {
    LogIn { username: username.into(), password: Zeroizing::new(password.into()), remote: HERE }
}
