//! Webhooks that fail: tried again over a day, then a dead letter; what is gone or fails for days is switched off and says so.

use std::time::Duration;

use footlights_outbound::webhook::{WEBHOOK_DISABLED, WebhookId, topic};
use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::on_both;
use crate::webhook_receiver::{Post, Receiver, here};

#[tokio::test]
async fn what_fails_is_tried_over_a_day_then_it_is_a_dead_letter_that_can_be_replayed() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, _) = post.create(json!({"url": receiver.url})).await;
        receiver.will_answer([500, 404, 302, 429, 503, 500, 500, 500]);
        post.tip("a").await;
        post.workers.settle().await;
        let path = format!("/api/webhooks/{id}");
        let log = post.items(&format!("{path}/deliveries")).await;
        assert_eq!((&log[0]["state"], &log[0]["attempts"], &log[0]["status"]), (&json!("pending"), &json!(1), &json!(500)));
        assert!(log[0]["nextTryAt"].as_str() > log[0]["createdAt"].as_str(), "{log:?}");
        assert_ne!(post.one(&id).await["failingSince"], Value::Null);
        post.after(Duration::from_secs(4)).await;
        assert_eq!(receiver.came().len(), 1, "not before its time");
        for hours in [1, 1, 1, 3, 6, 12, 12] {
            post.after(Duration::from_hours(hours)).await;
        }
        assert_eq!(receiver.came().len(), 8);
        post.after(Duration::from_hours(48)).await;
        assert_eq!(receiver.came().len(), 8, "given up");
        assert!(receiver.came().iter().all(|came| came.header("webhook-id") == receiver.came()[0].header("webhook-id")));
        assert_ne!(receiver.came()[0].header("webhook-timestamp"), receiver.came()[7].header("webhook-timestamp"));

        let letters = post.items(&format!("{path}/dead-letters")).await;
        assert_eq!(letters.len(), 1);
        assert_eq!((&letters[0]["attempts"], &letters[0]["nextTryAt"]), (&json!(8), &Value::Null));
        let tries = letters[0]["tries"].as_array().expect("a list");
        assert_eq!(tries.len(), 8);
        assert!(tries[2]["error"].as_str().expect("why").contains("redirects are not followed"));

        let replay = format!("{path}/dead-letters/{}/replay", letters[0]["id"].as_str().expect("an id"));
        let replayed = post.call("POST", &replay, None).await;
        assert_eq!((replayed.status, &replayed.body["state"]), (StatusCode::OK, &json!("pending")));
        post.workers.settle().await;
        assert_eq!(receiver.came().len(), 9);
        assert!(post.items(&format!("{path}/dead-letters")).await.is_empty());
        let again = post.call("POST", &replay, None).await;
        assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "not_dead"));
        assert_eq!(post.one(&id).await["failingSince"], Value::Null, "it went well");
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn a_redirect_inside_is_an_answer_like_any_other() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, _) = post.create(json!({"url": receiver.url})).await;
        receiver.will_answer([307]);
        post.tip("a").await;
        post.workers.settle().await;
        let log = post.items(&format!("/api/webhooks/{id}/deliveries")).await;
        assert_eq!((&log[0]["state"], &log[0]["status"]), (&json!("pending"), &json!(307)));
        assert_eq!(receiver.came().len(), 1);
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

/// The reasons this webhook's topic tells of.
async fn told(post: &Post, id: &str) -> Vec<Value> {
    let topic = topic(id.parse::<WebhookId>().expect("an id"));
    let page = post.stage.world.events_after(&topic, 0, 10).await.expect("readable");
    let disabled = page.events.iter().filter(|event| &*event.kind == WEBHOOK_DISABLED);
    disabled.map(|event| serde_json::from_str::<Value>(event.payload.get()).expect("JSON")["reason"].clone()).collect()
}

#[tokio::test]
async fn who_is_gone_is_switched_off_at_once_and_others_hear_of_it() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let (gone, other) = (Receiver::start().await, Receiver::start().await);
        let (id, _) = post.create(json!({"url": gone.url, "types": ["streaming.*"]})).await;
        post.create(json!({"url": other.url, "types": ["webhook.*"]})).await;
        gone.will_answer([500, 410]);
        post.tip("a").await;
        post.workers.settle().await;
        post.tip("b").await;
        post.workers.settle().await;
        let shown = post.one(&id).await;
        assert_eq!((&shown["active"], &shown["disabledReason"]), (&json!(false), &json!("gone")));
        assert_ne!(shown["disabledAt"], Value::Null);
        assert_eq!(told(&post, &id).await, ["gone"]);
        let heard = other.came()[0].json();
        assert_eq!((&heard["type"], &heard["data"]["webhookId"]), (&json!(WEBHOOK_DISABLED), &json!(id)));

        // What waits for another try does not go out any more, and what happens now is not its business.
        post.tip("c").await;
        post.after(Duration::from_hours(1)).await;
        assert_eq!(gone.came().len(), 2);
        let path = format!("/api/webhooks/{id}");
        let letters = post.items(&format!("{path}/dead-letters")).await;
        assert_eq!(letters.len(), 2);
        assert!(letters.iter().any(|letter| letter["error"] == "the webhook is switched off"), "{letters:?}");

        // Switched on again, both can be replayed.
        let on = post.call("PATCH", &path, Some(json!({"active": true}))).await;
        assert_eq!((&on.body["active"], &on.body["disabledReason"]), (&json!(true), &Value::Null));
        let all = post.call("POST", &format!("{path}/dead-letters/replay"), None).await;
        assert_eq!((all.status, &all.body), (StatusCode::OK, &json!({"replayed": 2})));
        post.tip("d").await;
        post.workers.settle().await;
        assert_eq!(gone.came().len(), 5);
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test]
async fn who_fails_for_days_and_nothing_else_is_switched_off() {
    on_both(|stage| async move {
        let mut post = Post::on(stage, here()).await;
        let receiver = Receiver::start().await;
        let (id, _) = post.create(json!({"url": receiver.url})).await;
        receiver.will_answer(std::iter::repeat_n(503, 1_000));
        for day in 0..4 {
            post.tip(&format!("day{day}")).await;
            for _ in 0..24 {
                post.after(Duration::from_hours(1)).await;
            }
        }
        assert_eq!(post.one(&id).await["active"], true);
        post.tip("last").await;
        for _ in 0..40 {
            post.after(Duration::from_hours(1)).await;
        }
        let shown = post.one(&id).await;
        assert_eq!((&shown["active"], &shown["disabledReason"]), (&json!(false), &json!("failing")));
        assert_eq!(told(&post, &id).await, ["failing"]);
        post.workers.stop(Duration::from_secs(5)).await;
    })
    .await;
}
