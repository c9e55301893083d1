//! Several nodes over one log.

use std::sync::Arc;

use footlights_base::{Chance, Clock, ManualClock, Timestamp};
use footlights_cluster::{Cluster, Mesh};
use serde_json::json;

use super::client::Got;
use super::stage::{MemoryLog, Stage, topic};
use crate::{Ephemeral, HubSettings, Tag};

async fn two() -> [Stage; 2] {
    let (mesh, log) = (Mesh::default(), Arc::new(MemoryLog::default()));
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(Timestamp::from_millis(0)));
    let chance = Chance::seeded(1);
    let node = || Stage::on(Cluster::memory_on(&mesh, clock.clone(), &chance), log.clone(), HubSettings::default());
    [node().await, node().await]
}

#[tokio::test]
async fn what_is_committed_on_one_node_is_seen_on_the_other_once() {
    let [here, there] = two().await;
    let topic = topic("a");
    let (mut near, mut far) = (here.client().await, there.client().await);
    near.join(&topic).await;
    far.join(&topic).await;
    for n in 1..=20 {
        let from = if n % 2 == 0 { &here } else { &there };
        from.commit(&topic, &n.to_string());
    }
    for expected in 1..=20 {
        assert_eq!(near.numbered().await.0, expected);
        assert_eq!(far.numbered().await.0, expected);
    }
    here.hub.ephemeral(Ephemeral::new(topic.clone(), "hush", &json!({"n": 1})));
    loop {
        let (name, payload) = far.event().await;
        if name == "hush" {
            assert_eq!(payload, json!({"n": 1, "topic": topic}));
            break;
        }
    }
}

#[tokio::test]
async fn the_last_event_of_a_node_that_died_is_found() {
    let [here, there] = two().await;
    let topic = topic("a");
    let mut far = there.client().await;
    far.join(&topic).await;
    // Committed, and the node died before it could say so.
    here.log.append(&topic, "last words");
    assert_eq!(far.numbered().await.1["text"], "last words");
}

#[tokio::test]
async fn a_revocation_reaches_all_nodes() {
    let [here, there] = two().await;
    let mut far = there.client().await;
    here.hub.cut(&Tag::key([7; 32]));
    assert_eq!(far.next().await, Got::Text("41/booth,".into()));
}
