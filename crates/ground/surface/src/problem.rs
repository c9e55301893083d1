//! How a refusal or a failure is told over HTTP: RFC 9457 problem documents, mapped from error kinds here and nowhere else.

use axum::response::{IntoResponse, Response};
use footlights_base::{Error, ErrorKind, Failure, FieldError, Rejection};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// Names one request in logs and in problem documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub(crate) String);

impl RequestId {
    /// Its text: 16 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

tokio::task_local! {
    pub(crate) static REQUEST_ID: RequestId;
}

/// The id of the request this task is answering, when there is one.
#[must_use]
pub fn request_id() -> Option<RequestId> {
    REQUEST_ID.try_with(RequestId::clone).ok()
}

/// The error type of handlers: whatever went wrong, as the caller may see it. Boxed, since most answers are no problem.
#[derive(Debug)]
pub struct Problem(Box<Told>);

#[derive(Debug)]
struct Told {
    rejection: Rejection,
    status: StatusCode,
}

impl Problem {
    /// What will be told.
    #[must_use]
    pub fn rejection(&self) -> &Rejection {
        &self.0.rejection
    }

    /// The HTTP status that will be told.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// For what only HTTP knows of, such as methods a path does not have.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = status(rejection.kind);
        Self(Box::new(Told { rejection, status }))
    }
}

impl From<Error> for Problem {
    /// Writes the inside text to the log and forgets it: outside there is only a code and the request's id.
    fn from(error: Error) -> Self {
        let kind = error.kind();
        let id = request_id();
        tracing::error!(request = id.as_ref().map_or("-", RequestId::as_str), %error, "a request failed");
        match kind {
            ErrorKind::Unavailable => Rejection::new(kind, "unavailable", "Not possible at the moment; try again shortly.")
                .retry_after(std::time::Duration::from_secs(1))
                .into(),
            _ => Rejection::new(ErrorKind::Internal, "internal", "Something broke on our side. The instance names it in the log.").into(),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Rejected(rejection) => rejection.into(),
            Failure::Broken(error) => error.into(),
        }
    }
}

/// The one place where kinds become statuses.
fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::BAD_REQUEST,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorKind::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The body of every answer that is not a success (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// A URN that ends in the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened, why, what now.
    detail: String,
    /// Stable, snake_case; listed in docs/codes.md.
    code: &'static str,
    /// The request's id, as in the header `x-request-id` and in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The wrong fields, when the input is at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
}

/// One wrong field.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProblemField {
    /// A JSON Pointer (RFC 6901).
    field: String,
    /// Stable, snake_case.
    code: &'static str,
    /// What is wrong and what would be right.
    detail: String,
}

impl From<FieldError> for ProblemField {
    fn from(error: FieldError) -> Self {
        Self { field: error.field.into_owned(), code: error.code, detail: error.detail.into_owned() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Told { rejection, status } = *self.0;
        let Rejection { code, detail, fields, retry_after, .. } = rejection;
        let document = ProblemDocument {
            kind: format!("urn:footlights:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into_owned(),
            code,
            instance: request_id().map(|id| id.0),
            errors: fields.into_iter().map(Into::into).collect(),
        };
        let body = serde_json::to_vec(&document).expect("a problem document is plain");
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(after) = retry_after {
            // Whole seconds, rounded up: earlier would be refused again.
            let seconds = after.as_millis().div_ceil(1_000).max(1);
            headers.insert(header::RETRY_AFTER, HeaderValue::from_str(&seconds.to_string()).expect("digits"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"footlights\""));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use footlights_base::{Error, ErrorKind, Rejection};
    use http_body_util::BodyExt as _;

    use super::Problem;

    #[tokio::test]
    async fn inside_text_never_leaves() {
        let response = Problem::from(Error::internal("password of the database is hunter2")).into_response();
        let body = response.into_body().collect().await.expect("in memory").to_bytes();
        let text = std::str::from_utf8(&body).expect("text");
        assert!(text.contains("\"code\":\"internal\"") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn retry_after_is_rounded_up() {
        let rejection = Rejection::new(ErrorKind::RateLimited, "rate_limited", "x").retry_after(std::time::Duration::from_millis(1_200));
        assert_eq!(Problem::from(rejection).into_response().headers()["retry-after"], "2");
    }
}
