//! The documents of all REST routes and of all sockets and events, and the page at `/api/docs` that shows it: Swagger UI, told where the document stands.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use footlights_surface::{CSP_PAGES, content_security_policy};

use crate::document;
use crate::packed::{self, Packed};

/// Where the document of the routes stands.
const DOCUMENT_PATH: &str = "/api/openapi.json";
/// Where the document of sockets and events stands.
const EVENTS_PATH: &str = "/api/asyncapi.json";
/// Ask each time; a 304 is cheap and another version shows at once.
const ASK_EACH_TIME: &str = "no-cache";
static DOCUMENT: LazyLock<Packed> = LazyLock::new(|| Packed::inside(document::PACKED));
static EVENTS: LazyLock<Packed> = LazyLock::new(|| Packed::inside(document::EVENTS_PACKED));
static STYLE: LazyLock<Packed> = LazyLock::new(|| Packed::inside(include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css.gz"))));
static SCRIPT: LazyLock<Packed> = LazyLock::new(|| Packed::inside(include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js.gz"))));
const PAGE: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Footlights: REST</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="routes"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/begin.js"></script>
  </body>
</html>
"#;
const BEGIN: &str = r##"SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#routes", deepLinking: true });
"##;

/// The documents, and the page of the routes.
pub(crate) fn routes() -> Router {
    let page = Router::new()
        .route("/api/docs", get(|| async { Redirect::permanent("/api/docs/") }))
        .route("/api/docs/", get(|| async { ([(header::CACHE_CONTROL, ASK_EACH_TIME)], axum::response::Html(PAGE)) }))
        .route("/api/docs/{file}", get(part));
    let document = get(|headers: HeaderMap| async move { send(&headers, &DOCUMENT, "application/json") });
    let events = get(|headers: HeaderMap| async move { send(&headers, &EVENTS, "application/json") });
    content_security_policy(page, CSP_PAGES).route(DOCUMENT_PATH, document).route(EVENTS_PATH, events)
}

async fn part(Path(file): Path<String>, headers: HeaderMap) -> Response {
    match &*file {
        "swagger-ui.css" => send(&headers, &STYLE, "text/css; charset=utf-8"),
        "swagger-ui-bundle.js" => send(&headers, &SCRIPT, "text/javascript; charset=utf-8"),
        "begin.js" => {
            ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, ASK_EACH_TIME)], BEGIN).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn send(headers: &HeaderMap, content: &Packed, kind: &'static str) -> Response {
    packed::send(headers, content, kind, ASK_EACH_TIME)
}
