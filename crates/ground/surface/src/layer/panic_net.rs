//! A handler that panics answers 500 and harms nobody else. The panic hook has told the log where.

use std::any::Any;

use axum::response::{IntoResponse as _, Response};
use footlights_base::{ErrorKind, Rejection};
use tower_http::catch_panic::CatchPanicLayer;

use crate::Problem;

type Handler = fn(Box<dyn Any + Send>) -> Response;

pub(super) fn layer() -> CatchPanicLayer<Handler> {
    CatchPanicLayer::custom(answer as Handler)
}

fn answer(_: Box<dyn Any + Send>) -> Response {
    metrics::counter!("footlights_http_panics_total").increment(1);
    tracing::error!("a handler panicked");
    let refusal = Rejection::new(ErrorKind::Internal, "internal", "Something broke on our side. The instance names it in the log.");
    Problem::from(refusal).into_response()
}
