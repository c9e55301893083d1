//! What browsers are told, and what they are refused.

use footlights_surface::EdgeSettings;
use http::{Request, StatusCode};

use crate::stage::{Stage, code, open};

#[tokio::test]
async fn a_page_opens_for_nobody_and_for_a_session_that_has_ended() {
    let stage = Stage::new(open());
    assert_eq!(stage.get("/public", &[]).await.body(), "nobody");
    assert_eq!(stage.get("/public", &[("cookie", "footlights_session=old")]).await.body(), "nobody");
    assert_ne!(stage.get("/public", &[("cookie", "footlights_session=good")]).await.body(), "nobody");
    let meant_somebody = stage.get("/public", &[("authorization", "Bearer old")]).await;
    assert_eq!((meant_somebody.status(), code(&meant_somebody)), (StatusCode::UNAUTHORIZED, "unauthenticated".into()));
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let stage = Stage::new(EdgeSettings { public_url: Some("https://stage.example".into()), ..open() });
    let post = |headers: &[(&str, &str)]| {
        let request = Request::post("/orders").header("content-type", "application/json").header("cookie", "footlights_session=good");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        stage.send(request.body(r#"{"amount": 5}"#.into()).expect("a request"))
    };
    for foreign in [
        &[][..],
        &[("origin", "https://stage.example")],
        &[("x-footlights-csrf", "0")],
        &[("x-footlights-csrf", "1"), ("origin", "https://evil.example")],
        &[("x-footlights-csrf", "1"), ("origin", "http://stage.example")],
        &[("x-footlights-csrf", "1"), ("origin", "null")],
    ] {
        let refused = post(foreign).await;
        assert_eq!((refused.status(), code(&refused)), (StatusCode::FORBIDDEN, "cross_site".into()), "{foreign:?}");
    }
    for own in [&[("x-footlights-csrf", "1")][..], &[("x-footlights-csrf", "1"), ("origin", "https://stage.example")]] {
        assert_eq!(post(own).await.status(), StatusCode::CREATED, "{own:?}");
    }
}

#[tokio::test]
async fn pages_and_answers_have_their_own_policy() {
    let stage = Stage::new(open());
    let page = stage.get("/page", &[]).await;
    let policy = page.headers()["content-security-policy"].to_str().expect("text");
    assert!(
        policy.contains("frame-ancestors 'self'") && policy.contains("script-src 'self'") && !policy.contains("unsafe-eval"),
        "{policy}"
    );
    for path in ["/public", "/nothing", "/panics"] {
        let answer = stage.get(path, &[]).await;
        assert_eq!(answer.headers()["content-security-policy"], "default-src 'none'; frame-ancestors 'none'", "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn other_sites_scripts_read_only_where_the_setting_says_so() {
    let ask = |settings: EdgeSettings| async move {
        let stage = Stage::new(settings);
        let request = Request::options("/orders")
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,idempotency-key");
        stage.send(request.body(axum::body::Body::empty()).expect("a request")).await
    };
    let closed = ask(open()).await;
    assert!(closed.headers().get("access-control-allow-origin").is_none());
    let other = ask(EdgeSettings { cors_origins: vec!["https://other.example".into()], ..open() }).await;
    assert!(other.headers().get("access-control-allow-origin").is_none());
    let named = ask(EdgeSettings { cors_origins: vec!["https://app.example/".into()], ..open() }).await;
    assert_eq!(named.headers()["access-control-allow-origin"], "https://app.example");
    assert!(named.headers().get("access-control-allow-credentials").is_none(), "never with our cookie");
    let any = ask(EdgeSettings { cors_origins: vec!["*".into()], ..open() }).await;
    assert_eq!(any.headers()["access-control-allow-origin"], "*");
}
