//! `grpc-timeout`: how long a client waits. Until an answer begins this layer keeps it; a stream that goes on keeps it itself.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use tokio::time::Instant;
use tonic::Status;

use super::status::status_of;
use crate::Edge;
use footlights_base::{ErrorKind, Rejection};

/// When a call is over for its client; in the request's extensions where the client says so.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// Waits for a call's deadline; for ever where it has none.
    pub async fn passed(deadline: Option<Self>) {
        match deadline {
            Some(Self(at)) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
    }
}

pub(super) async fn keep(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let asked = wait_of(request.headers());
    let limit = asked.map_or(edge.settings.time_out, |asked| asked.min(edge.settings.time_out));
    if let Some(asked) = asked {
        request.extensions_mut().insert(Deadline(Instant::now() + asked));
    }
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => answer(status_of(Rejection::new(
            ErrorKind::Unavailable,
            "timed_out",
            "No answer was ready in time; whether it was done is not known.",
        ))),
    }
}

/// A status alone.
pub(super) fn answer(status: Status) -> Response {
    status.into_http::<axum::body::Body>()
}

/// `grpc-timeout`: up to eight digits and a unit.
fn wait_of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let count: u64 = digits.parse().ok().filter(|_| digits.len() <= 8 && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(match unit {
        "H" => Duration::from_secs(count * 3_600),
        "M" => Duration::from_secs(count * 60),
        "S" => Duration::from_secs(count),
        "m" => Duration::from_millis(count),
        "u" => Duration::from_micros(count),
        "n" => Duration::from_nanos(count),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;

    use super::wait_of;

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", text.parse().expect("a header"));
            wait_of(&headers)
        };
        assert_eq!(read("250m"), Some(Duration::from_millis(250)));
        assert_eq!(read("99999999H"), Some(Duration::from_secs(99_999_999 * 3_600)));
        for bad in ["", "m", "5", "5x", "-5m", "+5m", "123456789S", "1.5S"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
