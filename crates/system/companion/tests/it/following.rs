//! Who may follow a creator's topics from outside, and what they are told.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Failure, TenantId, Topic};
use footlights_cluster::Cluster;
use footlights_companion::{AddModerator, CreatorGuard, RecordTip, SessionGuard, creator_topic, session_topic};
use footlights_identity::{EventStreams, FollowEvents, Streamed, TopicWish};
use footlights_realtime::{Hub, HubSettings};
use footlights_surface::{Caller, Role, Roles};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::people::People;
use crate::stage::{Stage, code, creator, token};

on_both!(
    a_creator_follows_what_is_hers,
    nobody_else_does,
    a_token_that_may_not_read_it_all_follows_nothing,
    who_gives_without_a_name_has_one_for_the_creator_alone
);

/// How long a test waits for what must come.
const SOON: Duration = Duration::from_secs(10);

fn streams(stage: &Stage) -> (EventStreams, DropGuard) {
    let (world, stop) = (&stage.world, CancellationToken::new());
    let cluster = Cluster::memory(world.shared_clock(), &world.chance);
    let hub = Hub::start(HubSettings::default(), world.store.clone(), cluster, world.shared_clock(), world.chance.clone(), stop.clone());
    let hub = hub.expect("threads");
    (
        EventStreams::new(
            hub,
            vec![Arc::new(SessionGuard(stage.companion.clone())), Arc::new(CreatorGuard)],
            footlights_companion::for_others,
        ),
        stop.drop_guard(),
    )
}

fn wish(topics: &[Topic]) -> FollowEvents {
    let topics = topics.iter().map(|topic| TopicWish { topic: topic.clone(), after_sequence: Some(0), epoch: None });
    FollowEvents { topics: topics.collect(), ..FollowEvents::default() }
}

async fn admitted(streams: &EventStreams, caller: &Caller, topic: &Topic) -> Result<(), Failure> {
    streams.follow_events(caller, wish(std::slice::from_ref(topic))).await.map(drop)
}

async fn a_creator_follows_what_is_hers(stage: Stage) {
    let (streams, _stop) = streams(&stage);
    let cleo = creator(1);
    let session = stage.start(&cleo).await;
    let topics = [creator_topic(cleo.account), session_topic(session.id)];
    let mut told = streams.follow_events(&cleo, wish(&topics)).await.expect("hers");
    stage.companion.record_tip(&cleo, RecordTip::cents(500), None).await.expect("recorded");
    let (mut following, mut kinds) = (0, Vec::new());
    while kinds.len() < 2 {
        match tokio::time::timeout(SOON, told.next()).await.expect("told in time").expect("goes on").expect("goes on") {
            Streamed::Following(_) => following += 1,
            Streamed::Event(event) => kinds.push((event.kind.to_string(), event.sequence)),
            Streamed::SnapshotNeeded { .. } => panic!("nothing is missing"),
        }
    }
    kinds.sort();
    assert_eq!((following, kinds), (2, vec![("streaming.session.started".into(), 1), ("streaming.tip.received".into(), 1)]));
}

async fn nobody_else_does(stage: Stage) {
    let (streams, _stop) = streams(&stage);
    let people = People::of(&stage.world).await;
    let (ana, ben, cem) = (people.creator("ana").await, people.viewer("ben").await, people.creator("cem").await);
    let session = stage.start(&ana).await;
    let rights = vec!["tips".to_owned(), "alerts".to_owned(), "sessions".to_owned()];
    stage.companion.add_moderator(&ana, AddModerator { username: "ben".into(), rights }, None).await.expect("added");
    let foreign = Caller { tenant: TenantId::from_bytes([9; 16]), ..ana.clone() };
    for topic in [creator_topic(ana.account), session_topic(session.id)] {
        assert!(admitted(&streams, &ana, &topic).await.is_ok(), "hers: {topic}");
        for (who, caller) in [("another creator", &cem), ("her moderator", &ben)] {
            assert_eq!(code(admitted(&streams, caller, &topic).await), "not_found", "{who}, of {topic}");
        }
    }
    assert_eq!(code(admitted(&streams, &foreign, &session_topic(session.id)).await), "not_found", "another tenant");
    for text in ["session:x", "session:01900000-0000-7000-8000-000000000000", "creator:x"] {
        assert_eq!(code(admitted(&streams, &ana, &text.parse().expect("a topic")).await), "not_found", "{text}");
    }
    let viewer = Caller { roles: Roles::new([Role::Viewer]), ..ana };
    assert_eq!(code(admitted(&streams, &viewer, &creator_topic(viewer.account)).await), "not_found", "no creator");
}

async fn a_token_that_may_not_read_it_all_follows_nothing(stage: Stage) {
    let (streams, _stop) = streams(&stage);
    let cleo = creator(1);
    let session = stage.start(&cleo).await;
    let (of_session, of_creator) = (session_topic(session.id), creator_topic(cleo.account));
    let scopes = ["events:read", "sessions:read", "tips:read", "goals:read", "menu:read"];
    assert!(admitted(&streams, &token(1, &scopes), &of_session).await.is_ok());
    assert_eq!(code(admitted(&streams, &token(1, &scopes), &of_creator).await), "scope_required");
    for missing in 0..scopes.len() {
        let some: Vec<_> = scopes.iter().enumerate().filter(|(n, _)| *n != missing).map(|(_, scope)| *scope).collect();
        assert_eq!(code(admitted(&streams, &token(1, &some), &of_session).await), "scope_required", "without {}", scopes[missing]);
    }
    let all = [&scopes[..], &["alerts:read", "moderators:read", "overlay:read"]].concat();
    assert!(admitted(&streams, &token(1, &all), &of_creator).await.is_ok());
}

async fn who_gives_without_a_name_has_one_for_the_creator_alone(stage: Stage) {
    let (streams, _stop) = streams(&stage);
    let cleo = creator(1);
    let session = stage.start(&cleo).await;
    let developer = Caller { roles: Roles::new([Role::Developer]), ..creator(2) };
    // With its first event the session's topic is the tenant's.
    stage.companion.record_tip(&cleo, RecordTip::cents(1), None).await.expect("recorded");
    let whole = FollowEvents { whole_tenant: true, ..FollowEvents::default() };
    let topic = [session_topic(session.id)];
    let mut all = vec![
        (streams.follow_events(&cleo, wish(&topic)).await.expect("hers"), json!("Robin")),
        (streams.follow_events(&developer, wish(&topic)).await.expect("the tenant's"), json!(null)),
        (streams.follow_events(&developer, whole).await.expect("a developer"), json!(null)),
    ];
    let tip = RecordTip { tipper_name: Some("Robin".into()), anonymous: true, ..RecordTip::cents(500) };
    stage.companion.record_tip(&cleo, tip, None).await.expect("recorded");
    for (told, name) in &mut all {
        let tip = loop {
            let next = tokio::time::timeout(SOON, told.next()).await.expect("told in time").expect("goes on").expect("goes on");
            let Streamed::Event(event) = next else { continue };
            let tip = serde_json::from_str::<Value>(event.payload.get()).expect("JSON")["tip"].clone();
            if tip["amountCents"] == 500 {
                break tip;
            }
        };
        assert_eq!((&tip["tipperName"], &tip["anonymous"]), (&*name, &json!(true)));
    }
}
