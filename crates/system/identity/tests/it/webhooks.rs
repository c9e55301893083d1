//! Webhooks: what happens in a tenant arrives where it asked for it, signed, once, and nowhere else.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use footlights_base::{TenantId, Topic};
use footlights_outbound::webhook::{WebhookSecret, WebhookSettings, sign};
use http::StatusCode;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::stage::on_both;
use crate::webhook_receiver::{Came, Post, Receiver, here};

fn secret(text: &str) -> WebhookSecret {
    let bytes = STANDARD.decode(text.strip_prefix("whsec_").expect("a secret")).expect("base64");
    WebhookSecret::from_bytes(Zeroizing::new(bytes))
}

/// What `webhook-signature` should say of a request, with these secrets.
fn signed(came: &Came, secrets: &[&str]) -> String {
    let secrets: Vec<WebhookSecret> = secrets.iter().map(|text| secret(text)).collect();
    sign(&secrets, came.header("webhook-id"), came.header("webhook-timestamp").parse().expect("seconds"), &came.body)
}

#[tokio::test]
async fn what_happens_arrives_signed_where_it_was_asked_for() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let (all, tips, one) = (Receiver::start().await, Receiver::start().await, Receiver::start().await);
        let before = post.tip("early").await;
        post.after(Duration::from_secs(1)).await;
        let (id, secret) = post.create(json!({"url": all.url, "description": "everything"})).await;
        post.create(json!({"url": tips.url, "types": ["streaming.*"]})).await;
        post.create(json!({"url": one.url, "types": ["streaming.tip.received"], "subjects": ["session:b"]})).await;
        let first = post.tip("a").await;
        let second = post.tip("b").await;
        let tenant = post.stage.admin.tenant_id;
        post.happens(tenant, &Topic::new("room", "r"), "rooms.room.created").await;
        post.happens(TenantId::from_bytes([9; 16]), &Topic::new("session", "theirs"), "streaming.tip.received").await;
        post.workers.settle().await;

        assert_eq!((all.came().len(), tips.came().len(), one.came().len()), (3, 2, 1));
        let came = all.came().into_iter().find(|came| came.header("webhook-id") == first.to_string()).expect("the first");
        assert_eq!(came.header("webhook-signature"), signed(&came, &[&secret]));
        assert_eq!(came.header("content-type"), "application/json");
        let body = came.json();
        assert_eq!(body["type"], "streaming.tip.received");
        assert_eq!((&body["subject"], &body["topic"], &body["sequence"]), (&json!("a"), &json!("session:a"), &json!(1)));
        assert_eq!(body["data"], json!({"amountCents": 500}));
        assert_eq!(one.came()[0].header("webhook-id"), second.to_string());

        let log = post.items(&format!("/api/webhooks/{id}/deliveries")).await;
        assert_eq!(log.len(), 3, "{log:?}");
        assert!(log.iter().all(|one| one["state"] == "delivered" && one["status"] == 204 && one["attempts"] == 1), "{log:?}");
        assert!(log.iter().all(|one| one["eventId"] != before.to_string()), "what was before is not its business");
        assert!(!Value::from(log).to_string().contains("amountCents"), "what was sent is not in the log");
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn the_secret_is_shown_once_and_the_old_one_signs_along_for_a_day() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, first) = post.create(json!({"url": receiver.url})).await;
        assert!(first.starts_with("whsec_"));
        let path = format!("/api/webhooks/{id}");
        let shown = post.one(&id).await;
        assert!(!shown.to_string().contains("whsec_"), "{shown}");
        assert!(!post.call("GET", "/api/webhooks", None).await.body.to_string().contains("whsec_"));

        let rotated = post.call("POST", &format!("{path}/rotate-secret"), None).await;
        assert_eq!((rotated.status, rotated.headers["cache-control"].to_str().expect("text")), (StatusCode::OK, "no-store"));
        let second = rotated.body["secret"].as_str().expect("shown once").to_owned();
        assert_eq!(rotated.body["previousSecretUntil"], post.stage.world.now().plus(Duration::from_hours(24)).to_string());
        for hours in [0, 23, 1] {
            post.after(Duration::from_hours(hours)).await;
            post.tip("a").await;
            post.workers.settle().await;
        }
        let came = receiver.came();
        assert_eq!(came.len(), 3);
        for (came, secrets) in came.iter().zip([&[&second[..], &first][..], &[&second, &first], &[&second]]) {
            assert_eq!(came.header("webhook-signature"), signed(came, secrets));
        }
        let audit = post.items("/api/audit").await;
        assert!(audit.iter().any(|entry| entry["action"] == "webhook.secret_rotated" && entry["subject"] == id), "{audit:?}");
        assert!(!Value::from(audit).to_string().contains("whsec_"));
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn a_slow_endpoint_holds_back_nobody_else() {
    on_both(|stage| async move {
        let settings = WebhookSettings { time_out: Duration::from_secs(60), ..here() };
        let mut post = Post::on(stage, settings).await;
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        slow.shut();
        let (id, _) = post.create(json!({"url": slow.url})).await;
        post.create(json!({"url": quick.url})).await;
        for n in 0..30 {
            post.tip(&format!("s{}", n % 10)).await;
        }
        quick.wait_for(30).await;
        // Side by side for the slow one, too, but only so many, and never two of one topic.
        slow.wait_for(3).await;
        let waiting = slow.came();
        assert!(waiting.len() <= 4, "{} at once", waiting.len());
        slow.open();
        slow.wait_for(30).await;
        post.workers.settle().await;
        let log = post.items(&format!("/api/webhooks/{id}/deliveries?limit=100")).await;
        assert_eq!(log.iter().filter(|one| one["state"] == "delivered").count(), 30);
        // Of one topic in order, as nothing failed.
        for topic in (0..10).map(|n| format!("session:s{n}")) {
            let came = slow.came().iter().map(Came::json).filter(|event| event["topic"] == topic).collect::<Vec<_>>();
            let numbers: Vec<i64> = came.iter().filter_map(|event| event["sequence"].as_i64()).collect();
            assert_eq!(numbers, [1, 2, 3], "{topic}");
        }
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn one_host_takes_only_its_places_and_nothing_is_lost_by_that() {
    takes_only_its_places(|| WebhookSettings { at_once_per_host: 1, ..here() }).await;
}

#[tokio::test]
async fn one_tenant_takes_only_its_places_and_nothing_is_lost_by_that() {
    takes_only_its_places(|| WebhookSettings { at_once_per_tenant: 1, ..here() }).await;
}

/// With settings that leave one place for what the test sends.
async fn takes_only_its_places(settings: fn() -> WebhookSettings) {
    on_both(move |stage| async move {
        let settings = WebhookSettings { time_out: Duration::from_secs(60), ..settings() };
        let mut post = Post::on(stage, settings).await;
        let receiver = Receiver::start().await;
        receiver.shut();
        let (id, _) = post.create(json!({"url": receiver.url})).await;
        for n in 0..10 {
            post.tip(&format!("s{n}")).await;
        }
        receiver.wait_for(1).await;
        receiver.open();
        for _ in 0..40 {
            post.after(Duration::from_secs(1)).await;
        }
        assert_eq!(receiver.came().len(), 10);
        let log = post.items(&format!("/api/webhooks/{id}/deliveries")).await;
        assert!(log.iter().all(|one| one["attempts"] == 1 && one["state"] == "delivered"), "waiting is no try: {log:?}");
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn a_test_goes_to_one_webhook_alone_and_is_tried_once() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let (tested, other) = (Receiver::start().await, Receiver::start().await);
        let (id, _) = post.create(json!({"url": tested.url, "types": ["rooms.*"], "active": false})).await;
        post.create(json!({"url": other.url})).await;
        tested.will_answer([500]);
        let path = format!("/api/webhooks/{id}");
        let delivery = post.call("POST", &format!("{path}/test"), None).await;
        assert_eq!((delivery.status, &delivery.body["state"]), (StatusCode::OK, &json!("pending")));
        post.workers.settle().await;
        post.after(Duration::from_hours(24)).await;
        post.call("POST", &format!("{path}/test"), None).await;
        post.workers.settle().await;
        assert_eq!((tested.came().len(), other.came().len()), (2, 0));
        assert_eq!(tested.came()[1].json()["type"], "webhook.test");
        let log = post.items(&format!("{path}/deliveries")).await;
        let states: Vec<&str> = log.iter().filter_map(|one| one["state"].as_str()).collect();
        assert_eq!(states, ["delivered", "dead"]);
        assert_eq!(log[1]["error"], "answered 500");
        assert_eq!(post.one(&id).await["failingSince"], Value::Null, "a test says nothing of how it fares");
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn another_node_hears_of_a_webhook() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        // As it stands on a node that did not make the webhook: it knows nothing until it looks.
        let there = footlights_outbound::webhook::Webhooks::open(footlights_outbound::webhook::WebhooksParts {
            store: post.stage.world.store.clone(),
            clock: post.stage.world.shared_clock(),
            chance: post.stage.world.chance.clone(),
            vault: std::sync::Arc::new(footlights_identity::SecretBox::new([7; 32])),
            settings: here(),
        })
        .await
        .expect("opens");
        post.create(json!({"url": receiver.url})).await;
        let event = there.subscribers()[0].clone();
        let happened = post.tip("a").await;
        let page = post.stage.world.events_after(&Topic::new("session", "a"), 0, 1).await.expect("readable");
        assert_eq!(page.events[0].id, happened);
        assert!(!event.listens(&page.events[0]));
        there.learn().await.expect("learns");
        assert!(event.listens(&page.events[0]));
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}
