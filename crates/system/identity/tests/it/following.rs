//! Following events from outside: from where one stood, filtered, of one's own tenant, as far as a guard lets one see.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{AccountId, BoxFuture, Event, EventId, Failure, NewEvent, Rejection, TenantId, Topic};
use footlights_cluster::Cluster;
use footlights_identity::{EventStreams, FollowEvents, Sight, Streamed, TopicGuard, TopicWish};
use footlights_outbound::webhook::Filter;
use footlights_realtime::{Hub, HubSettings};
use footlights_surface::{Caller, Role, Scopes};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::stage::{Stage, on_both};

/// How long a test waits for what must come.
const SOON: Duration = Duration::from_secs(10);

/// Lets one account into dens; what is secret is kept back, and a door that shuts ends it.
struct DenGuard(AccountId);

impl TopicGuard for DenGuard {
    fn kind(&self) -> &'static str {
        "den"
    }

    fn admit<'a>(&'a self, caller: &'a Caller, _: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>> {
        let may = caller.account == self.0;
        Box::pin(async move { if may { Ok(Sight::Public) } else { Err(Rejection::not_found("topic").into()) } })
    }

    fn is_public(&self, event: &Event) -> bool {
        &*event.kind != "den.secret"
    }

    fn ends(&self, _: &Caller, event: &Event) -> bool {
        &*event.kind == "den.shut"
    }
}

type Told = BoxStream<'static, Result<Streamed, footlights_realtime::FeedEnd>>;

struct Den {
    stage: Stage,
    streams: EventStreams,
    topic: Topic,
    tenant: TenantId,
    guest: Caller,
    stranger: Caller,
    developer: Caller,
    _stop: DropGuard,
}

impl Den {
    async fn on(stage: Stage) -> Self {
        for (name, role) in [("guest", Role::Viewer), ("stranger", Role::Viewer), ("developer", Role::Developer)] {
            stage.account(name, &[role]).await;
        }
        let (guest, stranger) = (stage.caller("guest").await, stage.caller("stranger").await);
        let developer = stage.caller("developer").await;
        let (world, stop) = (&stage.world, CancellationToken::new());
        let cluster = Cluster::memory(world.shared_clock(), &world.chance);
        let settings = HubSettings { feeds_per_account_max: 4, ..HubSettings::default() };
        let hub = Hub::start(settings, world.store.clone(), cluster, world.shared_clock(), world.chance.clone(), stop.clone());
        let streams = EventStreams::new(hub.expect("threads"), vec![Arc::new(DenGuard(guest.account))], |_| None);
        let (tenant, topic) = (stage.admin.tenant_id, Topic::new("den", "one"));
        Self { stage, streams, topic, tenant, guest, stranger, developer, _stop: stop.drop_guard() }
    }

    async fn say(&self, kind: &'static str, n: i64) -> i64 {
        self.say_as(self.tenant, self.topic.clone(), kind, n).await
    }

    async fn say_as(&self, tenant: TenantId, topic: Topic, kind: &'static str, n: i64) -> i64 {
        let (id, at) = (EventId::new(&self.stage.world.clock, &self.stage.world.chance), self.stage.world.now());
        let key = topic.clone();
        let event = move || NewEvent::new(id, kind, tenant, topic.clone(), at, &json!({ "n": n }));
        self.stage.world.store.write("test.say", key, move |tx| tx.publish(event())).await.expect("written")
    }

    async fn follow(&self, caller: &Caller, after: Option<i64>, filter: Filter) -> Result<Told, Failure> {
        let topics = vec![TopicWish { topic: self.topic.clone(), after_sequence: after, epoch: None }];
        self.streams.follow_events(caller, FollowEvents { topics, filter, whole_tenant: false }).await
    }
}

async fn next(told: &mut Told) -> Option<Streamed> {
    Some(tokio::time::timeout(SOON, told.next()).await.expect("told in time")?.expect("goes on"))
}

/// The next event: its kind and number.
async fn event(told: &mut Told) -> Option<(String, i64)> {
    loop {
        match next(told).await? {
            Streamed::Event(event) => return Some((event.kind.to_string(), event.sequence)),
            Streamed::Following(_) => {}
            Streamed::SnapshotNeeded { .. } => panic!("nothing is missing"),
        }
    }
}

fn code<T>(answer: Result<T, Failure>) -> &'static str {
    match answer {
        Err(Failure::Rejected(refusal)) => refusal.code,
        Err(Failure::Broken(error)) => panic!("broken: {error}"),
        Ok(_) => panic!("not refused"),
    }
}

#[tokio::test]
async fn each_topic_of_a_stream_counts_until_the_stream_ends() {
    on_both(|stage| async move {
        let den = Den::on(stage).await;
        for name in ["one", "two", "three", "four", "five"] {
            den.say_as(den.tenant, Topic::new("den", name), "den.said", 1).await;
        }
        let follow = async |names: &[&'static str], whole_tenant| {
            let topics = names.iter().map(|name| TopicWish { topic: Topic::new("den", name), after_sequence: None, epoch: None }).collect();
            den.streams.follow_events(&den.developer, FollowEvents { topics, filter: Filter::default(), whole_tenant }).await
        };
        assert_eq!(code(follow(&["one", "two", "three", "four", "five"], false).await), "too_many_feeds");
        let all = follow(&["one", "two", "three"], true).await.expect("what was refused holds nothing");
        assert_eq!(code(follow(&["one"], false).await), "too_many_feeds");
        assert_eq!(code(follow(&[], true).await), "too_many_feeds");
        drop(den.follow(&den.guest, None, Filter::default()).await.expect("others are not concerned"));
        drop(all);
        drop(follow(&["one", "two", "three", "four"], false).await.expect("there is room again"));
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_is_told_the_rest_and_what_comes() {
    on_both(|stage| async move {
        let den = Den::on(stage).await;
        for n in 1..=5 {
            assert_eq!(den.say("den.said", n).await, n);
        }
        let mut told = den.follow(&den.guest, Some(2), Filter::default()).await.expect("may");
        let Some(Streamed::Following(joined)) = next(&mut told).await else { panic!("it begins with where it stands") };
        assert_eq!((joined.sequence, joined.recovered), (5, true));
        den.say("den.said", 6).await;
        for n in 3..=6 {
            assert_eq!(event(&mut told).await, Some(("den.said".into(), n)));
        }
        let mut fresh = den.follow(&den.guest, None, Filter::default()).await.expect("may");
        den.say("den.said", 7).await;
        assert_eq!(event(&mut fresh).await, Some(("den.said".into(), 7)), "without a number from now on");
    })
    .await;
}

#[tokio::test]
async fn a_guard_keeps_things_back_and_ends_the_right() {
    on_both(|stage| async move {
        let den = Den::on(stage).await;
        let mut hers = den.follow(&den.guest, Some(0), Filter::default()).await.expect("may");
        assert_eq!(code(den.follow(&den.developer, Some(0), Filter::default()).await), "not_found", "nothing is there yet");
        for (kind, n) in [("den.said", 1), ("den.secret", 2), ("den.shut", 3), ("den.said", 4)] {
            den.say(kind, n).await;
        }
        assert_eq!(event(&mut hers).await, Some(("den.said".into(), 1)));
        assert_eq!(event(&mut hers).await, Some(("den.shut".into(), 3)), "the secret is kept back");
        assert_eq!(event(&mut hers).await, None, "her right has ended");
        let mut developers = den.follow(&den.developer, Some(0), Filter::default()).await.expect("it is the tenant's");
        for expected in [("den.said", 1), ("den.secret", 2), ("den.shut", 3), ("den.said", 4)] {
            assert_eq!(event(&mut developers).await, Some((expected.0.into(), expected.1)), "a developer sees all");
        }
        let only = Filter { types: vec!["den.secret".into()], ..Filter::default() };
        let mut some = den.follow(&den.developer, Some(0), only).await.expect("may");
        assert_eq!(event(&mut some).await, Some(("den.secret".into(), 2)));
    })
    .await;
}

#[tokio::test]
async fn tenants_stay_apart() {
    on_both(|stage| async move {
        let den = Den::on(stage).await;
        let foreign = TenantId::from_bytes([9; 16]);
        den.say_as(foreign, den.topic.clone(), "den.said", 1).await;
        assert_eq!(code(den.follow(&den.developer, Some(0), Filter::default()).await), "not_found", "another tenant's");
        let whole = FollowEvents { whole_tenant: true, ..FollowEvents::default() };
        let mut all = den.streams.follow_events(&den.developer, whole).await.expect("a developer may");
        den.say_as(foreign, Topic::new("den", "two"), "den.said", 2).await;
        den.say_as(den.tenant, Topic::new("den", "three"), "den.said", 3).await;
        let Some(Streamed::Event(told)) = next(&mut all).await else { panic!("an event") };
        assert_eq!((told.tenant, told.topic.id()), (den.tenant, "three"), "what is not one's tenant's is not told");
    })
    .await;
}

#[tokio::test]
async fn refusals() {
    on_both(|stage| async move {
        let den = Den::on(stage).await;
        den.say("den.said", 1).await;
        assert_eq!(code(den.follow(&den.stranger, Some(0), Filter::default()).await), "not_found");
        let narrow = Caller { scopes: Scopes::only(["rooms:read"]), ..den.guest.clone() };
        assert_eq!(code(den.follow(&narrow, None, Filter::default()).await), "scope_required");
        let follow = |wish: FollowEvents| den.streams.follow_events(&den.guest, wish);
        assert_eq!(code(follow(FollowEvents { whole_tenant: true, ..FollowEvents::default() }).await), "role_required");
        assert_eq!(code(follow(FollowEvents::default()).await), "invalid_fields", "nothing named");
        let topic = |n: usize| TopicWish { topic: Topic::new("den", n), after_sequence: None, epoch: None };
        assert_eq!(code(follow(FollowEvents { topics: (0..65).map(topic).collect(), ..FollowEvents::default() }).await), "invalid_fields");
        assert_eq!(code(follow(FollowEvents { topics: vec![topic(1), topic(1)], ..FollowEvents::default() }).await), "invalid_fields");
        let own = TopicWish { topic: Topic::new("account", den.guest.account), after_sequence: None, epoch: None };
        assert!(follow(FollowEvents { topics: vec![own.clone()], ..FollowEvents::default() }).await.is_ok(), "one's own inbox");
        let hers = FollowEvents { topics: vec![own], ..FollowEvents::default() };
        assert_eq!(code(den.streams.follow_events(&den.stranger, hers).await), "not_found", "somebody else's inbox");
        let unguarded = TopicWish { topic: Topic::new("attic", "one"), after_sequence: None, epoch: None };
        assert_eq!(code(follow(FollowEvents { topics: vec![unguarded], ..FollowEvents::default() }).await), "not_found");
    })
    .await;
}
