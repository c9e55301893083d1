//! How a refusal or a failure is told over gRPC: kinds become codes here and nowhere else. Details are `google.rpc` types:
//! `ErrorInfo` whose reason is our code, `BadRequest` with each wrong field, `RetryInfo`, `RequestInfo`.

use std::collections::HashMap;

use footlights_base::{ErrorKind, Failure, FieldError};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

use crate::{Problem, request_id};

/// Whose codes the reasons are.
pub const ERROR_DOMAIN: &str = "footlights";

/// The status of whatever went wrong, as the caller may see it.
#[must_use]
pub fn status_of(failure: impl Into<Failure>) -> Status {
    of_problem(&Problem::from(failure.into()))
}

pub(crate) fn of_problem(problem: &Problem) -> Status {
    let rejection = problem.rejection();
    let mut details = ErrorDetails::new();
    details.set_error_info(rejection.code, ERROR_DOMAIN, HashMap::new());
    if !rejection.fields.is_empty() {
        details.set_bad_request(rejection.fields.iter().map(violation).collect::<Vec<_>>());
    }
    if rejection.retry_after.is_some() {
        details.set_retry_info(rejection.retry_after);
    }
    if let Some(id) = request_id() {
        details.set_request_info(id.as_str(), "");
    }
    let code = if rejection.code == "timed_out" { Code::DeadlineExceeded } else { code(rejection.kind) };
    Status::with_error_details(code, rejection.detail.to_string(), details)
}

/// The one place where kinds become codes.
const fn code(kind: ErrorKind) -> Code {
    match kind {
        ErrorKind::Invalid | ErrorKind::UnsupportedMedia => Code::InvalidArgument,
        ErrorKind::Unauthenticated => Code::Unauthenticated,
        ErrorKind::Forbidden => Code::PermissionDenied,
        ErrorKind::NotFound => Code::NotFound,
        ErrorKind::Conflict => Code::FailedPrecondition,
        ErrorKind::TooLarge => Code::OutOfRange,
        ErrorKind::KeyReused => Code::AlreadyExists,
        ErrorKind::RateLimited => Code::ResourceExhausted,
        ErrorKind::Unavailable => Code::Unavailable,
        ErrorKind::Internal => Code::Internal,
    }
}

/// A wrong field by the name it has in the message, its code as the reason.
fn violation(error: &FieldError) -> FieldViolation {
    let mut violation = FieldViolation::new(path(&error.field), error.detail.to_string());
    violation.reason = error.code.to_ascii_uppercase();
    violation
}

/// `/policy/joinRole` as `policy.join_role`.
fn path(pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len() + 4);
    for letter in pointer.trim_start_matches('/').chars() {
        match letter {
            '/' => path.push('.'),
            upper if upper.is_ascii_uppercase() => {
                path.push('_');
                path.push(upper.to_ascii_lowercase());
            }
            other => path.push(other),
        }
    }
    path
}
