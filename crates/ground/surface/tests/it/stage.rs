//! A router with one handler for each thing that can go wrong.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use footlights_base::{AccountId, BoxFuture, Chance, ErrorKind, Failure, ManualClock, Rejection, TenantId, Timestamp};
use footlights_surface::{
    Authenticator, CSP_PAGES, Caller, Credential, CredentialId, Edge, EdgeSettings, JsonBody, Problem, Roles, Scopes,
    content_security_policy, layers, not_found, time_limit, upload_pace,
};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower::ServiceExt as _;

/// Lets in `good` and nobody else.
struct OneToken;

impl Authenticator for OneToken {
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>> {
        Box::pin(async move {
            let (Credential::Bearer(text) | Credential::Cookie(text)) = credential;
            if text != "good" {
                return Err(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Not that one.").into());
            }
            Ok(Caller {
                tenant: TenantId::from_bytes([1; 16]),
                account: AccountId::from_bytes([2; 16]),
                roles: Roles::VIEWER,
                scopes: Scopes::All,
                credential: CredentialId::from_bytes([3; 16]),
                expires_at: None,
                remote: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            })
        })
    }
}

#[derive(Clone)]
struct Shop {
    edge: Edge,
}

impl FromRef<Shop> for Edge {
    fn from_ref(shop: &Shop) -> Self {
        shop.edge.clone()
    }
}

#[derive(Serialize, Deserialize)]
struct Order {
    amount: u32,
}

async fn order(caller: Caller, JsonBody(order): JsonBody<Order>) -> (StatusCode, String) {
    (StatusCode::CREATED, format!("{} from {}", order.amount, caller.remote))
}

async fn perhaps(body: Option<JsonBody<Order>>) -> Json<Option<Order>> {
    Json(body.map(|JsonBody(order)| order))
}

async fn public(caller: Option<Caller>) -> String {
    caller.map_or("nobody".into(), |caller| caller.account.to_string())
}

async fn breaks() -> Problem {
    footlights_base::Error::internal("the database said: secret").into()
}

async fn panics() -> &'static str {
    panic!("a handler's mistake")
}

/// Says how many bytes came; 400 where not all did.
async fn weigh(body: axum::body::Body) -> Result<String, StatusCode> {
    let bytes = body.collect().await.map_err(|_| StatusCode::BAD_REQUEST)?.to_bytes();
    Ok(bytes.len().to_string())
}

async fn never() -> &'static str {
    std::future::pending().await
}

fn uploads() -> Router {
    upload_pace(Router::new().route("/weigh", post(weigh)).route("/hold", post(never)))
}

pub(crate) struct Stage {
    pub(crate) clock: ManualClock,
    router: Router,
}

impl Stage {
    pub(crate) fn new(settings: EdgeSettings) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_795_287_600_000));
        let edge = Edge::new(Arc::new(OneToken), Arc::new(clock.clone()), Chance::seeded(1), settings);
        let pages = content_security_policy(Router::new().route("/page", get(|| async { Html("<p>") })), CSP_PAGES);
        let router = Router::new()
            .route("/orders", post(order))
            .route("/perhaps", post(perhaps))
            .route("/public", get(public))
            .route("/breaks", get(breaks))
            .route("/panics", get(panics))
            .with_state(Shop { edge: edge.clone() })
            .merge(time_limit(Router::new().route("/never", get(never)).merge(uploads()), &edge))
            .merge(pages);
        Self { clock, router: layers(router.fallback(not_found), &edge) }
    }

    pub(crate) async fn send(&self, request: Request<axum::body::Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.expect("infallible").into_parts();
        let bytes = body.collect().await.expect("in memory").to_bytes();
        Response::from_parts(parts, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(axum::body::Body::empty()).expect("a request")).await
    }

    /// Posts JSON as `good`.
    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let request = Request::post(path).header("content-type", "application/json").header("authorization", "Bearer good");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(body.to_owned().into()).expect("a request")).await
    }
}

pub(crate) type Answer = Response<String>;

/// The code of a problem document.
pub(crate) fn code(answer: &Answer) -> String {
    let document: Value = serde_json::from_str(answer.body()).expect("a problem document");
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(document["status"], answer.status().as_u16());
    assert_eq!(document["instance"].as_str(), answer.headers()["x-request-id"].to_str().ok());
    assert!(document["type"].as_str().is_some_and(|kind| kind.starts_with("urn:footlights:problem:")));
    document["code"].as_str().expect("a code").to_owned()
}

/// No limits, and a time-out that a paused clock reaches at once.
pub(crate) fn open() -> EdgeSettings {
    EdgeSettings { writes_per_account: None, writes_per_address: None, time_out: Duration::from_secs(5), ..EdgeSettings::default() }
}
