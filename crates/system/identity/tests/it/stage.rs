//! What the tests stand on: identity behind its router, a clock with hands, and somebody who counts what is cut.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use footlights_base::{Chance, Clock, ManualClock, Timestamp};
use footlights_identity::{
    Account, Actor, CreateAccount, Cutter, FirstStart, Identity, IdentityParts, IdentitySettings, LogIn, PasswordCost, Revoked, SecretBox,
    SignedIn, migrations, rest,
};
use footlights_outbound::{Outbound, OutboundSettings, Reach};
use footlights_store::{Store, StoreSettings};
use footlights_surface::{Authenticator as _, Caller, Credential, Edge, EdgeSettings, Limiter, Role, Roles};
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
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) chance: Chance,
    pub(crate) identity: Identity,
    pub(crate) cuts: Arc<Cuts>,
    pub(crate) admin: Account,
    router: Router,
    _folder: Arc<tempfile::TempDir>,
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
    pub(crate) async fn new() -> Self {
        Self::with(settings(), EdgeSettings { writes_per_account: None, writes_per_address: None, ..EdgeSettings::default() }).await
    }

    pub(crate) async fn with(settings: IdentitySettings, edge: EdgeSettings) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let clock = ManualClock::at(Timestamp::from_millis(1_795_287_600_000));
        let chance = Chance::seeded(0x5eed);
        let settings_of_store =
            StoreSettings { durability: footlights_store::Durability::Off, ..StoreSettings::sqlite(folder.path().join("db")) };
        let store = Store::open(settings_of_store, &[migrations()], Arc::new(clock.clone()), chance.clone()).await.expect("opens");
        let (identity, cuts) = node(&store, &clock, &chance, settings).await;
        let given = Some(Zeroizing::new(PASSWORD.to_owned()));
        let FirstStart { admin, made_password } = identity.first_start(given).await.expect("starts").expect("the first time");
        assert!(made_password.is_none());
        let clock_of_edge: Arc<dyn Clock> = Arc::new(clock.clone());
        let edge = Edge::new(Arc::new(identity.clone()), clock_of_edge, chance.clone(), edge);
        let (router, _) = rest(identity.clone(), edge.clone()).split_for_parts();
        let router = footlights_surface::layers(router.fallback(footlights_surface::not_found), &edge);
        Self { store, clock, chance, identity, cuts, admin, router, _folder: folder }
    }

    /// A second node on the same database.
    pub(crate) async fn second_node(&self, settings: IdentitySettings) -> (Identity, Arc<Cuts>) {
        node(&self.store, &self.clock, &self.chance, settings).await
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
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

async fn node(store: &Store, clock: &ManualClock, chance: &Chance, settings: IdentitySettings) -> (Identity, Arc<Cuts>) {
    let cuts = Arc::new(Cuts::default());
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    let parts = IdentityParts {
        store: store.clone(),
        cutter: cuts.clone(),
        limiter: Arc::new(Limiter::new(clock.clone())),
        outbound: Outbound::new(OutboundSettings::new(Reach::Operator)),
        secret_box: SecretBox::new([7; 32]),
        clock,
        chance: chance.clone(),
        settings,
    };
    (Identity::open(parts).await.expect("opens"), cuts)
}

pub(crate) fn log_in(username: &str, password: &str) -> LogIn {
    LogIn { username: username.into(), password: Zeroizing::new(password.into()), remote: HERE }
}
