//! One log line and three metrics per request, without secrets: what a path keeps secret is cut out, queries are not written.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::remote::remote_of;
use crate::{Edge, request_id};

/// Parts of a path after which comes what opens a door to whoever knows it.
const SECRET_AFTER: &[&str] = &["overlay", "invite", "join"];
/// From this length on a part of a path may be a key, bytes.
const OPAQUE_BYTES_MIN: usize = 24;
/// The longest path that is written, in bytes.
const PATH_BYTES_MAX: usize = 256;

pub(super) async fn write(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let began = edge.clock.now();
    let method = request.method().clone();
    let path = redacted(request.uri().path());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let remote = remote_of(request.extensions(), request.headers(), &edge.settings.trusted_proxies);
    metrics::gauge!("footlights_http_requests_open").increment(1);
    let response = next.run(request).await;
    metrics::gauge!("footlights_http_requests_open").decrement(1);
    let took = edge.clock.now().since(began);
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    let verb = verb(&method);
    metrics::counter!("footlights_http_requests_total", "method" => verb, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("footlights_http_request_seconds", "method" => verb, "route" => route).record(took.as_secs_f64());
    let id = request_id();
    let id = id.as_ref().map_or("-", |id| id.as_str());
    tracing::info!(target: "footlights::access", request = id, %method, path, status, took_ms, %remote, "answered");
    response
}

/// The method as a label: clients may make up methods, labels must stay few.
fn verb(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The path as the log may know it: also where somebody has put a key into a path that is none of ours.
fn redacted(path: &str) -> String {
    let mut shown = String::with_capacity(path.len().min(PATH_BYTES_MAX));
    let mut opens = false;
    for (at, part) in path.split('/').enumerate() {
        if at > 0 {
            shown.push('/');
        }
        let secret = opens && !part.is_empty() || is_opaque(part);
        let written = if secret { "…" } else { part };
        if shown.len() + written.len() > PATH_BYTES_MAX - "/…".len() {
            shown.push('…');
            break;
        }
        shown.push_str(written);
        opens = SECRET_AFTER.iter().any(|word| word.eq_ignore_ascii_case(part)) || opens && part.is_empty();
    }
    shown
}

/// Whether a part of a path may be a key: long, and neither an id nor the name of a file.
fn is_opaque(part: &str) -> bool {
    let is_id = part.len() == 36 && part.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    part.len() >= OPAQUE_BYTES_MIN && !is_id && !part.contains('.')
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn keys_in_paths_are_not_written() {
        assert_eq!(redacted("/overlay/abcdef"), "/overlay/…");
        assert_eq!(redacted("/overlay/abcdef/theme.css"), "/overlay/…/theme.css");
        assert_eq!(redacted("/api/tips"), "/api/tips");
        assert_eq!(redacted("/overlay/ab/overlay/cd"), "/overlay/…/overlay/…");
        assert_eq!(redacted("//OVERLAY//abcdef"), "//OVERLAY//…");
        assert_eq!(redacted("/overlays/Xw6C74hDHwmxmYJ1IyI1ScSZcjgOI7LK"), "/overlays/…");
        assert_eq!(redacted("/overlay%2FXw6C74hDHwmxmYJ1IyI1ScSZcjgOI7LK"), "/…");
        let session = "/api/sessions/01a1fcae-9e26-76a4-ab60-f1847b6e15c3/end";
        assert_eq!(redacted(session), session);
        assert_eq!(redacted("/studio/assets/index-0123456789abcdef.js"), "/studio/assets/index-0123456789abcdef.js");
        assert!(redacted(&"/é".repeat(1_000)).len() <= 256);
    }
}
