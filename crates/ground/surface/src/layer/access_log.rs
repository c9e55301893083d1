//! One log line and three metrics per request, without secrets: what a path keeps secret is cut out, queries are not written.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::remote::remote_of;
use crate::{Edge, request_id};

/// Paths whose next segment opens a door to whoever knows it.
const SECRET_AFTER: &[&str] = &["/overlay/", "/invite/", "/join/"];
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

/// The path as the log may know it.
fn redacted(path: &str) -> String {
    let end = path.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= PATH_BYTES_MAX).last().unwrap_or(0);
    let mut shown = path[..end].to_owned();
    for prefix in SECRET_AFTER {
        if let Some(at) = shown.find(prefix) {
            let from = at + prefix.len();
            let to = shown[from..].find('/').map_or(shown.len(), |len| from + len);
            shown.replace_range(from..to, "…");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn keys_in_paths_are_not_written() {
        assert_eq!(redacted("/overlay/abcdef"), "/overlay/…");
        assert_eq!(redacted("/overlay/abcdef/theme.css"), "/overlay/…/theme.css");
        assert_eq!(redacted("/api/tips"), "/api/tips");
        assert!(redacted(&"/é".repeat(1_000)).len() <= 256);
    }
}
