//! What operators look at: `/healthz` (alive), `/readyz` (what is held, not what is configured), `/metrics`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRef, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use footlights_base::BoxFuture;
use footlights_surface::{Caller, Edge, Problem, Role};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;

/// How one part we depend on is.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Which part: `database`, `redis`, `workers`.
    pub name: &'static str,
    /// Whether it can be relied on now.
    pub ok: bool,
    /// Since when not and why, or a word on how it is.
    pub detail: String,
}

/// Looks at every part.
pub type LookAround = Arc<dyn Fn() -> BoxFuture<'static, Vec<Check>> + Send + Sync>;

/// What the operators' routes need.
#[derive(Clone)]
pub struct Ops {
    /// Looks at every part.
    pub look: LookAround,
    /// Set once the server drains: no new work, please.
    pub draining: Arc<AtomicBool>,
    /// The collected metrics.
    pub metrics: PrometheusHandle,
}

#[derive(Clone)]
struct OpsState {
    ops: Ops,
    edge: Edge,
}

impl FromRef<OpsState> for Edge {
    fn from_ref(state: &OpsState) -> Self {
        state.edge.clone()
    }
}

/// `/healthz`, `/readyz`, `/metrics`.
pub fn routes(ops: Ops, edge: Edge) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(OpsState { ops, edge })
}

impl Ops {
    /// How every part is, the draining of the whole among them.
    async fn checks(&self) -> Vec<Check> {
        let mut checks = (self.look)().await;
        if self.draining.load(Ordering::SeqCst) {
            checks.push(Check { name: "server", ok: false, detail: "draining; another node takes over".into() });
        }
        checks
    }

    /// What `/readyz` says, in a word.
    pub(crate) async fn is_ready(&self) -> bool {
        self.checks().await.iter().all(|check| check.ok)
    }
}

async fn ready(State(state): State<OpsState>) -> Response {
    let checks = state.ops.checks().await;
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({"status": if ready { "ready" } else { "not_ready" }, "checks": checks}))).into_response()
}

/// For scrapers on this machine, and for admins from anywhere: figures tell strangers too much.
async fn metrics(
    State(state): State<OpsState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    caller: Option<Caller>,
) -> Result<Response, Problem> {
    // A request that a proxy passed on comes from elsewhere even when the proxy stands here.
    let local =
        peer.ip().to_canonical().is_loopback() && !headers.contains_key("x-forwarded-for") && !headers.contains_key(header::FORWARDED);
    if !local {
        let caller = caller.ok_or_else(|| footlights_base::Rejection::not_found("path"))?;
        caller.require_role(Role::Admin)?;
        caller.require_scope("metrics:read")?;
    }
    state.ops.metrics.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.ops.metrics.render()).into_response())
}
