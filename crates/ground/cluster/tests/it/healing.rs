//! Redis dies and comes back, with nothing in its memory.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use footlights_base::{Chance, SystemClock};
use footlights_cluster::{Cluster, ClusterSettings, Freshness, Health, Heard, Subscription, Window};

use crate::conformance::{PATIENCE, at_some_beat, quick, up};
use crate::server::Server;

async fn down(cluster: &Cluster) {
    let mut health = cluster.health_changes();
    let down = health.wait_for(|health| matches!(health, Health::Down { .. }));
    tokio::time::timeout(PATIENCE, down).await.expect("it is noticed in time").expect("the node lives");
}

async fn hear(subscription: &mut Subscription) -> Heard {
    tokio::time::timeout(PATIENCE, subscription.next()).await.expect("heard in time")
}

#[tokio::test]
async fn a_lost_redis_is_seen_and_heals() {
    let mut server = Server::start();
    let settings = quick();
    let start = || Cluster::redis(&server.url(), Arc::new(SystemClock), &Chance::from_os(), settings.clone()).expect("a good URL");
    let (here, there) = (start(), start());
    up(&here).await;
    up(&there).await;
    let mut subscription = there.subscribe("topic").await.expect("subscribed");
    // Whether the link was there before the first subscription or after it is not for the test to say.
    here.publish("topic", Bytes::from_static(b"before"));
    while hear(&mut subscription).await != Heard::Message(Bytes::from_static(b"before")) {}
    here.register("http://here").await;
    here.put("room", "ann", Bytes::from_static(b"1")).await.expect("put");
    at_some_beat(&there, async || Some(there.list("room").await).filter(|roster| roster.freshness == Freshness::Fresh)).await;

    server.kill();
    down(&here).await;
    down(&there).await;
    let refused = here.count("key", Window::Fixed(Duration::from_secs(60)), 1).await;
    assert_eq!(refused.expect_err("nobody counts").kind(), footlights_base::ErrorKind::Unavailable);
    here.publish("topic", Bytes::from_static(b"lost"));
    here.put("room", "ben", Bytes::from_static(b"2")).await.expect("kept");
    here.remove("room", "ann").await;
    let roster = here.list("room").await;
    assert!(matches!(roster.freshness, Freshness::Stale { .. }));
    assert_eq!(roster.entries.len(), 1, "its own members it knows");

    server.start_again();
    let first_fresh = async {
        loop {
            let roster = there.list("room").await;
            if roster.freshness == Freshness::Fresh {
                return roster;
            }
            tokio::task::yield_now().await;
        }
    };
    let roster = tokio::time::timeout(PATIENCE, first_fresh).await.expect("fresh in time");
    assert_eq!(roster.entries.len(), 1, "no roster is fresh before the other node has said who is with it");
    up(&here).await;
    up(&there).await;
    assert_eq!(hear(&mut subscription).await, Heard::Gap, "what was said meanwhile is missing, and that is said");
    here.publish("topic", Bytes::from_static(b"after"));
    assert_eq!(hear(&mut subscription).await, Heard::Message(Bytes::from_static(b"after")));
    let roster = at_some_beat(&there, async || Some(there.list("room").await).filter(|roster| roster.freshness == Freshness::Fresh)).await;
    assert_eq!(roster.entries.iter().map(|entry| &*entry.member).collect::<Vec<_>>(), ["ben"]);
    assert_eq!(there.address_of(here.node()).await.expect("asked").as_deref(), Some("http://here"));
    assert_eq!(here.count("key", Window::Fixed(Duration::from_secs(60)), 1).await.expect("counted").total, 1);
}

#[tokio::test]
async fn what_a_long_dead_node_left_is_taken_away_wherever_it_was() {
    let server = Server::start();
    let settings = ClusterSettings { dead_after: Duration::from_millis(100), ..quick() };
    let start = || Cluster::redis(&server.url(), Arc::new(SystemClock), &Chance::from_os(), settings.clone()).expect("a good URL");
    let (here, there) = (start(), start());
    up(&here).await;
    up(&there).await;
    here.put("here", "ann", Bytes::new()).await.expect("put");
    for place in 0..450 {
        there.put(&format!("room {place}"), "ben", Bytes::new()).await.expect("put");
    }
    there.put("here", "ben", Bytes::new()).await.expect("put");
    drop(there);
    // After sixty times the time after which it counts as dead, two hundred places a renewal.
    at_some_beat(&here, async || {
        let mut left = 0;
        for place in 0..450 {
            left += here.list(&format!("room {place}")).await.entries.len();
        }
        (left == 0).then_some(())
    })
    .await;
    assert_eq!(here.list("here").await.entries.iter().map(|entry| &*entry.member).collect::<Vec<_>>(), ["ann"]);
}

#[tokio::test]
async fn a_redis_that_comes_late_is_used_when_it_is_there() {
    let mut server = Server::start();
    server.kill();
    let cluster = Cluster::redis(&server.url(), Arc::new(SystemClock), &Chance::from_os(), quick()).expect("a good URL");
    assert!(matches!(cluster.health(), Health::Down { .. }));
    server.start_again();
    up(&cluster).await;
}

#[tokio::test]
async fn a_url_that_is_none_is_refused() {
    for bad in ["", "http://x", "redis://", ","] {
        assert!(Cluster::redis(bad, Arc::new(SystemClock), &Chance::from_os(), quick()).is_err(), "{bad:?}");
    }
}
