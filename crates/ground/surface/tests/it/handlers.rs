//! What happens around a handler: bodies, failures, panics, limits.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use footlights_surface::{EdgeSettings, Quota, RemoteAddress};
use http::{Request, StatusCode};

use crate::stage::{Stage, code, open};

#[tokio::test]
async fn a_good_order_goes_through() {
    let stage = Stage::new(open());
    let answer = stage.post("/orders", &[], r#"{"amount": 5}"#).await;
    assert_eq!((answer.status(), answer.body().as_str()), (StatusCode::CREATED, "5 from 0.0.0.0"));
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_at_the_limit_too() {
    let stage = Stage::new(open());
    let flood = futures_util::stream::iter((0..1_000).map(|_| Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b' '; 1_024]))));
    let request = Request::post("/orders").header("content-type", "application/json").header("authorization", "Bearer good");
    let answer = stage.send(request.body(Body::from_stream(flood)).expect("a request")).await;
    assert_eq!((answer.status(), code(&answer)), (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large".into()));
}

#[tokio::test]
async fn a_body_may_be_left_out_where_it_is_optional() {
    let stage = Stage::new(open());
    let none = stage.send(Request::post("/perhaps").body(Body::empty()).expect("a request")).await;
    assert_eq!((none.status(), none.body().as_str()), (StatusCode::OK, "null"));
    assert_eq!(stage.post("/perhaps", &[], r#"{"amount": 7}"#).await.body(), r#"{"amount":7}"#);
    let wrong = stage.send(Request::post("/perhaps").body(Body::from("amount=7")).expect("a request")).await;
    assert_eq!(code(&wrong), "content_type");
}

#[tokio::test]
async fn failures_and_panics_are_told_without_their_inside() {
    let stage = Stage::new(open());
    for path in ["/breaks", "/panics"] {
        let answer = stage.get(path, &[]).await;
        assert_eq!((answer.status(), code(&answer)), (StatusCode::INTERNAL_SERVER_ERROR, "internal".into()), "{path}");
        assert!(!answer.body().contains("secret") && !answer.body().contains("mistake"), "{}", answer.body());
    }
    assert_eq!(stage.get("/public", &[]).await.status(), StatusCode::OK, "everybody else is served");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_answers_is_ended() {
    let answer = Stage::new(open()).get("/never", &[]).await;
    assert_eq!((answer.status(), code(&answer)), (StatusCode::SERVICE_UNAVAILABLE, "timed_out".into()));
    assert_eq!(answer.headers()["retry-after"], "1");
}

/// A body of which so many pieces of so many bytes come, one after each pause; and how that ends.
fn trickle(pieces: u32, bytes: usize, pause: Duration, ends: bool) -> Body {
    let piece = move |number: u32| async move {
        // sleep: the clock is paused, and moves on by itself to whatever is waited for next
        tokio::time::sleep(pause).await;
        match number < pieces {
            true => Some((Ok::<_, std::io::Error>(vec![0; bytes]), number + 1)),
            false if ends => None,
            false => std::future::pending().await,
        }
    };
    Body::from_stream(futures_util::stream::unfold(0, piece))
}

#[tokio::test(start_paused = true)]
async fn an_upload_has_the_time_its_size_needs_on_a_slow_line() {
    let stage = Stage::new(open());
    let send = |path: &'static str, body: Body| stage.send(Request::post(path).body(body).expect("a request"));
    let (second, kib) = (Duration::from_secs(1), 1_024);
    // Twenty times longer than a handler may take, at 20 KiB a second; and one that pauses long now and then.
    let slow = send("/weigh", trickle(100, 20 * kib, second, true)).await;
    assert_eq!((slow.status(), slow.body().as_str()), (StatusCode::OK, "2048000"));
    let halting = send("/weigh", trickle(4, 512 * kib, 25 * second, true)).await;
    assert_eq!((halting.status(), halting.body().as_str()), (StatusCode::OK, "2097152"));
    // Less than 16 KiB a second, a byte now and then, nothing at all, and nothing more.
    for (pieces, bytes, pause) in [(1_000, 15 * kib, second), (1_000, 1, 10 * second), (0, 0, second), (5, 999 * kib, second)] {
        let began = tokio::time::Instant::now();
        let cut = send("/weigh", trickle(pieces, bytes, pause, false)).await;
        assert_eq!((cut.status(), code(&cut)), (StatusCode::REQUEST_TIMEOUT, "too_slow".into()), "{bytes} bytes each {pause:?}");
        assert!(began.elapsed() < 600 * second, "{:?}", began.elapsed());
    }
    // The handler's own time runs from the end of the body, and also where it does not read it.
    let began = tokio::time::Instant::now();
    let held = send("/hold", trickle(1_000, 20 * kib, second, true)).await;
    assert_eq!((held.status(), code(&held)), (StatusCode::SERVICE_UNAVAILABLE, "timed_out".into()));
    assert!(began.elapsed() < 40 * second, "{:?}", began.elapsed());
}

#[tokio::test]
async fn writes_of_one_address_are_limited_whoever_it_says_it_is() {
    let stage = Stage::new(EdgeSettings { writes_per_address: Some(Quota::per_second(1, 2)), ..open() });
    let post = |from: &'static str, token: &'static str| {
        let mut request = Request::post("/orders")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(r#"{"amount": 5}"#))
            .expect("a request");
        request.extensions_mut().insert(RemoteAddress(from.parse().expect("an address")));
        stage.send(request)
    };
    assert_eq!(post("192.0.2.1:1", "good").await.body(), "5 from 192.0.2.1");
    assert_eq!(post("192.0.2.1:2", "bad").await.status(), StatusCode::UNAUTHORIZED);
    let limited = post("192.0.2.1:3", "good").await;
    assert_eq!((limited.status(), code(&limited)), (StatusCode::TOO_MANY_REQUESTS, "rate_limited".into()));
    assert_eq!(post("192.0.2.2:1", "good").await.status(), StatusCode::CREATED);
    stage.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(post("192.0.2.1:4", "good").await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let stage = Stage::new(open());
    assert_eq!(code(&stage.get("/nothing", &[]).await), "not_found");
    let answer = stage.get("/orders", &[]).await;
    assert_eq!((answer.status(), code(&answer)), (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed".into()));
    assert_eq!(answer.headers()["allow"], "POST");
}
