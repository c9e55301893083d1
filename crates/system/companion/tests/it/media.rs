//! Uploads and files at the REST edge: the form is read strictly, and a file can never run a script.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_companion::rest;
use footlights_surface::{Authenticator, BoxFuture, Caller, Credential, Edge, EdgeSettings, Roles, Scopes, layers};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::animations::pixel;
use crate::stage::{Stage, caller, creator, token};

on_both!(
    a_form_brings_files,
    who_may_add_is_asked_before_a_form_is_read,
    a_file_can_never_run_a_script,
    ranges_are_parts_of_the_file,
    forms_are_read_strictly,
);

struct Door;

impl Authenticator for Door {
    fn authenticate<'a>(&'a self, credential: Credential<'a>) -> BoxFuture<'a, Result<Caller, Failure>> {
        Box::pin(async move {
            match credential {
                Credential::Bearer("1") => Ok(creator(1)),
                Credential::Bearer("viewer") => Ok(caller(2, Roles::VIEWER, Scopes::All)),
                Credential::Bearer("reader") => Ok(token(1, &["overlay:read"])),
                _ => Err(Rejection::new(ErrorKind::Unauthenticated, "unauthenticated", "Who?").into()),
            }
        })
    }
}

/// The router with everything that stands before it, limits of bodies among it.
struct Client(Router);

impl Client {
    fn new(stage: &Stage) -> Self {
        let edge = Edge::new(Arc::new(Door), stage.world.shared_clock(), stage.world.chance.clone(), EdgeSettings::default());
        Self(layers(rest(stage.companion.clone(), edge.clone()), &edge))
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> (StatusCode, HeaderMap, Bytes) {
        let request =
            headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
        let answer = self.0.clone().oneshot(request.body(body.into()).expect("a request")).await.expect("infallible");
        let (status, headers) = (answer.status(), answer.headers().clone());
        (status, headers, answer.into_body().collect().await.expect("a body").to_bytes())
    }

    async fn upload(&self, fields: &[(&str, &[u8])], more: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut body = Vec::new();
        for (name, content) in fields {
            let file = if matches!(*name, "name" | "durationMs") { "" } else { "; filename=\"../../x.html\"" };
            body.extend(format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\ncontent-type: text/html\r\n\r\n").bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--X--\r\n");
        let headers = [&[("authorization", "Bearer 1"), ("content-type", "multipart/form-data; boundary=X")], more].concat();
        let (status, _, bytes) = self.send("POST", "/api/animations/custom", &headers, body).await;
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

/// A sound of this many bytes, each where it belongs.
fn sound(bytes: usize) -> Vec<u8> {
    b"OggS".iter().copied().chain((4..bytes).map(|n| u8::try_from(n % 251).expect("small"))).collect()
}

async fn a_form_brings_files(stage: Stage) {
    let client = Client::new(&stage);
    let pixel = pixel();
    let fields: &[(&str, &[u8])] = &[("name", b"A bow"), ("durationMs", b"1500"), ("image", &pixel), ("sound", b"")];
    let key = [("idempotency-key", "\"k\"")];
    let (status, added) = client.upload(fields, &key).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    assert_eq!(
        (&added["name"], &added["durationMs"], &added["soundUrl"], &added["videoUrl"]),
        (&json!("A bow"), &json!(1500), &json!(null), &json!(null))
    );
    assert!(added["imageUrl"].as_str().expect("an address").starts_with("/media/"));
    assert_eq!(client.upload(fields, &key).await, (StatusCode::CREATED, added.clone()), "the same again is done once");
    let (_, _, listed) = client.send("GET", "/api/animations/custom", &[("authorization", "Bearer 1")], Body::empty()).await;
    assert_eq!(serde_json::from_slice::<Value>(&listed).expect("JSON"), json!({"items": [added], "nextCursor": null}));
    let path = format!("/api/animations/custom/{}", added["id"].as_str().expect("an id"));
    assert_eq!(client.send("DELETE", &path, &[("authorization", "Bearer 1")], Body::empty()).await.0, StatusCode::NO_CONTENT);
}

async fn who_may_add_is_asked_before_a_form_is_read(stage: Stage) {
    let client = Client::new(&stage);
    for (credential, status, code) in [
        ("Bearer viewer", StatusCode::FORBIDDEN, "role_required"),
        ("Bearer reader", StatusCode::FORBIDDEN, "scope_required"),
        ("Bearer nobody", StatusCode::UNAUTHORIZED, "unauthenticated"),
        ("Bearer 1", StatusCode::BAD_REQUEST, "invalid_fields"),
    ] {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        // A form that notes whether anybody wants it.
        let mut form = Some(Bytes::from_static(b"--X\r\ncontent-disposition: form-data; name=\"colour\"\r\n\r\nred\r\n--X--\r\n"));
        let form = futures_util::stream::poll_fn(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            Poll::Ready(form.take().map(Ok::<_, Infallible>))
        });
        let headers = [("authorization", credential), ("content-type", "multipart/form-data; boundary=X")];
        let (found, _, bytes) = client.send("POST", "/api/animations/custom", &headers, Body::from_stream(form)).await;
        let refusal: Value = serde_json::from_slice(&bytes).expect("a problem");
        assert_eq!((found, &refusal["code"]), (status, &json!(code)), "{credential}: {refusal}");
        assert_eq!(asked.load(Ordering::SeqCst) > 0, credential == "Bearer 1", "{credential}: only whoever may is listened to");
    }
}

async fn a_file_can_never_run_a_script(stage: Stage) {
    let client = Client::new(&stage);
    let pixel = pixel();
    let (_, added) = client.upload(&[("name", b"x"), ("image", &pixel)], &[]).await;
    let path = added["imageUrl"].as_str().expect("an address");
    let (status, headers, content) = client.send("GET", path, &[], Body::empty()).await;
    assert_eq!(status, StatusCode::OK);
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    let id = path.strip_prefix("/media/").expect("an id");
    assert_eq!(header("content-disposition"), format!("inline; filename=\"{id}.png\""));
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert!(!content.windows(7).any(|window| window == b"<script"));
    let known = [("if-none-match", &*header("etag"))];
    let (status, _, content) = client.send("GET", path, &known, Body::empty()).await;
    assert_eq!((status, content.len()), (StatusCode::NOT_MODIFIED, 0));
    for unknown in ["/media/x", "/media/00000000-0000-4000-8000-000000000000", "/media/..%2F..%2Fetc%2Fpasswd"] {
        assert_eq!(client.send("GET", unknown, &[], Body::empty()).await.0, StatusCode::NOT_FOUND, "{unknown}");
    }
}

async fn ranges_are_parts_of_the_file(stage: Stage) {
    let client = Client::new(&stage);
    let whole = sound(300_000);
    let (_, added) = client.upload(&[("name", b"x"), ("sound", &whole)], &[]).await;
    let path = added["soundUrl"].as_str().expect("an address");
    for (range, from, until) in [("bytes=0-", 0, 300_000), ("bytes=262140-262150", 262_140, 262_151), ("bytes=-5", 299_995, 300_000)] {
        let (status, headers, part) = client.send("GET", path, &[("range", range)], Body::empty()).await;
        assert_eq!(status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(headers["content-range"], format!("bytes {from}-{}/300000", until - 1), "{range}");
        assert!(part == whole[from..until], "{range}");
    }
    let (status, headers, _) = client.send("GET", path, &[("range", "bytes=300000-")], Body::empty()).await;
    assert_eq!((status, &headers["content-range"]), (StatusCode::RANGE_NOT_SATISFIABLE, &"bytes */300000".parse().expect("a value")));
    let other = [("range", "bytes=0-1"), ("if-range", "\"other\"")];
    for (method, headers, length) in [("GET", &[][..], 300_000), ("GET", &other[..], 300_000), ("HEAD", &[("range", "bytes=0-1")][..], 0)] {
        let (status, said, content) = client.send(method, path, headers, Body::empty()).await;
        assert_eq!((status, content.len(), &said["content-length"]), (StatusCode::OK, length, &"300000".parse().expect("a value")));
    }
}

async fn forms_are_read_strictly(stage: Stage) {
    let client = Client::new(&stage);
    let ogg: &[u8] = b"OggS";
    let large = vec![b'x'; 8 * 1024 * 1024 + 1];
    let long = vec![b'x'; 2_000];
    for (fields, status, code) in [
        (&[("name", &b"x"[..]), ("sound", ogg), ("colour", b"red")][..], StatusCode::BAD_REQUEST, "invalid_fields"),
        (&[("name", b"x"), ("sound", ogg), ("durationMs", b"soon")], StatusCode::BAD_REQUEST, "invalid_fields"),
        (&[("name", &long), ("sound", ogg)], StatusCode::BAD_REQUEST, "invalid_fields"),
        (&[("name", b"\xff"), ("sound", ogg)], StatusCode::BAD_REQUEST, "invalid_fields"),
        (&[("name", b"x")], StatusCode::BAD_REQUEST, "invalid_fields"),
        (&[("name", b"x"), ("image", ogg)], StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_unknown"),
        (&[("name", b"x"), ("sound", &large)], StatusCode::PAYLOAD_TOO_LARGE, "file_too_large"),
    ] {
        let (found, refusal) = client.upload(fields, &[]).await;
        assert_eq!((found, &refusal["code"]), (status, &json!(code)), "{refusal}");
    }
    let headers = [("authorization", "Bearer 1"), ("content-type", "application/json")];
    let (status, _, _) = client.send("POST", "/api/animations/custom", &headers, "{}").await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let headers = [("authorization", "Bearer 1"), ("content-type", "multipart/form-data; boundary=X")];
    let (status, _, _) = client.send("POST", "/api/animations/custom", &headers, "--X\r\nnothing").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(stage.companion.list_custom_animations(&creator(1)).await.expect("listed"), []);
}
