//! The web pages inside the binary: studio, overlay, the viewers' page and the rooms', built by `web/` and embedded.
//!
//! Assets carry a hash in their name and never change; pages are asked for again each time and answer 304.

use std::borrow::Cow;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use footlights_surface::CSP_PAGES;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::packed::{self, Packed};

/// One year: the name of an asset changes when its content does.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Ask each time; a 304 is cheap and a deploy shows at once.
const ASK_EACH_TIME: &str = "no-cache";

#[derive(RustEmbed)]
#[folder = "../../web/studio/dist"]
#[allow_missing = true]
struct Studio;

#[derive(RustEmbed)]
#[folder = "../../web/overlay/dist"]
#[allow_missing = true]
struct Overlay;

#[derive(RustEmbed)]
#[folder = "../../web/viewer/dist"]
#[allow_missing = true]
struct Viewer;

#[derive(RustEmbed)]
#[folder = "../../web/room/dist"]
#[allow_missing = true]
struct Rooms;

#[derive(RustEmbed)]
#[folder = "../../web/graphiql/dist"]
#[allow_missing = true]
struct Graphiql;

/// The page a browser gets at `/graphql`.
pub(crate) fn graphiql(headers: &HeaderMap) -> Response {
    page::<Graphiql>(headers)
}

/// All pages: `/` leads to the studio, `/overlay/{key}` is what OBS opens, `/c/{username}` is for everybody, `/r/{id}`
/// for whoever comes into a room, `/examples/room` for whoever builds on them.
pub fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/studio/") }))
        .route("/studio", get(|| async { Redirect::permanent("/studio/") }))
        .route("/studio/", get(|headers: HeaderMap| async move { page::<Studio>(&headers) }))
        .route("/studio/{*path}", get(studio))
        // The key is the page's own business: the page reads it from its address, the server answers the same to all.
        .route("/overlay/{key}", get(|headers: HeaderMap| async move { page::<Overlay>(&headers) }))
        .route(
            "/overlay-assets/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { asset::<Overlay>("overlay-assets/", &path, &headers) }),
        )
        .route(
            "/graphiql-assets/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { asset::<Graphiql>("graphiql-assets/", &path, &headers) }),
        )
        // Whether this creator shows a page, the page asks: the same answer for all tells nobody which names there are.
        .route("/c/{username}", get(|headers: HeaderMap| async move { page::<Viewer>(&headers) }))
        // What opens the room stands behind the # of the address, where no server sees it.
        .route("/r/{id}", get(|headers: HeaderMap| async move { page::<Rooms>(&headers) }))
        .route("/examples/room", get(|headers: HeaderMap| async move { page_named::<Rooms>("example.html", &headers) }))
        .route(
            "/room-assets/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { asset::<Rooms>("room-assets/", &path, &headers) }),
        )
        .route(
            "/viewer-assets/{*path}",
            get(|Path(path): Path<String>, headers: HeaderMap| async move { asset::<Viewer>("viewer-assets/", &path, &headers) }),
        )
}

/// A file of the studio, or its page: the router in the page knows the rest of the addresses.
async fn studio(Path(path): Path<String>, headers: HeaderMap) -> Response {
    if path.starts_with("assets/") || Studio::get(&path).is_some() || Studio::get(&format!("{path}.gz")).is_some() {
        return asset::<Studio>("", &path, &headers);
    }
    page::<Studio>(&headers)
}

fn page<E: RustEmbed>(headers: &HeaderMap) -> Response {
    page_named::<E>("index.html", headers)
}

fn page_named<E: RustEmbed>(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = E::get(name) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "This binary was built without its pages. Run `make run`, or build web/ first.")
            .into_response();
    };
    let mut response = send(headers, file, name, ASK_EACH_TIME);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP_PAGES));
    response
}

fn asset<E: RustEmbed>(folder: &str, path: &str, headers: &HeaderMap) -> Response {
    // A folder inside dist or the root of it, whichever the page's build uses.
    for name in [format!("{folder}{path}"), path.to_owned()] {
        let caching = if name.contains("assets/") { FOR_EVER } else { ASK_EACH_TIME };
        if let Some(file) = E::get(&format!("{name}.gz")) {
            let packed = Packed { hash: file.metadata.sha256_hash(), bytes: shared(file.data) };
            return packed::send(headers, &packed, kind_of(&name), caching);
        }
        if let Some(file) = E::get(&name) {
            return send(headers, file, &name, caching);
        }
    }
    StatusCode::NOT_FOUND.into_response()
}

/// What is inside the binary is sent from there: a copy for each request would let one client that reads nothing fill the
/// memory. (Only a debug build reads pages from the disk.)
fn shared(content: Cow<'static, [u8]>) -> Bytes {
    match content {
        Cow::Borrowed(inside) => Bytes::from_static(inside),
        Cow::Owned(read) => Bytes::from(read),
    }
}

fn kind_of(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")
}

/// The file, or 304 when the client has it already.
fn send(headers: &HeaderMap, file: EmbeddedFile, name: &str, caching: &'static str) -> Response {
    let hash: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(shared(file.data)).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind_of(name)));
    out.insert(header::ETAG, HeaderValue::from_str(&tag).expect("hexadecimal is ASCII"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}
