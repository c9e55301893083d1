//! Webhooks refuse what could reach inside, what is not one's own, and what is too much.

use std::time::Duration;

use footlights_outbound::webhook::WebhookSettings;
use footlights_surface::Role;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::stage::on_both;
use crate::webhook_receiver::{Post, Receiver, here};

#[tokio::test]
async fn nothing_inside_can_be_named_and_what_resolves_inside_is_not_dialled() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, WebhookSettings::default()).await;
        let receiver = Receiver::start().await;
        let port = receiver.url.rsplit(':').next().expect("a port").trim_end_matches("/hook").to_owned();
        for url in [
            format!("http://127.0.0.1:{port}/"),
            format!("https://127.0.0.1:{port}/"),
            format!("https://[::1]:{port}/"),
            format!("https://2130706433:{port}/"),
            format!("https://0x7f.1:{port}/"),
            "https://169.254.169.254/latest/meta-data/".into(),
            "https://10.0.0.1/".into(),
            "https://192.168.1.1/".into(),
            "https://[fd00::1]/".into(),
            "https://[::ffff:10.0.0.1]/".into(),
            "http://example.com/".into(),
            "ftp://example.com/".into(),
            "https://user:pass@example.com/".into(),
            "file:///etc/passwd".into(),
            "example.com".into(),
            String::new(),
            format!("https://example.com/{}", "x".repeat(2_048)),
        ] {
            let refused = post.call("POST", "/api/webhooks", Some(json!({"url": url}))).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "invalid_fields"), "{url}");
            assert_eq!(refused.body["errors"][0]["field"], "/url", "{url}");
        }
        // A name is resolved when it is dialled, and each address checked.
        let (id, _) = post.create(json!({"url": format!("https://localhost:{port}/")})).await;
        post.tip("a").await;
        post.workers.settle().await;
        let log = post.items(&format!("/api/webhooks/{id}/deliveries")).await;
        assert_eq!((&log[0]["status"], &log[0]["state"]), (&Value::Null, &json!("pending")));
        assert!(log[0]["error"].as_str().expect("why").contains("no address that may be reached"), "{log:?}");
        assert!(receiver.came().is_empty());
        let there = post.call("PATCH", &format!("/api/webhooks/{id}"), Some(json!({"url": "https://10.1.1.1/"}))).await;
        assert_eq!(there.status, StatusCode::BAD_REQUEST);
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn webhooks_are_for_developers_and_admins_of_the_tenant() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, _) = post.create(json!({"url": receiver.url, "types": ["streaming.*"]})).await;
        let path = format!("/api/webhooks/{id}");
        post.stage.account("creator", &[Role::Creator]).await;
        post.stage.account("dev", &[Role::Developer]).await;
        let creator = post.stage.sign_in("creator").await.access_token;
        let dev = post.stage.sign_in("dev").await.access_token;
        let tenant = post.stage.identity.create_tenant("elsewhere").await.expect("made");
        let stranger = footlights_identity::CreateAccount {
            username: "stranger".into(),
            password: zeroize::Zeroizing::new(crate::stage::PASSWORD.into()),
            display_name: None,
            roles: footlights_surface::Roles::new([Role::Admin]),
        };
        let operator = footlights_identity::Actor::Operator(tenant.id);
        post.stage.identity.create_account(&operator, stranger, None).await.expect("made");
        let stranger = post.stage.sign_in("stranger").await.access_token;
        let narrow = post.call("POST", "/api/tokens", Some(json!({"name": "n", "scopes": ["webhooks:read"]}))).await;
        let narrow = narrow.body["token"].as_str().expect("a token").to_owned();

        let letter = "01923f6e-7f55-7c3a-8d8b-0123456789ab";
        let routes: [(&str, String, Option<Value>); 10] = [
            ("GET", path.clone(), None),
            ("GET", format!("{path}/deliveries"), None),
            ("GET", format!("{path}/dead-letters"), None),
            ("PATCH", path.clone(), Some(json!({"active": false}))),
            ("POST", format!("{path}/rotate-secret"), None),
            ("POST", format!("{path}/test"), None),
            ("POST", format!("{path}/dead-letters/{letter}/replay"), None),
            ("POST", format!("{path}/dead-letters/replay"), None),
            ("DELETE", path.clone(), None),
            ("POST", "/api/webhooks".into(), Some(json!({"url": "https://example.com/"}))),
        ];
        for (method, route, body) in routes {
            let refused = post.stage.call(method, &route, None, body.clone()).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{method} {route}");
            let refused = post.stage.call(method, &route, Some(&creator), body.clone()).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "role_required"), "{method} {route}");
            if method != "GET" {
                let refused = post.stage.call(method, &route, Some(&narrow), body.clone()).await;
                assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "scope_required"), "{method} {route}");
            }
            if route != "/api/webhooks" {
                let refused = post.stage.call(method, &route, Some(&stranger), body).await;
                assert_eq!((refused.status, refused.code()), (StatusCode::NOT_FOUND, "not_found"), "{method} {route}");
            }
        }
        assert_eq!(post.stage.call("GET", &path, Some(&dev), None).await.status, StatusCode::OK);
        let theirs = post.stage.call("GET", "/api/webhooks", Some(&stranger), None).await;
        assert_eq!(theirs.body["items"], json!([]));
        assert_eq!(post.stage.call("DELETE", &path, Some(&dev), None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(post.call("GET", &path, None).await.status, StatusCode::NOT_FOUND);
        post.tip("a").await;
        post.workers.settle().await;
        assert!(receiver.came().is_empty(), "it is gone");
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_named_and_too_much_is_refused() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let wrong = json!({"url": "https://example.com/", "types": ["Streaming"], "subjects": ["a b"], "description": "x".repeat(201)});
        let refused = post.call("POST", "/api/webhooks", Some(wrong)).await;
        let fields: Vec<&str> = refused.body["errors"].as_array().expect("a list").iter().filter_map(|one| one["field"].as_str()).collect();
        assert_eq!(fields, ["/types/0", "/subjects/0", "/description"]);
        let unknown = post.call("POST", "/api/webhooks", Some(json!({"url": "https://example.com/", "secret": "mine"}))).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
        for _ in 0..50 {
            post.create(json!({"url": "https://example.com/", "active": false})).await;
        }
        let refused = post.call("POST", "/api/webhooks", Some(json!({"url": "https://example.com/"}))).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "too_many"));
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_request_twice_makes_one_webhook_and_does_not_show_the_secret_again() {
    on_both(|stage| async move {
        let post = Post::on(stage, here()).await;
        let request = || {
            let body = axum::body::Body::from(json!({"url": "https://example.com/"}).to_string());
            Request::post("/api/webhooks")
                .header(header::AUTHORIZATION, format!("Bearer {}", post.token))
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", "\"once\"")
                .body(body)
                .expect("a request")
        };
        assert_eq!(post.stage.send(request()).await.status, StatusCode::CREATED);
        let again = post.stage.send(request()).await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "already_issued"));
        let listed = post.stage.call("GET", "/api/webhooks", Some(&post.token), None).await;
        assert_eq!(listed.body["items"].as_array().map(Vec::len), Some(1));
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn logs_stay_within_their_limits() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, _) = post.create(json!({"url": receiver.url})).await;
        post.tip("a").await;
        post.workers.settle().await;
        let path = format!("/api/webhooks/{id}/deliveries");
        post.webhooks.tidy_up().await.expect("tidies");
        assert_eq!(post.items(&path).await.len(), 1);
        post.after(Duration::from_hours(31 * 24)).await;
        post.webhooks.tidy_up().await.expect("tidies");
        assert!(post.items(&path).await.is_empty());
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}
