//! Limits: sizes, queues, slow consumers.

use serde_json::json;
use std::fmt::Write as _;

use super::client::Got;
use super::stage::{Stage, topic};
use crate::HubSettings;

#[tokio::test]
async fn an_event_that_is_too_large_is_refused_and_the_connection_lives() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    let answer = client.ask("echo", &json!({"text": "x".repeat(17 * 1024)})).await;
    assert_eq!(answer["error"]["code"], "too_large");
    assert_eq!(client.ask("echo", &json!({"n": 1})).await["ok"], true);
}

#[tokio::test]
async fn a_message_above_the_payload_limit_costs_the_connection() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    client.text(&"4".repeat(1_000_001)).await;
    assert!(matches!(client.next().await, Got::Close(1009) | Got::End));
    assert_eq!(stage.client().await.ask("echo", &json!({})).await["ok"], true);
}

#[tokio::test]
async fn a_flood_of_events_waits_in_the_socket_and_none_is_lost() {
    let stage = Stage::with(HubSettings { commands_waiting_max: 2, ..HubSettings::default() }).await;
    let mut client = stage.client().await;
    let first = client.send("slow", &json!({})).await;
    let mut flood = String::new();
    write!(flood, "{}", "x".repeat(200)).expect("a String");
    let acks: Vec<u64> = {
        let mut acks = Vec::new();
        for _ in 0..500 {
            acks.push(client.send("echo", &json!({ "x": flood })).await);
        }
        acks
    };
    stage.booth.gate.notify_one();
    client.answer(first).await;
    for ack in acks {
        assert_eq!(client.answer(ack).await["ok"], true);
    }
}

#[tokio::test]
async fn who_does_not_read_is_dropped_and_harms_nobody() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let (mut sleeper, mut reader) = (stage.client().await, stage.client().await);
    sleeper.join(&topic).await;
    reader.join(&topic).await;
    let text = "x".repeat(60_000);
    let mut sent = 0;
    while stage.hub.connections() == 2 {
        sent += 1;
        assert!(sent < 2_000, "the sleeper is still there");
        stage.commit(&topic, &text);
        assert_eq!(reader.numbered().await.0, sent);
    }
    // What had left already is whole and in order; then the line is dead, without a DISCONNECT.
    let mut last = 0;
    loop {
        match sleeper.next().await {
            Got::Text(text) if text.contains("\"resync\"") => {}
            Got::Text(text) => {
                assert!(!text.starts_with("41"), "a DISCONNECT would keep the client away");
                let sequence = text.split("\"sequence\":").nth(1).and_then(|rest| rest.split(',').next()?.parse::<i64>().ok());
                if let Some(sequence) = sequence {
                    assert_eq!(sequence, last + 1);
                    last = sequence;
                }
            }
            Got::Close(code) => assert_eq!(code, 1013),
            Got::End => break,
        }
    }
    assert!(last < sent);
}

#[tokio::test]
async fn a_socket_follows_so_many_topics_and_no_more() {
    let stage = Stage::with(HubSettings { topics_per_socket_max: 2, ..HubSettings::default() }).await;
    let mut client = stage.client().await;
    client.join(&topic("a")).await;
    client.join(&topic("b")).await;
    let refused = client.ask("join", &json!({"topic": topic("c")})).await;
    assert_eq!(refused["error"]["code"], "too_many_topics");
    client.join(&topic("a")).await;
}
