//! Sessions: start, end, read, list, change, viewers.

use std::sync::Arc;

use footlights_base::Timestamp;
use footlights_companion::{
    CountBoard, Platform, Session, SessionFilter, SessionStatus, SessionUpdated, StartSession, UpdateSession, session_topic,
};
use footlights_surface::{Roles, Scopes};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::stage::{Stage, caller, code, creator, fields, token};

on_both!(
    a_session_starts_and_ends,
    there_is_one_live_session,
    a_repeated_key_gets_the_first_answer,
    who_may_and_who_may_not,
    wrong_fields_are_all_named,
    sessions_are_listed_by_page_and_filter,
    a_session_is_described_anew,
    viewers_are_counted_over_time,
    the_newest_count_is_told_and_the_end_is_not,
);

async fn a_session_starts_and_ends(stage: Stage) {
    let ana = creator(1);
    let command = StartSession {
        creator_id: None,
        platform: "twitch".into(),
        title: Some(" Friday ".into()),
        metadata: Some(json!({"scene": 3})),
        currency: Some("EUR".into()),
    };
    let session = stage.companion.start_session(&ana, command, None).await.expect("starts");
    assert_eq!((session.platform, session.status, session.title.as_deref()), (Platform::Twitch, SessionStatus::Active, Some("Friday")));
    assert_eq!((session.totals.currency.as_str(), session.totals.tip_count), ("EUR", 0));
    assert_eq!(session.metadata["scene"], 3);
    assert_eq!(stage.companion.get_session(&ana, session.id).await.expect("there"), session);
    assert_eq!(stage.companion.get_active_session(&ana, None).await.expect("there"), session);
    assert_eq!(stage.companion.find_active_session(ana.account).await.expect("asked"), Some(session.clone()));

    stage.advance_seconds(90);
    let over = stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    assert_eq!((over.status, over.ended_at), (SessionStatus::Ended, Some(stage.world.now())));
    assert_eq!(stage.session(session.id).await, over);
    assert_eq!(code(stage.companion.get_active_session(&ana, None).await), "no_active_session");
    assert_eq!(code(stage.companion.end_session(&ana, session.id, None).await), "session_ended");

    let events = stage.events();
    let told: Vec<_> = events.iter().map(|event| (&*event.kind, event.topic.as_str().to_owned(), event.sequence)).collect();
    let (creator, own) = (format!("creator:{}", ana.account), format!("session:{}", session.id));
    assert_eq!(told, [("streaming.session.started", creator, 1), ("streaming.session.ended", own, 1)]);
    let started = &stage.published("streaming.session.started")[0];
    assert_eq!((&started["creatorId"], &started["platform"]), (&json!(ana.account), &json!("twitch")));
    assert_eq!(started["sessionId"], json!(session.id));
    let ended = &stage.published("streaming.session.ended")[0];
    assert_eq!((&ended["duration"], &ended["totalTipsCents"], &ended["tipCount"]), (&json!(90), &json!(0), &json!(0)));
    assert_eq!((&ended["creatorId"], &ended["status"]), (&json!(ana.account), &json!("ended")));
}

async fn there_is_one_live_session(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let first = stage.start(&ana).await;
    let again = StartSession { platform: "kick".into(), ..StartSession::default() };
    assert_eq!(code(stage.companion.start_session(&ana, again.clone(), None).await), "session_already_active");
    assert_eq!(stage.events().len(), 1, "a refusal publishes nothing");
    stage.start(&ben).await;
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    let second = stage.companion.start_session(&ana, again, None).await.expect("starts");
    assert_ne!(second.id, first.id);
}

async fn a_repeated_key_gets_the_first_answer(stage: Stage) {
    let ana = creator(1);
    let large = json!({"a": "x".repeat(16_000)});
    let command = StartSession { platform: "other".into(), metadata: Some(large), ..StartSession::default() };
    let start = || stage.companion.start_session(&ana, command.clone(), stage.once(&ana, "start", 1));
    let first = start().await.expect("starts, however much hangs on it");
    stage.tip(&ana, 100).await;
    assert_eq!(start().await.expect("answered"), first);
    let end = || stage.companion.end_session(&ana, first.id, stage.once(&ana, "end", 2));
    let over = end().await.expect("ends");
    assert_eq!((over.totals.tip_count, &over.metadata), (1, &first.metadata));
    stage.advance_seconds(5);
    assert_eq!(end().await.expect("answered"), over);
    assert_eq!(start().await.expect("answered, though it has ended"), first);
    assert_eq!(stage.events().len(), 3);
}

async fn who_may_and_who_may_not(stage: Stage) {
    let (ana, ben, viewer) = (creator(1), creator(2), caller(3, Roles::VIEWER, Scopes::All));
    let session = stage.start(&ana).await;
    let command = StartSession { platform: "other".into(), ..StartSession::default() };
    assert_eq!(code(stage.companion.start_session(&viewer, command.clone(), None).await), "role_required");
    for other in [&ben, &viewer] {
        assert_eq!(code(stage.companion.get_session(other, session.id).await), "not_found");
        assert_eq!(code(stage.companion.end_session(other, session.id, None).await), "not_found");
        assert_eq!(code(stage.companion.update_viewers(other, session.id, 5).await), "not_found");
        assert_eq!(code(stage.companion.update_session(other, session.id, UpdateSession::default()).await), "not_found");
        assert_eq!(code(stage.companion.get_active_session(other, None).await), "no_active_session");
    }
    let mut stranger = creator(1);
    stranger.tenant = footlights_base::TenantId::from_bytes([9; 16]);
    assert_eq!(code(stage.companion.get_session(&stranger, session.id).await), "not_found");
    assert_eq!(code(stage.companion.get_active_session(&stranger, None).await), "no_active_session");
    let all = SessionFilter::default();
    assert_eq!(stage.companion.list_sessions(&stranger, all, None, 5).await.expect("listed").items, []);
    assert_eq!(stage.companion.list_sessions(&ana, all, None, 5).await.expect("listed").items, std::slice::from_ref(&session));

    let reader = token(1, &["sessions:read"]);
    stage.companion.get_session(&reader, session.id).await.expect("may read");
    assert_eq!(code(stage.companion.end_session(&reader, session.id, None).await), "scope_required");
    assert_eq!(code(stage.companion.update_viewers(&reader, session.id, 5).await), "scope_required");
    let writer = token(1, &["sessions:write"]);
    assert_eq!(code(stage.companion.get_session(&writer, session.id).await), "scope_required");
    assert_eq!(stage.session(session.id).await, session, "refusals change nothing");
}

async fn wrong_fields_are_all_named(stage: Stage) {
    let command = StartSession {
        creator_id: None,
        platform: "radio".into(),
        title: Some("x".repeat(201)),
        metadata: Some(json!("text")),
        currency: Some("euro".into()),
    };
    let wrong = fields(stage.companion.start_session(&creator(1), command, None).await);
    let expected = [("/platform", "not_one_of"), ("/title", "too_long"), ("/metadata", "wrong_type"), ("/currency", "not_valid")];
    assert_eq!(wrong, expected.map(|(field, code)| (field.to_owned(), code)));
    assert_eq!(stage.companion.find_active_session(creator(1).account).await.expect("asked"), None);
}

async fn sessions_are_listed_by_page_and_filter(stage: Stage) {
    let ana = creator(1);
    stage.start(&creator(2)).await;
    let mut made = Vec::new();
    for platform in ["twitch", "kick", "twitch"] {
        let command = StartSession { platform: platform.into(), ..StartSession::default() };
        let session = stage.companion.start_session(&ana, command, None).await.expect("starts");
        made.push(session.id);
        stage.advance_seconds(60);
        if made.len() < 3 {
            stage.companion.end_session(&ana, session.id, None).await.expect("ends");
        }
    }
    let ids = |page: &[Session]| page.iter().map(|session| session.id).collect::<Vec<_>>();
    let first = stage.companion.list_sessions(&ana, SessionFilter::default(), None, 2).await.expect("listed");
    assert_eq!(ids(&first.items), [made[2], made[1]]);
    let after = first.next_cursor.expect("more").open("sessions").expect("own");
    let second = stage.companion.list_sessions(&ana, SessionFilter::default(), Some(after), 2).await.expect("listed");
    assert_eq!((ids(&second.items), second.next_cursor.is_none()), (vec![made[0]], true));

    let begin = stage.world.now().as_millis() - 180_000;
    let at = |seconds: i64| Some(Timestamp::from_millis(begin + seconds * 1_000));
    let filters = [
        (SessionFilter { status: Some(SessionStatus::Active), ..SessionFilter::default() }, vec![made[2]]),
        (SessionFilter { platform: Some(Platform::Twitch), ..SessionFilter::default() }, vec![made[2], made[0]]),
        (SessionFilter { from: at(60), to: at(120), ..SessionFilter::default() }, vec![made[1]]),
    ];
    for (filter, expected) in filters {
        let page = stage.companion.list_sessions(&ana, filter, None, 10).await.expect("listed");
        assert_eq!(ids(&page.items), expected, "{filter:?}");
    }
}

async fn a_session_is_described_anew(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    stage.tip(&ana, 500).await;
    let command =
        UpdateSession { title: Some(Some("Late show".into())), metadata: Some(json!({"a": [1]})), note: Some("began late".into()) };
    let changed = stage.companion.update_session(&ana, session.id, command).await.expect("changed");
    assert_eq!((changed.title.as_deref(), &changed.metadata["a"], changed.totals.tip_count), (Some("Late show"), &json!([1]), 1));
    assert_eq!(stage.session(session.id).await, changed);
    assert_eq!(stage.tip(&ana, 1).await.session_totals.total_tips_cents, 501, "what is remembered of the session is still right");

    let told = stage.published("streaming.session.updated");
    assert_eq!((told.len(), &told[0]["totalTipsCents"], &told[0]["status"]), (1, &json!(500), &json!("active")));
    assert!(!told[0].to_string().contains("Late show") && !told[0].to_string().contains("began late"), "numbers and status only");

    let bare = UpdateSession { title: Some(None), ..UpdateSession::default() };
    assert_eq!(stage.companion.update_session(&ana, session.id, bare).await.expect("changed").title, None);
    let wrong = UpdateSession { title: Some(Some("x".repeat(201))), metadata: Some(json!(1)), note: Some("  ".into()) };
    let wrong = fields(stage.companion.update_session(&ana, session.id, wrong).await);
    assert_eq!(wrong.iter().map(|(field, _)| &**field).collect::<Vec<_>>(), ["/title", "/metadata", "/notes"]);
    assert_eq!(stage.companion.list_notes(&ana, session.id, None, 10).await.expect("listed").items.len(), 1);
}

async fn viewers_are_counted_over_time(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    for (count, seconds) in [(10, 30), (40, 10), (40, 10), (0, 50)] {
        stage.companion.update_viewers(&ana, session.id, count).await.expect("counted");
        stage.advance_seconds(seconds);
    }
    let figures = stage.companion.update_viewers(&ana, session.id, 7).await.expect("counted");
    assert_eq!((figures.viewer_count, figures.peak_viewers, figures.average_viewers), (7, 40, 11.0));
    assert!(stage.published("streaming.session.updated").is_empty(), "counts have no number");
    stage.tip(&ana, 100).await;
    for count in [-1, 10_000_001, i64::MAX] {
        let wrong = fields(stage.companion.update_viewers(&ana, session.id, count).await);
        assert_eq!(wrong, [("/viewerCount".to_owned(), "not_valid")]);
    }
    let over = stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    stage.advance_seconds(1_000);
    assert_eq!((over.viewers.count, over.viewers.peak, over.average_viewers(stage.world.now())), (0, 40, 11.0));
    assert_eq!(code(stage.companion.update_viewers(&ana, session.id, 5).await), "session_ended");
    let own = session_topic(session.id);
    let numbers: Vec<_> = stage.events().iter().filter(|event| event.topic == own).map(|event| event.sequence).collect();
    assert_eq!(numbers, [1, 2], "a tip and the end");
}

/// Notes what would be shown.
struct Shown(mpsc::UnboundedSender<SessionUpdated>);

impl CountBoard for Shown {
    fn show(&self, figures: &SessionUpdated) {
        self.0.send(figures.clone()).expect("the test listens");
    }
}

async fn the_newest_count_is_told_and_the_end_is_not(stage: Stage) {
    let (ana, bob) = (creator(1), creator(2));
    let (session, other) = (stage.start(&ana).await, stage.start(&bob).await);
    let (shown, mut seen) = mpsc::unbounded_channel();
    let cancel = CancellationToken::new();
    let mut telling = JoinSet::new();
    telling.spawn(stage.companion.clone().tell_viewers(Arc::new(Shown(shown)), cancel.clone()));
    for count in 1..=50 {
        stage.companion.update_viewers(&ana, session.id, count).await.expect("counted");
    }
    let mut told = vec![seen.recv().await.expect("told").viewer_count];
    while told.last() != Some(&50) {
        told.push(seen.recv().await.expect("told").viewer_count);
    }
    assert!(told.is_sorted(), "no older one after a newer one: {told:?}");

    // A session that has ended says so itself.
    stage.companion.update_viewers(&ana, session.id, 51).await.expect("counted");
    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    stage.companion.update_viewers(&bob, other.id, 7).await.expect("counted");
    loop {
        let figures = seen.recv().await.expect("told");
        assert!(figures.status == SessionStatus::Active, "{figures:?}");
        if figures.session_id == other.id {
            assert_eq!((figures.viewer_count, figures.peak_viewers), (7, 7));
            break;
        }
    }
    cancel.cancel();
    while telling.join_next().await.is_some() {}
}
