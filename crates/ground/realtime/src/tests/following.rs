//! Topics: order, gaps, recovery, epochs.

use std::sync::atomic::Ordering;

use serde_json::json;

use super::stage::{Stage, topic};
use crate::{Audience, Ephemeral};

#[tokio::test]
async fn followers_get_events_in_order_with_their_numbers() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut client = stage.client().await;
    let joined = client.join(&topic).await;
    assert_eq!(joined, json!({"ok": true, "topic": "session:a", "epoch": 1, "sequence": 0, "recovered": false}));
    let event = stage.commit(&topic, "one");
    let (name, payload) = client.event().await;
    assert_eq!(name, "said");
    assert_eq!(
        payload,
        json!({
            "text": "one", "eventId": event.id, "topic": "session:a", "epoch": 1, "sequence": 1,
            "occurredAt": "2026-11-21T19:02:03.004Z", "displayAt": "2026-11-21T19:02:03.004Z"
        })
    );
    assert_eq!(client.event().await, ("total".into(), json!({"upTo": 1, "topic": "session:a"})));
}

#[tokio::test]
async fn disorder_duplicates_and_gaps_do_not_show() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut client = stage.client().await;
    client.join(&topic).await;
    let events: Vec<_> = (1..=6).map(|n| stage.log.append(&topic, &n.to_string())).collect();
    for n in [1, 0, 1, 0, 4] {
        stage.offer(&events[n]);
    }
    // 3 and 4 never come and 6 is not told: 5 makes the gap seen, the log closes it.
    for expected in 1..=6 {
        assert_eq!(client.numbered().await.0, expected);
    }
}

#[tokio::test]
async fn each_audience_sees_its_own() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let (mut own, mut other, mut blind) = (stage.client().await, stage.client().await, stage.client().await);
    own.join(&topic).await;
    other.ask("join", &json!({"topic": topic, "audience": 1})).await;
    blind.ask("join", &json!({"topic": topic, "audience": 2})).await;
    assert_eq!(stage.hub.watchers_count(&topic, Audience(1)), 1);
    stage.commit(&topic, "one");
    assert_eq!(own.event().await.0, "said");
    assert_eq!(other.event().await.0, "counted");
    stage.hub.ephemeral(Ephemeral::new(topic.clone(), "hush", &json!({"n": 1})).only(&[Audience(2)]));
    assert_eq!(blind.event().await, ("hush".into(), json!({"n": 1, "topic": "session:a"})));
}

#[tokio::test]
async fn who_was_away_gets_what_is_missing_and_the_ack_first() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut stays = stage.client().await;
    stays.join(&topic).await;
    for n in 1..=5 {
        stage.commit(&topic, &n.to_string());
        stays.numbered().await;
    }
    let before = *stage.log.reads.lock().expect("unpoisoned");
    let mut back = stage.client().await;
    let joined = back.ask("join", &json!({"topic": topic, "epoch": 1, "lastSequence": 2})).await;
    assert_eq!((&joined["recovered"], &joined["sequence"]), (&json!(true), &json!(5)));
    for expected in 3..=5 {
        assert_eq!(back.numbered().await.0, expected);
    }
    stage.commit(&topic, "6");
    assert_eq!(back.numbered().await.0, 6);
    assert_eq!(*stage.log.reads.lock().expect("unpoisoned"), before, "the hot history was enough");
}

#[tokio::test]
async fn what_memory_no_longer_has_comes_from_the_log() {
    let stage = Stage::new().await;
    let topic = topic("a");
    for n in 1..=500 {
        stage.log.append(&topic, &n.to_string());
    }
    let mut client = stage.client().await;
    let joined = client.ask("join", &json!({"topic": topic, "epoch": 1, "lastSequence": 100})).await;
    assert_eq!((&joined["recovered"], &joined["sequence"]), (&json!(true), &json!(500)));
    for expected in 101..=500 {
        assert_eq!(client.numbered().await.0, expected);
    }
}

#[tokio::test]
async fn an_unknown_epoch_or_a_number_too_old_gets_a_snapshot() {
    let stage = Stage::new().await;
    let topic = topic("a");
    for n in 1..=9 {
        stage.log.append(&topic, &n.to_string());
    }
    stage.log.trim(&topic, 3);
    for (epoch, last) in [(77, 9), (1, 2), (1, 50)] {
        let mut client = stage.client().await;
        let joined = client.ask("join", &json!({"topic": topic, "epoch": epoch, "lastSequence": last, "snapshot": true})).await;
        assert_eq!((&joined["recovered"], &joined["sequence"]), (&json!(false), &json!(9)));
        let (name, snapshot) = client.event().await;
        assert_eq!((name.as_str(), &snapshot), ("snapshot", &json!({"topic": topic, "epoch": 1, "sequence": 9, "state": {"up": 9}})));
    }
}

#[tokio::test]
async fn a_restore_makes_followers_resynchronise() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut client = stage.client().await;
    client.join(&topic).await;
    stage.commit(&topic, "1");
    stage.commit(&topic, "2");
    assert_eq!(client.numbered().await.0, 1);
    assert_eq!(client.numbered().await.0, 2);
    stage.log.restore(&topic);
    stage.commit(&topic, "other 2");
    loop {
        let (name, payload) = client.event().await;
        if name != "total" {
            assert_eq!((name.as_str(), payload), ("resync", json!({"topic": topic})));
            break;
        }
    }
    let (sequence, payload) = client.numbered().await;
    assert_eq!((sequence, &payload["epoch"], &payload["text"]), (2, &json!(2), &json!("other 2")));
}

#[tokio::test]
async fn after_leaving_nothing_comes() {
    let stage = Stage::new().await;
    let (a, b) = (topic("a"), topic("b"));
    let mut client = stage.client().await;
    client.join(&a).await;
    client.join(&b).await;
    client.ask("leave", &json!({"topic": a})).await;
    stage.commit(&a, "unheard");
    stage.commit(&b, "heard");
    assert_eq!(client.numbered().await.1["text"], "heard");
    assert_eq!(stage.hub.watchers_count(&a, Audience(0)), 0);
}

#[tokio::test]
async fn of_frames_with_one_key_the_newest_leaves() {
    let stage = Stage::new().await;
    let topic = topic("a");
    let mut client = stage.client().await;
    client.join(&topic).await;
    let mut changes = stage.hub.audience_changes(Audience(0));
    for n in 0..200 {
        stage.hub.ephemeral(Ephemeral::new(topic.clone(), "count", &json!({"n": n})).coalesce("viewers"));
    }
    let mut seen = -1;
    while seen < 199 {
        let (_, payload) = client.event().await;
        let n = payload["n"].as_i64().expect("a number");
        assert!(n > seen, "only forward");
        seen = n;
    }
    drop(client);
    assert_eq!(changes.recv().await.expect("a change").count, 0);
}

#[tokio::test]
async fn asking_for_what_does_not_exist_leaves_nothing_behind() {
    let stage = Stage::new().await;
    let mut client = stage.client().await;
    stage.log.broken.store(true, Ordering::SeqCst);
    for n in 0..200 {
        let refused = client.ask("join", &json!({"topic": topic(&n.to_string()), "snapshot": true})).await;
        assert_eq!(refused["error"]["code"], "not_found");
    }
    // It leaves in the order in which it came; the last answer was first.
    stage.until(|| stage.hub.0.interest.topics().is_empty()).await;
    assert_eq!(stage.hub.watchers_count(&topic("1"), Audience(0)), 0);
}

#[tokio::test]
async fn a_crowd_is_told_by_one_read_that_began_after_all_had_asked() {
    let stage = Stage::new().await;
    let topic = topic("a");
    stage.log.append(&topic, "1");
    let mut crowd = Vec::new();
    for _ in 0..10 {
        crowd.push(stage.client().await);
    }
    stage.log.held.store(true, Ordering::SeqCst);
    let ask = json!({"topic": topic, "snapshot": true});
    let first = crowd[0].send("join", &ask).await;
    stage.log.read.notified().await;
    // The first read has begun: what is committed now it does not know.
    stage.log.append(&topic, "2");
    let mut acks = vec![first];
    for client in &mut crowd[1..] {
        acks.push(client.send("join", &ask).await);
    }
    stage.until(|| stage.hub.0.readings.waiting() == 9).await;
    stage.log.held.store(false, Ordering::SeqCst);
    stage.log.go.notify_one();
    for (at, (client, ack)) in crowd.iter_mut().zip(acks).enumerate() {
        let knows = if at == 0 { 1 } else { 2 };
        assert_eq!(client.answer(ack).await["sequence"], knows);
        assert_eq!(client.event().await.1["state"], json!({"up": knows}));
    }
    assert_eq!(*stage.log.reads.lock().expect("unpoisoned"), 2);
}
