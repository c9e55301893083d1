//! From a commit to a socket, and back in time through the log.

use footlights_base::{AccountId, Topic};
use footlights_realtime::{Audience, Feed, Join, Told};
use footlights_testkit::on_both;
use futures_util::future::join_all;
use serde_json::json;

use crate::stage::{SOON, Stage, publish};

const SOMEBODY: AccountId = AccountId::from_bytes([7; 16]);

fn topic() -> Topic {
    Topic::new("session", "a")
}

#[tokio::test]
async fn what_many_writers_commit_arrives_in_one_order() {
    on_both(&[], |world| async move {
        let stage = Stage::new(&world).await;
        let mut client = stage.client().await;
        client.join(&topic()).await;
        // Nothing had happened: the snapshot says so.
        assert_eq!(client.event().await.1["state"]["count"], 0);
        let topic = topic();
        let written = join_all((0..200).map(|n| publish(&world, &topic, n)));
        let sequences = written.await;
        for expected in 1..=200 {
            let (sequence, payload) = client.numbered().await;
            assert_eq!(sequence, expected);
            let n = payload["n"].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a number");
            assert_eq!(sequences[n], sequence, "the number a writer was told");
        }
    })
    .await;
}

#[tokio::test]
async fn after_a_restart_the_log_has_what_a_client_missed() {
    on_both(&[], |world| async move {
        let epoch = {
            let stage = Stage::new(&world).await;
            let mut client = stage.client().await;
            client.join(&topic()).await;
            client.event().await;
            publish(&world, &topic(), 1).await;
            client.numbered().await.1["epoch"].clone()
        };
        for n in 2..=5 {
            publish(&world, &topic(), n).await;
        }
        let stage = Stage::new(&world).await;
        let mut client = stage.client().await;
        let joined = client.ask("join", &json!({"topic": topic(), "epoch": epoch, "lastSequence": 1})).await;
        assert_eq!((&joined["recovered"], &joined["sequence"]), (&json!(true), &json!(5)));
        for expected in 2..=5 {
            assert_eq!(client.numbered().await.0, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_and_its_number_are_of_one_moment() {
    on_both(&[], |world| async move {
        let stage = Stage::new(&world).await;
        let topic = topic();
        let writing = async {
            for n in 0..60 {
                publish(&world, &topic, n).await;
            }
        };
        let reading = async {
            for _ in 0..10 {
                let mut client = stage.client().await;
                let joined = client.join(&topic).await;
                let (name, snapshot) = client.event().await;
                assert_eq!(name, "snapshot");
                assert_eq!(snapshot["state"]["count"], joined["sequence"]);
                assert_eq!(snapshot["sequence"], joined["sequence"]);
                let next = joined["sequence"].as_i64().expect("a number") + 1;
                if next <= 60 {
                    assert_eq!(client.numbered().await.0, next);
                }
            }
        };
        futures_util::future::join(writing, reading).await;
    })
    .await;
}

/// The number of the next event a listener is told.
async fn sequence(feed: &mut Feed) -> i64 {
    let told = tokio::time::timeout(SOON, feed.next()).await.expect("in time").expect("goes on");
    match &*told {
        Told::Event(event) => event.sequence,
        other => panic!("no event: {other:?}"),
    }
}

#[tokio::test]
async fn a_listener_that_names_no_epoch_gets_the_rest_or_a_snapshot() {
    on_both(&[], |world| async move {
        let stage = Stage::new(&world).await;
        for n in 1..=3 {
            publish(&world, &topic(), n).await;
        }
        let listen = |after| stage.hub.listen(SOMEBODY, Join::new(topic(), Audience(0)).after(after));
        let (joined, mut feed) = listen(1).await.expect("listens");
        assert!(joined.recovered);
        for expected in 2..=3 {
            assert_eq!(sequence(&mut feed).await, expected);
        }
        publish(&world, &topic(), 4).await;
        assert_eq!(sequence(&mut feed).await, 4);
        let (joined, mut feed) = listen(9).await.expect("listens");
        assert!(!joined.recovered, "nobody has seen what has not happened");
        let told = feed.next().await.expect("goes on");
        assert!(matches!(&*told, Told::Snapshot { sequence: 4, .. }), "{told:?}");
        let owner = stage.hub.owner_of(&topic()).await.expect("read");
        assert_eq!(owner, Some(footlights_base::TenantId::from_bytes([0; 16])));
        assert_eq!(stage.hub.owner_of(&Topic::new("session", "unborn")).await.expect("read"), None);
    })
    .await;
}

#[tokio::test]
async fn every_statement_is_one_the_databases_take() {
    on_both(&[], |world| async move {
        let faults = footlights_store::check_statements(&world, &footlights_realtime::statements()).await.expect("checked");
        assert!(faults.is_empty(), "{faults:?}");
    })
    .await;
}
