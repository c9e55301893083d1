//! Hostile and broken requests: a clear refusal with a stable code, nothing changed, everybody else alive.

use axum::body::Body;
use footlights_surface::{EdgeSettings, Quota};
use http::{Request, StatusCode};
use serde_json::json;

use crate::stage::{Answer, PASSWORD, Stage, on_both, on_both_with, settings};

async fn post(stage: &Stage, token: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/api/accounts").header("authorization", format!("Bearer {token}")).header("content-type", content_type);
    stage.send(request.body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn broken_bodies_change_nothing() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let cases: Vec<(&str, Vec<u8>, StatusCode, &str)> = vec![
            ("text/plain", b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"),
            ("application/x-www-form-urlencoded", b"username=x".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"),
            ("application/json", b"".to_vec(), StatusCode::BAD_REQUEST, "malformed_json"),
            ("application/json", b"{".to_vec(), StatusCode::BAD_REQUEST, "malformed_json"),
            ("application/json", b"{\"username\": \"\xff\xfe\"}".to_vec(), StatusCode::BAD_REQUEST, "malformed_json"),
            ("application/json", br#"{"username": "\ud800"}"#.to_vec(), StatusCode::BAD_REQUEST, "malformed_json"),
            ("application/json", br#"{"username": "a\u0000b"}"#.to_vec(), StatusCode::BAD_REQUEST, "invalid_fields"),
            ("application/json", "[".repeat(100_000).into_bytes(), StatusCode::BAD_REQUEST, "invalid_fields"),
            ("application/json", format!("\"{}\"", "x".repeat(256 * 1024)).into_bytes(), StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            ("application/json", b"[1, 2]".to_vec(), StatusCode::BAD_REQUEST, "invalid_fields"),
            (
                "application/json",
                br#"{"username": "x", "username": "y", "password": "12345678"}"#.to_vec(),
                StatusCode::BAD_REQUEST,
                "invalid_fields",
            ),
            (
                "application/json",
                br#"{"username": "x", "password": "12345678", "is_admin": true}"#.to_vec(),
                StatusCode::BAD_REQUEST,
                "invalid_fields",
            ),
            (
                "application/json",
                br#"{"username": "x", "password": "12345678", "roles": ["root"]}"#.to_vec(),
                StatusCode::BAD_REQUEST,
                "invalid_fields",
            ),
            ("application/json", br#"{"username": "x", "password": 12345678}"#.to_vec(), StatusCode::BAD_REQUEST, "invalid_fields"),
            ("application/json", br#"{"username": "x", "password": "short"}"#.to_vec(), StatusCode::BAD_REQUEST, "invalid_fields"),
        ];
        for (content_type, body, status, code) in cases {
            let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            let refused = post(&stage, &admin, content_type, body).await;
            assert_eq!((refused.status, refused.code()), (status, code), "{shown}: {}", refused.body);
            assert_eq!(refused.headers["content-type"], "application/problem+json");
            assert_eq!(refused.body["instance"].as_str(), refused.headers["x-request-id"].to_str().ok());
            assert!(!refused.body.to_string().contains("12345678"), "nothing that was sent is repeated");
        }
        let listed = stage.identity.list_accounts(&stage.operator(), None, 200).await.expect("listed");
        assert_eq!(listed.items.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn several_wrong_fields_are_named_together() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let body = json!({"username": "-", "password": "short", "displayName": ""}).to_string();
        let refused = post(&stage, &admin, "application/json; charset=utf-8", body).await;
        let fields: Vec<_> = refused.body["errors"].as_array().expect("a list").iter().map(|error| error["field"].clone()).collect();
        assert_eq!(fields, ["/username", "/displayName", "/password"]);
    })
    .await;
}

#[tokio::test]
async fn paths_methods_and_credentials_that_are_none() {
    on_both(|stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        for id in ["1", "%00", "..%2f..", "00000000-0000-0000-0000-000000000000", &"x".repeat(5_000)] {
            let refused = stage.call("GET", &format!("/api/accounts/{id}"), Some(&admin), None).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::NOT_FOUND, "not_found"), "{id}");
        }
        let unknown = stage.call("GET", "/api/nothing", None, None).await;
        assert_eq!((unknown.status, unknown.code()), (StatusCode::NOT_FOUND, "not_found"));
        let method = stage.call("PUT", "/api/accounts", Some(&admin), None).await;
        assert_eq!((method.status, method.code()), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
        assert_eq!(method.headers["allow"], "GET,HEAD,POST");
        for bad in ["junk", "a.b.c", "flp_junk", "flr_junk", "fls_junk", &"x".repeat(20_000)] {
            let refused = stage.call("GET", "/api/auth/me", Some(bad), None).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "unauthenticated"), "{}", &bad[..bad.len().min(20)]);
        }
        for header in ["Basic YWRtaW46YWRtaW4=", "Bearer", "bearer ", "Bearer a b"] {
            let request = Request::get("/api/auth/me").header("authorization", header).body(Body::empty()).expect("a request");
            assert_eq!(stage.send(request).await.status, StatusCode::UNAUTHORIZED, "{header}");
        }
        // A cookie that is somebody's refresh token, and one that is nothing.
        let refresh = stage.sign_in("admin").await.refresh_token;
        for value in [refresh.as_str(), "junk", ""] {
            let request = Request::get("/api/auth/me")
                .header("cookie", format!("footlights_session={value}"))
                .body(Body::empty())
                .expect("a request");
            assert_eq!(stage.send(request).await.status, StatusCode::UNAUTHORIZED);
        }
    })
    .await;
}

#[tokio::test]
async fn writes_are_limited_per_account_and_reads_are_not() {
    let edge = EdgeSettings { writes_per_account: Some(Quota::per_second(1, 3)), writes_per_address: None, ..EdgeSettings::default() };
    on_both_with(settings(), edge, |stage| async move {
        let admin = stage.sign_in("admin").await.access_token;
        let write =
            |n: u32| stage.call("POST", "/api/accounts", Some(&admin), Some(json!({"username": format!("u{n}"), "password": PASSWORD})));
        let (first, second, third) = (write(1).await, write(2).await, write(3).await);
        assert!([first, second, third].iter().all(|answer| answer.status == StatusCode::CREATED));
        let limited = write(4).await;
        assert_eq!((limited.status, limited.code()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
        assert_eq!(limited.headers["retry-after"], "1");
        for _ in 0..20 {
            assert_eq!(stage.call("GET", "/api/auth/me", Some(&admin), None).await.status, StatusCode::OK);
        }
        stage.advance(std::time::Duration::from_secs(1));
        assert_eq!(write(5).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn answers_say_what_browsers_may_not_do_with_them() {
    on_both(|stage| async move {
        let answer = stage.call("GET", "/api/auth/methods", None, None).await;
        assert_eq!((answer.status, &answer.body), (StatusCode::OK, &json!({"password": true, "oidc": false})));
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.headers[name], value);
        }
        assert!(answer.headers.get("access-control-allow-origin").is_none());
    })
    .await;
}
