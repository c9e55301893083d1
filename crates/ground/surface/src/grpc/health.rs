//! `grpc.health.v1.Health`: what `/readyz` says, for the server (`""`) and for each service by name.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::BoxFuture;
use footlights_realtime::Hub;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

/// Whether the node is ready.
pub type Readiness = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// How often a watched state is looked at, however many watch: nobody needs to have signed in for that.
const LOOK: Duration = Duration::from_secs(1);
/// How many looks a watch takes before it ends, so that one that is forgotten does not last for ever; clients call again.
const LOOKS_MAX: usize = 3_600;

struct State {
    names: Vec<&'static str>,
    looks: Arc<Looks>,
    hub: Hub,
}

/// The looks of all who watch.
struct Looks {
    ready: Readiness,
    last: Mutex<Option<(Instant, ServingStatus)>>,
}

pub(super) fn service(names: Vec<&'static str>, ready: Readiness, hub: Hub) -> HealthServer<impl Health> {
    let looks = Arc::new(Looks { ready, last: Mutex::new(None) });
    HealthServer::new(State { names, looks, hub }).max_decoding_message_size(super::GRPC_MESSAGE_BYTES_MAX)
}

impl State {
    fn knows(&self, service: &str) -> bool {
        service.is_empty() || self.names.contains(&service)
    }
}

impl Looks {
    /// What was seen less than [`LOOK`] ago, or what is seen now.
    async fn look(&self) -> ServingStatus {
        let mut last = self.last.lock().await;
        if let Some((at, status)) = *last
            && at.elapsed() < LOOK
        {
            return status;
        }
        let status = self.look_now().await;
        *last = Some((Instant::now(), status));
        status
    }

    async fn look_now(&self) -> ServingStatus {
        if (self.ready)().await { ServingStatus::Serving } else { ServingStatus::NotServing }
    }
}

#[tonic::async_trait]
impl Health for State {
    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        if !self.knows(&request.get_ref().service) {
            return Err(Status::not_found("There is no such service."));
        }
        Ok(Response::new(HealthCheckResponse { status: self.looks.look_now().await.into() }))
    }

    async fn watch(&self, request: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let known = self.knows(&request.get_ref().service);
        let shared = self.looks.clone();
        let looks = stream::unfold((tokio::time::interval(LOOK), 0), move |(mut every, count)| {
            let shared = shared.clone();
            async move {
                if count >= LOOKS_MAX {
                    return None;
                }
                every.tick().await;
                let status = if known { shared.look().await } else { ServingStatus::ServiceUnknown };
                Some((status, (every, count + 1)))
            }
        });
        let mut last = None;
        let changes = looks.filter_map(move |status| {
            let changed = last.replace(status) != Some(status);
            async move { changed.then(|| Ok(HealthCheckResponse { status: status.into() })) }
        });
        // A node that stops tells so by its look, then ends the stream.
        let watch = self.hub.watch(Vec::new(), None);
        let stopping = async move {
            watch.ended().await;
        };
        Ok(Response::new(changes.take_until(Box::pin(stopping)).boxed()))
    }
}
