//! Coming in, asking, leaving.

use serde_json::json;

use super::client::{Client, Got};
use super::stage::{SOON, Stage};
use crate::{HubSettings, Tag};

#[tokio::test]
async fn a_client_enters_asks_and_is_missed_when_it_leaves() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    assert_eq!(client.opened["maxPayload"], 1_000_000);
    assert_eq!(client.ask("echo", &json!({"a": 1})).await, json!({"ok": true, "a": 1}));
    assert_eq!(stage.hub.connections(), 1);
    drop(client);
    tokio::time::timeout(SOON, stage.booth.gone_now.notified()).await.expect("told");
    assert_eq!(stage.booth.gone.lock().expect("unpoisoned").len(), 1);
    stage.until(|| stage.hub.connections() == 0).await;
}

#[tokio::test]
async fn refusals_have_a_form() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    let unknown = client.ask("nonsense", &json!({"sessionId": "s1"})).await;
    assert_eq!(unknown["ok"], false);
    assert_eq!((&unknown["error"]["code"], &unknown["error"]["sessionId"]), (&json!("unknown_event"), &json!("s1")));
    let broken = client.ask("break", &json!({})).await;
    assert_eq!(broken["error"]["code"], "internal");
    assert!(!broken.to_string().contains("secret"), "{broken}");
    assert_eq!(client.ask("panic", &json!({})).await["error"]["code"], "internal");
    // Without an acknowledgement the refusal comes as an event.
    client.text("42/booth,[\"nonsense\",{}]").await;
    let (name, error) = client.event().await;
    assert_eq!((name.as_str(), &error["code"]), ("error", &json!("unknown_event")));
}

#[tokio::test]
async fn who_is_refused_may_try_again() {
    let stage = Stage::new().await;
    let mut client = Client::open(stage.address).await;
    client.text("40/booth,{\"refuse\":true}").await;
    assert_eq!(client.next().await, Got::Text("44/booth,{\"message\":\"Not you.\",\"data\":{\"code\":\"no_entry\"}}".into()));
    client.enter("/booth").await;
    client.text("40/elsewhere,").await;
    assert_eq!(client.next().await, Got::Text("44/elsewhere,{\"message\":\"Invalid namespace\"}".into()));
}

#[tokio::test]
async fn one_event_at_a_time_and_in_order() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    let first = client.send("slow", &json!({})).await;
    let others = [client.send("echo", &json!({"n": 1})).await, client.send("echo", &json!({"n": 2})).await];
    // Another namespace of the same connection does not wait.
    client.text("40/custom,").await;
    assert!(matches!(client.next().await, Got::Text(text) if text.starts_with("40/custom,")));
    assert!(matches!(client.next().await, Got::Text(text) if text.starts_with("42/custom,[\"auth\"")));
    stage.booth.gate.notify_one();
    client.answer(first).await;
    for (n, ack) in others.into_iter().enumerate() {
        assert_eq!(client.answer(ack).await["n"], n + 1);
    }
}

#[tokio::test]
async fn what_goes_together_begins_together_and_is_answered_in_order() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    let first = client.send("slow", &json!({})).await;
    let waits = client.send("wait for other", &json!({})).await;
    let panics = client.send("panic", &json!({})).await;
    let other = client.send("other", &json!({})).await;
    let last = client.send("echo", &json!({"n": 1})).await;
    // Whatever was sent has come in when the other namespace has answered.
    client.text("40/custom,").await;
    assert!(matches!(client.next().await, Got::Text(text) if text.starts_with("40/custom,")));
    assert!(matches!(client.next().await, Got::Text(text) if text.starts_with("42/custom,[\"auth\"")));
    stage.booth.gate.notify_one();
    client.answer(first).await;
    assert_eq!(client.answer(waits).await["ok"], true, "it would wait for ever if the others waited behind it");
    assert_eq!(client.answer(panics).await["error"]["code"], "internal", "a panic is its own");
    assert_eq!(client.answer(other).await["ok"], true);
    assert_eq!(client.answer(last).await["n"], 1);
}

#[tokio::test]
async fn a_revoked_socket_is_told_to_stay_away() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    stage.hub.cut(&Tag::key([8; 32]));
    assert_eq!(client.ask("echo", &json!({})).await["ok"], true);
    stage.hub.cut(&Tag::key([7; 32]));
    assert_eq!(client.next().await, Got::Text("41/booth,".into()));
    assert_eq!(client.next().await, Got::Close(1000));
}

#[tokio::test]
async fn a_mark_that_was_taken_away_is_forgotten() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    for n in 20..60 {
        client.ask("mark", &json!({"n": n})).await;
        client.ask("unmark", &json!({"n": n})).await;
    }
    assert_eq!(stage.hub.0.directory.tags(), 1, "the one of its coming in");
    stage.hub.cut(&Tag::key([20; 32]));
    assert_eq!(client.ask("echo", &json!({})).await["ok"], true);
    drop(client);
    stage.until(|| stage.hub.0.directory.tags() == 0).await;
}

#[tokio::test]
async fn a_socket_ends_when_its_right_does() {
    let stage = Stage::new().await;
    let (mut brief, mut renewed, mut gone) = (stage.client().await, stage.client().await, stage.client().await);
    for client in [&mut brief, &mut renewed, &mut gone] {
        client.ask("end", &json!({"at": 60_000})).await;
    }
    renewed.ask("end", &json!({"at": 120_000})).await;
    assert_eq!(stage.hub.0.expiries.count(), 3);
    drop(gone);
    stage.until(|| stage.hub.0.expiries.count() == 2).await;

    stage.clock.advance(std::time::Duration::from_millis(60_000));
    assert_eq!(brief.next().await, Got::Text("41/booth,".into()), "it stays away, as after a revocation");
    assert_eq!(renewed.ask("echo", &json!({})).await["ok"], true);
    drop((brief, renewed));
    stage.until(|| stage.hub.0.expiries.count() == 0).await;
}

#[tokio::test]
async fn a_drain_closes_transports_and_takes_nobody_in() {
    let stage = Stage::new().await;
    let mut clients = [stage.client().await, stage.client().await, stage.client().await];
    let hub = stage.hub.clone();
    #[expect(clippy::disallowed_methods, reason = "the test joins it or ends with it")]
    let drain = tokio::spawn(async move { hub.drain(std::time::Duration::from_millis(60)).await });
    for client in &mut clients {
        assert_eq!(client.next().await, Got::Close(1012));
    }
    drop(clients);
    drain.await.expect("ends");
    assert_eq!(stage.hub.connections(), 0);
    let answer = super::polling::get(stage.address, "/socket.io/?EIO=4&transport=polling").await;
    assert_eq!(answer.status, 503);
}

#[tokio::test]
async fn silence_ends_a_connection() {
    let ping = std::time::Duration::from_millis(100);
    let stage = Stage::with(HubSettings { ping_interval: ping, ping_timeout: ping, ..HubSettings::default() }).await;
    let mut client = stage.client().await;
    assert_eq!(client.next_raw().await, Got::Text("2".into()));
    client.text("3").await;
    assert_eq!(client.next_raw().await, Got::Text("2".into()));
    assert_eq!(client.next_raw().await, Got::Close(1008));
}

#[tokio::test]
async fn presence_ends_with_the_connection_and_the_grace() {
    let stage = Stage::new().await;
    let topic = super::stage::topic("a");
    let mut digests = stage.hub.presence_changes();
    let mut client = stage.client().await;
    client.ask("appear", &json!({"topic": topic})).await;
    assert_eq!(digests.recv().await.expect("told").1.joined.len(), 1);
    assert_eq!(stage.hub.members_count(&topic).present, 1);
    drop(client);
    assert_eq!(digests.recv().await.expect("told").1.counts.away, 1);
    stage.clock.advance(std::time::Duration::from_secs(45));
    assert_eq!(digests.recv().await.expect("told").1.left.len(), 1);
    assert_eq!(stage.hub.members_count(&topic).present, 0);
}
