//! Headers that tell browsers what our answers are not for.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderValue, header};

/// For answers that are no pages: nothing may be loaded, nobody may frame them.
pub const CSP_API: &str = "default-src 'none'; frame-ancestors 'none'";

/// For our pages: everything from here; frames only by ourselves (the studio previews the overlay).
pub const CSP_PAGES: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    media-src 'self' blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'self'";

/// Sets what a router's answers may load, in place of [`CSP_API`].
pub fn content_security_policy<S: Clone + Send + Sync + 'static>(router: Router<S>, policy: &'static str) -> Router<S> {
    router.layer(from_fn(move |request: Request, next: Next| async move {
        let mut response = next.run(request).await;
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
        response
    }))
}

pub(super) async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in
        [(header::CONTENT_SECURITY_POLICY, CSP_API), (header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "no-referrer")]
    {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
