//! What happened: everything, newest first, page by page without a gap or a repeat.

use footlights_companion::{ActivityFilter, CreateGoal, RefundTip};

use crate::stage::{Stage, code, creator, fields, token};

on_both!(everything_is_told_newest_first, a_late_event_of_an_old_session_is_not_missed);

async fn kinds(stage: &Stage, filter: ActivityFilter) -> Vec<String> {
    let page = stage.companion.list_activity(&creator(1), filter, None, 200).await.expect("listed");
    page.items.iter().map(|event| event.kind.trim_start_matches("streaming.").to_owned()).collect()
}

async fn everything_is_told_newest_first(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let first = stage.start(&ana).await;
    stage.start(&ben).await;
    stage.tip(&ben, 1).await;
    for number in 1..=10 {
        stage.advance_seconds(1);
        stage.tip(&ana, number).await;
    }
    stage.advance_seconds(1);
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    stage.advance_seconds(1);
    let goal = CreateGoal { title: "Hat".into(), unit: "money".into(), target_cents: Some(5), ..CreateGoal::default() };
    stage.companion.create_goal(&ana, goal, None).await.expect("made");
    let noon = stage.world.now();
    stage.advance_seconds(1);
    stage.start(&ana).await;
    // Several in one millisecond: their order is their number's.
    for number in 11..=15 {
        stage.tip(&ana, number).await;
    }
    let all = kinds(&stage, ActivityFilter::default()).await;
    let expected = [
        vec!["tip.received"; 5],
        vec!["session.started", "goal.changed", "session.ended"],
        vec!["tip.received"; 10],
        vec!["session.started"],
    ];
    assert_eq!(all, expected.concat());

    let whole = stage.companion.list_activity(&ana, ActivityFilter::default(), None, 200).await.expect("listed");
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = stage.companion.list_activity(&ana, ActivityFilter::default(), before, 3).await.expect("listed");
        paged.extend(page.items.iter().map(|event| event.id));
        let Some(next) = page.next_cursor else { break };
        before = Some(next.open("activity").expect("own"));
    }
    assert_eq!(paged, whole.items.iter().map(|event| event.id).collect::<Vec<_>>());

    let of = |kind: &str| ActivityFilter { kind: Some(kind.into()), ..ActivityFilter::default() };
    assert_eq!(kinds(&stage, of("streaming.session")).await, ["session.started", "session.ended", "session.started"]);
    assert_eq!(kinds(&stage, of("streaming.goal.changed")).await, ["goal.changed"]);
    let since = ActivityFilter { from: Some(noon), ..ActivityFilter::default() };
    assert_eq!(kinds(&stage, since).await.len(), 7);
    let nonsense = stage.companion.list_activity(&ana, of("weather"), None, 5).await;
    assert_eq!(fields(nonsense), [("/kind".to_owned(), "not_one_of")]);
    let reader = token(1, &["tips:read"]);
    assert_eq!(code(stage.companion.list_activity(&reader, ActivityFilter::default(), None, 5).await), "scope_required");
}

async fn a_late_event_of_an_old_session_is_not_missed(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let tip = stage.tip(&ana, 100).await.tip;
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    for _ in 0..12 {
        stage.advance_seconds(60);
        let next = stage.start(&ana).await;
        stage.tip(&ana, 1).await;
        stage.companion.end_session(&ana, next.id, None).await.expect("ends");
    }
    stage.advance_seconds(60);
    stage.companion.refund_tip(&ana, tip.id, RefundTip::default(), None).await.expect("given back");
    let page = stage.companion.list_activity(&ana, ActivityFilter::default(), None, 2).await.expect("listed");
    assert_eq!(page.items.iter().map(|event| &*event.kind).collect::<Vec<_>>(), ["streaming.tip.refunded", "streaming.session.ended"]);
    assert_eq!(kinds(&stage, ActivityFilter::default()).await.len(), 13 * 3 + 1);
}
