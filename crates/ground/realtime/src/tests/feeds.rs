//! Listening without a socket.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{AccountId, Chance, ManualClock, Timestamp};
use footlights_cluster::{Cluster, Mesh};
use serde_json::json;

use super::stage::{MemoryLog, SOON, Stage, topic};
use crate::feed::LIVE_MAX;
use crate::{Audience, Ended, Ephemeral, Feed, FeedEnd, HubSettings, Join, Tag, Told};

const SOMEBODY: AccountId = AccountId::from_bytes([7; 16]);

async fn next(feed: &mut Feed) -> Result<Arc<Told>, FeedEnd> {
    tokio::time::timeout(SOON, feed.next()).await.expect("in time")
}

async fn sequence(feed: &mut Feed) -> i64 {
    match &*next(feed).await.expect("goes on") {
        Told::Event(event) => event.sequence,
        other => panic!("no event: {other:?}"),
    }
}

fn join() -> Join {
    Join::new(topic("a"), Audience(0))
}

#[tokio::test]
async fn a_listener_that_comes_back_gets_exactly_the_rest() {
    let stage = Stage::new().await;
    let (_, mut feed) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    for n in 1..=3 {
        stage.commit(&topic("a"), "x");
        assert_eq!(sequence(&mut feed).await, n);
    }
    drop(feed);
    for _ in 4..=6 {
        stage.commit(&topic("a"), "x");
    }
    let epoch = stage.log.append(&topic("a"), "not told").epoch;
    let (joined, mut feed) = stage.hub.listen(SOMEBODY, join().since(Some(epoch), Some(3))).await.expect("listens");
    assert!(joined.recovered);
    for n in 4..=7 {
        assert_eq!(sequence(&mut feed).await, n);
    }
    let last = stage.commit(&topic("a"), "x");
    assert_eq!(sequence(&mut feed).await, last.sequence);
}

#[tokio::test]
async fn events_out_of_order_twice_or_untold_arrive_in_order_and_once() {
    let stage = Stage::new().await;
    stage.commit(&topic("a"), "x");
    let (_, mut feed) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    let events: Vec<_> = (0..4).map(|_| stage.log.append(&topic("a"), "x")).collect();
    for told in [1, 0, 0, 3] {
        stage.offer(&events[told]);
    }
    for n in 2..=5 {
        assert_eq!(sequence(&mut feed).await, n);
    }
}

#[tokio::test]
async fn an_unknown_epoch_gets_a_snapshot_and_then_what_comes() {
    let stage = Stage::new().await;
    stage.commit(&topic("a"), "x");
    let (joined, mut feed) = stage.hub.listen(SOMEBODY, join().since(Some(77), Some(1))).await.expect("listens");
    assert!(!joined.recovered);
    let told = next(&mut feed).await.expect("goes on");
    assert!(matches!(&*told, Told::Snapshot { sequence: 1, state: None, .. }), "{told:?}");
    stage.commit(&topic("a"), "x");
    assert_eq!(sequence(&mut feed).await, 2);
}

#[tokio::test]
async fn frames_without_a_number_reach_their_audience_only() {
    let stage = Stage::new().await;
    let (_, mut feed) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    stage.hub.ephemeral(Ephemeral::new(topic("a"), "others", &json!({})).only(&[Audience(1)]));
    stage.hub.ephemeral(Ephemeral::new(topic("a"), "all", &json!({})));
    let told = next(&mut feed).await.expect("goes on");
    assert!(matches!(&*told, Told::Ephemeral(frame) if frame.name() == "all"), "{told:?}");
}

#[tokio::test]
async fn who_does_not_read_is_told_so_and_others_are_not_held_up() {
    let stage = Stage::new().await;
    let (_, mut slow) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    let (_, mut quick) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    let count = i64::try_from(LIVE_MAX).expect("small") * 2;
    for n in 1..=count {
        stage.commit(&topic("a"), "x");
        assert_eq!(sequence(&mut quick).await, n);
    }
    assert_eq!(next(&mut slow).await.expect_err("too far behind"), FeedEnd::Slow);
}

#[tokio::test]
async fn what_another_node_committed_and_could_not_say_is_found() {
    let (mesh, log) = (Mesh::default(), Arc::new(MemoryLog::default()));
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(0)));
    let cluster = Cluster::memory_on(&mesh, clock, &Chance::seeded(1));
    let stage = Stage::on(cluster, log, HubSettings::default()).await;
    let (_, mut feed) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    stage.log.append(&topic("a"), "last words");
    assert_eq!(sequence(&mut feed).await, 1);
}

#[tokio::test]
async fn the_last_listener_takes_the_interest_with_it() {
    let stage = Stage::new().await;
    let (_, one) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    let (_, other) = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    drop(one);
    assert_ne!(stage.hub.0.interest.owners(&topic("a")), 0);
    drop(other);
    assert_eq!(stage.hub.0.interest.owners(&topic("a")), 0);
}

#[tokio::test]
async fn an_account_has_so_many_feeds_and_no_more() {
    let cluster = Cluster::memory(Arc::new(ManualClock::at(Timestamp::from_millis(0))), &Chance::seeded(1));
    let settings = HubSettings { feeds_per_account_max: 2, ..HubSettings::default() };
    let stage = Stage::on(cluster, Arc::new(MemoryLog::default()), settings).await;
    let tenant = footlights_base::TenantId::from_bytes([1; 16]);
    let one = stage.hub.listen(SOMEBODY, join()).await.expect("listens");
    let whole = stage.hub.listen_to_tenant(SOMEBODY, tenant).expect("listens");
    let refused = stage.hub.listen(SOMEBODY, join()).await.err().expect("a third");
    assert_eq!(refused.rejection().expect("no").code, "too_many_feeds");
    assert_eq!(stage.hub.listen_to_tenant(SOMEBODY, tenant).err().expect("a third").code, "too_many_feeds");
    stage.hub.listen(AccountId::from_bytes([8; 16]), join()).await.expect("somebody else listens");
    drop(whole);
    drop(stage.hub.listen(SOMEBODY, join()).await.expect("there is a place again"));
    drop(one);
    assert_eq!(stage.hub.0.interest.owners(&topic("a")), 0, "who was refused holds nothing");
}

#[tokio::test]
async fn a_connection_ends_when_its_right_does() {
    let stage = Stage::new().await;
    let watch = stage.hub.watch(vec![Tag::key([1; 32]), Tag::token([2; 16])], None);
    let other = stage.hub.watch(vec![Tag::key([3; 32])], None);
    stage.hub.cut(&Tag::token([2; 16]));
    assert_eq!(watch.ended().await, Ended::Cut);
    assert!(tokio::time::timeout(Duration::from_millis(1), other.ended()).await.is_err(), "nobody has cut it");
    let past = stage.hub.watch(Vec::new(), Some(Timestamp::from_millis(-1)));
    assert_eq!(past.ended().await, Ended::Expired);
}

#[tokio::test]
async fn a_drain_waits_for_watched_connections_and_tells_them() {
    let stage = Stage::new().await;
    let watch = stage.hub.watch(Vec::new(), None);
    let client = async {
        assert_eq!(watch.ended().await, Ended::Draining);
        drop(watch);
    };
    let drained = async { tokio::time::timeout(SOON, stage.hub.drain(Duration::from_millis(5))).await.expect("in time") };
    tokio::join!(drained, client);
}
