//! An endpoint that remembers what came and answers as it is told, and a stage with workers that deliver to it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use footlights_base::{EventId, NewEvent, TenantId, Topic};
use footlights_outbound::Reach;
use footlights_outbound::webhook::{WebhookSettings, Webhooks};
use footlights_store::Workers;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::stage::{Answer, Stage};

/// One request that came.
#[derive(Clone)]
pub(crate) struct Came {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

struct Endpoint {
    came: watch::Sender<Vec<Came>>,
    /// What it answers next; 204 when there is nothing left.
    answers: Mutex<VecDeque<u16>>,
    /// Closed: it takes requests and answers none.
    gate: Semaphore,
}

/// An endpoint on this machine.
pub(crate) struct Receiver {
    endpoint: Arc<Endpoint>,
    pub(crate) url: String,
    _served: JoinSet<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let (came, answers, gate) = (watch::Sender::default(), Mutex::default(), Semaphore::new(Semaphore::MAX_PERMITS));
        let endpoint = Arc::new(Endpoint { came, answers, gate });
        let routes = Router::new().fallback(answer).with_state(endpoint.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let mut served = JoinSet::new();
        served.spawn(async move { axum::serve(listener, routes).await.expect("serves") });
        Self { endpoint, url, _served: served }
    }

    /// What it answers to the next requests.
    pub(crate) fn will_answer(&self, answers: impl IntoIterator<Item = u16>) {
        self.endpoint.answers.lock().expect("whole").extend(answers);
    }

    /// It answers nobody until it is opened.
    pub(crate) fn shut(&self) {
        self.endpoint.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn open(&self) {
        self.endpoint.gate.add_permits(1_000);
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.endpoint.came.borrow().clone()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut came = self.endpoint.came.subscribe();
        let coming = came.wait_for(|came| came.len() >= count);
        tokio::time::timeout(Duration::from_secs(20), coming).await.expect("in time").expect("it lives");
    }
}

async fn answer(State(endpoint): State<Arc<Endpoint>>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap) {
    endpoint.came.send_modify(|came| came.push(Came { headers, body }));
    endpoint.gate.acquire().await.expect("open").forget();
    endpoint.gate.add_permits(1);
    let status = endpoint.answers.lock().expect("whole").pop_front().unwrap_or(204);
    let mut said = HeaderMap::new();
    if (300..400).contains(&status) {
        said.insert("location", "http://169.254.169.254/latest".parse().expect("a value"));
    }
    (StatusCode::from_u16(status).expect("a status"), said)
}

/// A stage with webhooks, workers that deliver, and an admin's token.
pub(crate) struct Post {
    pub(crate) stage: Stage,
    pub(crate) webhooks: Webhooks,
    pub(crate) workers: Workers,
    pub(crate) token: String,
}

/// This machine may be reached.
pub(crate) fn here() -> WebhookSettings {
    WebhookSettings { reach: Reach::OutsideAndHere, ..WebhookSettings::default() }
}

impl Post {
    pub(crate) async fn on(stage: Stage, settings: WebhookSettings) -> Self {
        let (stage, webhooks) = stage.with_webhooks(settings).await;
        let clock = stage.world.shared_clock();
        let workers = Workers::start(stage.world.store.clone(), webhooks.subscribers(), webhooks.jobs(), clock, CancellationToken::new());
        let token = stage.sign_in("admin").await.access_token;
        // A webhook gets what happens in the moment it is made; what made the stage is not to be of that moment.
        stage.advance(Duration::from_secs(1));
        Self { stage, webhooks, workers, token }
    }

    /// A request of the admin. Signs in again when the clock was moved.
    pub(crate) async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let answer = self.stage.call(method, path, Some(&self.token), body.clone()).await;
        if answer.status != StatusCode::UNAUTHORIZED {
            return answer;
        }
        self.token = self.stage.sign_in("admin").await.access_token;
        self.stage.call(method, path, Some(&self.token), body).await
    }

    /// Makes a webhook; answers its id and secret.
    pub(crate) async fn create(&mut self, body: Value) -> (String, String) {
        let made = self.call("POST", "/api/webhooks", Some(body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let text = |name: &str| made.body[name].as_str().expect("text").to_owned();
        (text("id"), text("secret"))
    }

    pub(crate) async fn items(&mut self, path: &str) -> Vec<Value> {
        let listed = self.call("GET", path, None).await;
        assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
        listed.body["items"].as_array().expect("a list").clone()
    }

    pub(crate) async fn one(&mut self, id: &str) -> Value {
        self.call("GET", &format!("/api/webhooks/{id}"), None).await.body
    }

    /// Something happens in a tenant; answers the event's id.
    pub(crate) async fn happens(&self, tenant: TenantId, topic: &Topic, kind: &'static str) -> EventId {
        let world = &self.stage.world;
        let id = EventId::new(&world.clock, &world.chance);
        let event = NewEvent::new(id, kind, tenant, topic.clone(), world.now(), &json!({"amountCents": 500}));
        world.write("happens", topic.clone(), move |tx| tx.publish(event.clone())).await.expect("published");
        id
    }

    /// Something happens in the admin's tenant.
    pub(crate) async fn tip(&self, session: &str) -> EventId {
        self.happens(self.stage.admin.tenant_id, &Topic::new("session", session), "streaming.tip.received").await
    }

    /// Moves the clock and lets everything due run.
    pub(crate) async fn after(&self, by: Duration) {
        self.stage.advance(by);
        self.workers.wake();
        self.workers.settle().await;
    }
}
