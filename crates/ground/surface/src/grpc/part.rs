//! The services of all systems on one router, with health and reflection.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use footlights_base::{ErrorKind, Rejection};
use tonic::body::Body as GrpcBody;
use tonic::server::NamedService;
use tower::{Service, ServiceExt as _, service_fn};
use tower_http::catch_panic::CatchPanicLayer;

use super::deadline;
use super::gate::Gate;
use super::health::{self, Readiness};
use super::status::status_of;

/// The largest message a client may send, bytes; services set it, since a larger one is refused before it is read.
pub const GRPC_MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// Why a descriptor set can be read.
const GENERATED: &str = "descriptor sets are generated with the services they describe";

/// One service of a system.
pub struct GrpcPart {
    pub(super) name: &'static str,
    /// Its file, compiled (`FileDescriptorSet`), for reflection.
    descriptor: &'static [u8],
    router: Router,
}

impl GrpcPart {
    /// A generated server, with the descriptor set it was generated from.
    pub fn new<S>(service: S, descriptor: &'static [u8]) -> Self
    where
        S: Service<http::Request<GrpcBody>, Error = std::convert::Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        Self { name: S::NAME, descriptor, router: route(service) }
    }

    /// Its full name, such as `footlights.v1.RoomService`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
}

fn route<S>(service: S) -> Router
where
    S: Service<http::Request<GrpcBody>, Error = std::convert::Infallible> + NamedService + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    Router::new().route_service(&format!("/{}/{{*method}}", S::NAME), service.map_request(|request: Request| request.map(GrpcBody::new)))
}

/// A service that is made when somebody first calls it.
fn route_lazily<S>(make: impl FnOnce() -> S + Send + 'static) -> Router
where
    S: Service<http::Request<GrpcBody>, Error = std::convert::Infallible> + NamedService + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    let made: Arc<LazyLock<S, Box<dyn FnOnce() -> S + Send>>> = Arc::new(LazyLock::new(Box::new(make)));
    let service = service_fn(move |request: Request| S::clone(&made).oneshot(request.map(GrpcBody::new)));
    Router::new().route_service(&format!("/{}/{{*method}}", S::NAME), service)
}

/// All services on one router, health and reflection among them.
pub fn grpc(parts: Vec<GrpcPart>, gate: &Gate, ready: Readiness) -> Router {
    let names = parts.iter().map(GrpcPart::name).collect();
    let descriptors: Vec<&'static [u8]> = parts.iter().map(|part| part.descriptor).collect();
    // Each version tells of the other, too. Few ever ask, and the sets take a moment to read.
    let reflected = move |other: &'static [u8]| {
        let builder = tonic_reflection::server::Builder::configure().register_encoded_file_descriptor_set(other);
        let builder = builder.register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
        descriptors.iter().fold(builder, |builder, descriptor| builder.register_encoded_file_descriptor_set(descriptor))
    };
    let also = reflected.clone();
    let v1 = route_lazily(move || reflected(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET).build_v1().expect(GENERATED));
    let v1alpha = route_lazily(move || also(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET).build_v1alpha().expect(GENERATED));
    let health = route(health::service(names, ready, gate.hub().clone()));
    let services = parts.into_iter().fold(Router::new(), |router, part| router.merge(part.router));
    services
        .merge(health)
        .merge(v1)
        .merge(v1alpha)
        .layer(from_fn_with_state(gate.edge().clone(), deadline::keep))
        .layer(CatchPanicLayer::custom(panicked as fn(_) -> Response))
}

/// A service that panics answers so and harms nobody else. The panic hook has told the log where.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response<Body> {
    metrics::counter!("footlights_grpc_panics_total").increment(1);
    tracing::error!("a gRPC service panicked");
    deadline::answer(status_of(Rejection::new(ErrorKind::Internal, "internal", "Something broke on our side.")))
}
