//! The suite both clusters pass.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use footlights_base::{Chance, Clock, SystemClock};
use footlights_cluster::{Cluster, ClusterSettings, Freshness, Health, Heard, Mesh, NodeId, Window};

/// How long anything may take before a test is called hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

enum Ground {
    Memory(Mesh),
    Redis(String, ClusterSettings),
}

impl Ground {
    fn memory() -> Self {
        Self::Memory(Mesh::default())
    }

    /// An installation of its own on the shared test server.
    fn redis() -> Self {
        let Ok(url) = std::env::var("FOOTLIGHTS_TEST_REDIS") else {
            panic!("FOOTLIGHTS_TEST_REDIS is not set: run the tests with `cargo xtask services run -- cargo nextest run …`")
        };
        Self::Redis(url, quick())
    }

    async fn node(&self) -> Cluster {
        let (clock, chance): (Arc<dyn Clock>, _) = (Arc::new(SystemClock), Chance::from_os());
        match self {
            Self::Memory(mesh) => Cluster::memory_on(mesh, clock, &chance),
            Self::Redis(url, settings) => {
                let cluster = Cluster::redis(url, clock, &chance, settings.clone()).expect("a good URL");
                up(&cluster).await;
                cluster
            }
        }
    }
}

/// Settings under which a test sees in milliseconds what takes seconds in production.
pub(crate) fn quick() -> ClusterSettings {
    ClusterSettings {
        prefix: format!("test{:x}", Chance::from_os().u64()),
        renew_every: Duration::from_millis(50),
        dead_after: Duration::from_millis(400),
        reconnect_within: Duration::from_millis(100),
        ..ClusterSettings::default()
    }
}

pub(crate) async fn up(cluster: &Cluster) {
    let mut health = cluster.health_changes();
    let up = health.wait_for(|health| *health == Health::Up);
    tokio::time::timeout(PATIENCE, up).await.expect("the links come up in time").expect("the node lives");
}

/// Looks at each beat of `cluster` until `seen` answers.
pub(crate) async fn at_some_beat<T>(cluster: &Cluster, mut seen: impl AsyncFnMut() -> Option<T>) -> T {
    let mut beats = cluster.beats();
    let looking = async {
        loop {
            if let Some(found) = seen().await {
                return found;
            }
            beats.changed().await.expect("the node lives");
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it is seen in time")
}

macro_rules! on_both {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        mod memory { $( $(#[$doc])* #[tokio::test] async fn $name() { super::$name(super::Ground::memory()).await; } )+ }
        mod redis { $( $(#[$doc])* #[tokio::test] async fn $name() { super::$name(super::Ground::redis()).await; } )+ }
    };
}

on_both!(
    messages_reach_all_listeners_in_order,
    a_listener_that_sleeps_is_told_of_a_gap,
    counters_are_shared_and_exact,
    presence_is_seen_on_all_nodes,
    a_dead_node_leaves_its_members_behind_until_they_are_forgotten,
    a_node_that_closes_takes_its_members_along,
    a_foreign_sid_finds_its_owner,
    names_have_a_limit,
);

async fn messages_reach_all_listeners_in_order(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    let mut listeners = Vec::new();
    for node in [&here, &there] {
        listeners.push(node.subscribe("topic").await.expect("subscribed"));
    }
    let mut other = there.subscribe("other").await.expect("subscribed");
    for n in 0..500_u32 {
        here.publish("topic", Bytes::copy_from_slice(&n.to_be_bytes()));
    }
    here.publish("other", Bytes::from_static(b"x"));
    for listener in &mut listeners {
        for n in 0..500_u32 {
            let heard = tokio::time::timeout(PATIENCE, listener.next()).await.expect("heard in time");
            assert_eq!(heard, Heard::Message(Bytes::copy_from_slice(&n.to_be_bytes())));
        }
    }
    assert_eq!(tokio::time::timeout(PATIENCE, other.next()).await.expect("heard"), Heard::Message(Bytes::from_static(b"x")));
}

async fn a_listener_that_sleeps_is_told_of_a_gap(ground: Ground) {
    let node = ground.node().await;
    let mut sleeper = node.subscribe("flood").await.expect("subscribed");
    let mut awake = node.subscribe("flood").await.expect("subscribed");
    let sent = 3_000_u32;
    let mut heard = 0;
    for n in 0..sent {
        node.publish("flood", Bytes::copy_from_slice(&n.to_be_bytes()));
        if n % 100 == 99 {
            while heard <= n {
                match tokio::time::timeout(PATIENCE, awake.next()).await.expect("heard in time") {
                    Heard::Message(_) => heard += 1,
                    Heard::Gap => panic!("who listens misses nothing"),
                }
            }
        }
    }
    let mut kept = 0;
    while let Heard::Message(message) = tokio::time::timeout(PATIENCE, sleeper.next()).await.expect("heard in time") {
        assert_eq!(message, Bytes::copy_from_slice(&u32::to_be_bytes(kept)));
        kept += 1;
    }
    assert!(kept < sent && kept > 0, "{kept} kept, then a gap");
}

async fn counters_are_shared_and_exact(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    let hour = Window::Sliding(Duration::from_secs(3_600));
    let mut racers = tokio::task::JoinSet::new();
    for n in 0..64 {
        let node = if n % 2 == 0 { here.clone() } else { there.clone() };
        racers.spawn(async move { node.count("sign-in", hour, 2).await.expect("counted").total });
    }
    let mut totals: Vec<u64> = racers.join_all().await;
    totals.sort_unstable();
    assert_eq!(totals, (1..=64).map(|n| n * 2).collect::<Vec<_>>());
    let count = here.count("other", Window::Fixed(Duration::from_secs(3_600)), 1).await.expect("counted");
    assert_eq!(count.total, 1);
    assert!(count.resets_in <= Duration::from_secs(3_600) && !count.resets_in.is_zero());
}

async fn presence_is_seen_on_all_nodes(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    here.put("room", "ann/phone", Bytes::from_static(b"1")).await.expect("put");
    there.put("room", "ben/desk", Bytes::from_static(b"2")).await.expect("put");
    here.put("room", "ann/phone", Bytes::from_static(b"3")).await.expect("put");
    for node in [&here, &there] {
        let roster = node.list("room").await;
        assert_eq!(roster.freshness, Freshness::Fresh);
        let mut seen: Vec<_> = roster.entries.iter().map(|entry| (&*entry.member, &*entry.value, entry.alive)).collect();
        seen.sort_unstable();
        assert_eq!(seen, [("ann/phone", &b"3"[..], true), ("ben/desk", b"2", true)]);
    }
    there.remove("room", "ben/desk").await;
    assert_eq!(here.list("room").await.entries.len(), 1);
    assert_eq!(here.list("elsewhere").await.entries, []);
}

async fn a_dead_node_leaves_its_members_behind_until_they_are_forgotten(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    there.put("room", "ben", Bytes::new()).await.expect("put");
    let dead = there.node();
    drop(there);
    let entry = at_some_beat(&here, async || here.list("room").await.entries.into_iter().find(|entry| !entry.alive)).await;
    assert_eq!((entry.node, &*entry.member), (dead, "ben"));
    here.forget("room", dead).await;
    assert_eq!(here.list("room").await.entries, []);
}

async fn a_node_that_closes_takes_its_members_along(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    there.register("http://there").await;
    there.put("room", "ben", Bytes::new()).await.expect("put");
    there.close().await;
    assert_eq!(here.list("room").await.entries, []);
    assert_eq!(here.address_of(there.node()).await.expect("asked"), None);
}

async fn a_foreign_sid_finds_its_owner(ground: Ground) {
    let (here, there) = (ground.node().await, ground.node().await);
    there.register("http://127.0.0.1:7301").await;
    assert_eq!(here.address_of(there.node()).await.expect("asked").as_deref(), Some("http://127.0.0.1:7301"));
    assert_eq!(here.address_of(NodeId::from_u64(1)).await.expect("asked"), None);
    let dead = there.node();
    drop(there);
    at_some_beat(&here, async || here.address_of(dead).await.expect("asked").is_none().then_some(())).await;
}

async fn names_have_a_limit(ground: Ground) {
    let node = ground.node().await;
    let long = "x".repeat(201);
    assert!(node.subscribe(&long).await.is_err());
    assert!(node.put(&long, "m", Bytes::new()).await.is_err());
    assert!(node.count(&long, Window::Fixed(Duration::from_secs(1)), 1).await.is_err());
}
