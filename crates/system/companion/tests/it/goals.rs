//! Goals: what counts, when they are reached, who may.

use footlights_base::Failure;
use footlights_companion::{CreateGoal, GoalBody, GoalId, GoalStatus, RecordTip, RefundTip, UpdateGoal, Wanted};
use footlights_surface::{Caller, Role, Roles, Scopes};
use serde_json::json;

use crate::stage::{Stage, caller, code, creator, fields, token};

on_both!(
    a_goal_counts_what_is_given_while_it_is_there,
    what_was_reached_before_a_pause_counts_on,
    refunds_are_taken_off_where_their_tip_has_counted,
    a_goal_of_no_session_carries_over,
    a_repeating_goal_goes_on_in_laps,
    tokens_count_tokens,
    money_counts_in_one_currency,
    a_target_that_is_lowered_is_reached_at_once,
    what_was_reached_stays_as_it_was,
    goals_have_an_order,
    goals_have_limits,
    goals_are_their_creators,
);

pub(crate) fn money(title: &str, target: i64) -> CreateGoal {
    CreateGoal { title: title.into(), unit: "money".into(), target_cents: Some(target), ..CreateGoal::default() }
}

async fn create(stage: &Stage, who: &Caller, command: CreateGoal) -> GoalBody {
    stage.companion.create_goal(who, command, None).await.expect("made")
}

async fn goal(stage: &Stage, who: &Caller, id: GoalId) -> GoalBody {
    stage.settled().await;
    let goals = stage.companion.list_goals(who, None).await.expect("listed");
    goals.iter().map(GoalBody::from).find(|goal| goal.id == id).expect("there")
}

async fn set_status(stage: &Stage, who: &Caller, id: GoalId, status: &str) -> Result<GoalBody, Failure> {
    stage.companion.update_goal(who, id, UpdateGoal { status: Some(status.into()), ..UpdateGoal::default() }).await
}

async fn a_goal_counts_what_is_given_while_it_is_there(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    stage.tip(&ana, 50).await;
    stage.advance_seconds(1);
    let made = create(&stage, &ana, money("  Hat ", 1_000)).await;
    assert_eq!((made.title.as_str(), made.status, made.position, made.session_id), ("Hat", GoalStatus::Active, 1, None));
    stage.tip(&ana, 300).await;
    stage.advance_seconds(1);
    set_status(&stage, &ana, made.id, "paused").await.expect("paused");
    stage.tip(&ana, 100).await;
    stage.advance_seconds(1);
    set_status(&stage, &ana, made.id, "active").await.expect("resumed");
    stage.tip(&ana, 200).await;
    // All of it is handled only now, long after the pause: what counts is when it was given.
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.amounts.current_cents, now.amounts.percentage), (Some(500), 50.0));
    let progress = stage.published("streaming.goal.progressed");
    let last = progress.last().expect("told");
    assert_eq!((&last["sessionId"], &last["goalId"], &last["currentCents"]), (&json!(session.id), &json!(made.id), &json!(500)));
    assert_eq!(stage.published("streaming.goal.completed").len(), 0);

    stage.tip(&ana, 700).await;
    stage.tip(&ana, 1).await;
    let over = goal(&stage, &ana, made.id).await;
    assert_eq!((over.status, over.completions, over.amounts.current_cents), (GoalStatus::Completed, 1, Some(1_201)));
    assert_eq!(over.amounts.percentage.to_string(), "120.1");
    let completed = stage.published("streaming.goal.completed");
    assert_eq!((completed.len(), &completed[0]["goalId"], &completed[0]["targetCents"]), (1, &json!(made.id), &json!(1_000)));
    assert_eq!((&completed[0]["creatorId"], &completed[0]["sessionId"]), (&json!(ana.account), &json!(session.id)));
    assert_eq!(code(set_status(&stage, &ana, made.id, "paused").await), "goal_completed");
    let renamed = UpdateGoal { title: Some("The hat".into()), ..UpdateGoal::default() };
    assert_eq!(stage.companion.update_goal(&ana, made.id, renamed).await.expect("its title may change").title, "The hat");
}

async fn what_was_reached_before_a_pause_counts_on(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let made = create(&stage, &ana, money("Hat", 100)).await;
    stage.tip(&ana, 100).await;
    stage.advance_seconds(1);
    // Nobody has counted that tip yet, so the pause is let through; it comes too late all the same.
    set_status(&stage, &ana, made.id, "paused").await.expect("paused");
    stage.tip(&ana, 30).await;
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.status, now.amounts.current_cents), (GoalStatus::Completed, Some(130)));
    stage.tip(&ana, 5).await;
    assert_eq!(goal(&stage, &ana, made.id).await.amounts.current_cents, Some(135));
}

async fn refunds_are_taken_off_where_their_tip_has_counted(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let early = stage.tip(&ana, 400).await.tip;
    stage.advance_seconds(1);
    let made = create(&stage, &ana, money("Hat", 1_000)).await;
    let (first, second) = (stage.tip(&ana, 600).await.tip, stage.tip(&ana, 500).await.tip);
    assert_eq!(goal(&stage, &ana, made.id).await.amounts.current_cents, Some(1_100));
    for (tip, amount) in [(early.id, None), (first.id, Some(150)), (second.id, None)] {
        let command = RefundTip { amount_cents: amount, reason: None };
        stage.companion.refund_tip(&ana, tip, command, None).await.expect("given back");
    }
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.amounts.current_cents, now.status, now.completions), (Some(450), GoalStatus::Completed, 1));
    stage.tip(&ana, 900).await;
    assert_eq!(goal(&stage, &ana, made.id).await.completions, 1);
    assert_eq!(stage.published("streaming.goal.completed").len(), 1, "it never fires again");
}

async fn a_goal_of_no_session_carries_over(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let carried = create(&stage, &ana, money("All week", 1_000)).await;
    let bound = create(&stage, &ana, CreateGoal { session_id: Some(first.id), ..money("Tonight", 1_000) }).await;
    stage.tip(&ana, 600).await;
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    stage.advance_seconds(60);
    assert_eq!(
        code(stage.companion.create_goal(&ana, CreateGoal { session_id: Some(first.id), ..money("Late", 1) }, None).await),
        "session_ended"
    );
    let second = stage.start(&ana).await;
    stage.tip(&ana, 300).await;
    stage.settled().await;
    let listed = stage.companion.list_goals(&ana, Some(second.id)).await.expect("listed");
    assert_eq!(listed.iter().map(|goal| (goal.id, goal.current())).collect::<Vec<_>>(), [(carried.id, 900)]);
    let before = stage.companion.list_goals(&ana, Some(first.id)).await.expect("listed");
    assert_eq!(before.iter().map(|goal| (goal.id, goal.current())).collect::<Vec<_>>(), [(carried.id, 900), (bound.id, 600)]);

    stage.tip(&ana, 200).await;
    assert_eq!(goal(&stage, &ana, carried.id).await.amounts.current_cents, Some(1_100), "overfunded in the session it was reached in");
    stage.companion.end_session(&ana, second.id, None).await.expect("ends");
    stage.advance_seconds(60);
    let third = stage.start(&ana).await;
    stage.tip(&ana, 500).await;
    assert_eq!(goal(&stage, &ana, carried.id).await.amounts.current_cents, Some(1_100), "and not in the next one");
    assert_eq!(stage.companion.list_goals(&ana, Some(third.id)).await.expect("listed"), []);
}

async fn a_repeating_goal_goes_on_in_laps(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let made = create(&stage, &ana, CreateGoal { repeating: true, ..money("Push-ups", 100) }).await;
    let big = stage.tip(&ana, 250).await.tip;
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.completions, now.amounts.current_cents, now.status), (2, Some(50), GoalStatus::Active));
    stage.companion.refund_tip(&ana, big.id, RefundTip::default(), None).await.expect("given back");
    assert_eq!(goal(&stage, &ana, made.id).await.amounts.current_cents, Some(0));
    stage.tip(&ana, 200).await;
    assert_eq!(goal(&stage, &ana, made.id).await.completions, 2, "laps that were told are filled before another one counts");
    stage.tip(&ana, 101).await;
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.completions, now.amounts.current_cents), (3, Some(1)));
    let told: Vec<_> = stage.published("streaming.goal.completed").iter().map(|told| told["completions"].clone()).collect();
    assert_eq!(told, [json!(2), json!(3)]);
    let once = UpdateGoal { repeating: Some(false), ..UpdateGoal::default() };
    stage.companion.update_goal(&ana, made.id, once).await.expect("changed");
    stage.tip(&ana, 99).await;
    let over = goal(&stage, &ana, made.id).await;
    assert_eq!((over.completions, over.status), (4, GoalStatus::Completed));
}

async fn tokens_count_tokens(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let command = CreateGoal { title: "Outfit".into(), unit: "tokens".into(), target_tokens: Some(500), ..CreateGoal::default() };
    let made = create(&stage, &ana, command).await;
    let both = create(&stage, &ana, money("Money", 1_000_000)).await;
    assert_eq!((made.amounts.target_tokens, made.amounts.target_cents), (Some(500), None));
    stage.tip(&ana, 10_000).await;
    let tokens = RecordTip { amount_cents: None, amount_tokens: Some(125), ..RecordTip::cents(0) };
    let tip = stage.companion.record_tip(&ana, tokens, None).await.expect("recorded").tip;
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.amounts.current_tokens, now.amounts.percentage, now.currency), (Some(125), 25.0, None));
    assert_eq!(goal(&stage, &ana, both.id).await.amounts.current_cents, Some(10_625));
    let half = RefundTip { amount_cents: Some(tip.amount_cents / 2), reason: None };
    stage.companion.refund_tip(&ana, tip.id, half, None).await.expect("given back");
    assert_eq!(goal(&stage, &ana, made.id).await.amounts.current_tokens, Some(63));
    stage.companion.refund_tip(&ana, tip.id, RefundTip::default(), None).await.expect("given back");
    assert_eq!(goal(&stage, &ana, made.id).await.amounts.current_tokens, Some(0));
}

async fn money_counts_in_one_currency(stage: Stage) {
    let ana = creator(1);
    let made = create(&stage, &ana, money("Hat", 1_000)).await;
    assert_eq!(made.currency, None);
    let start = |currency: &str| footlights_companion::StartSession {
        creator_id: None,
        platform: "other".into(),
        currency: Some(currency.into()),
        ..footlights_companion::StartSession::default()
    };
    let first = stage.companion.start_session(&ana, start("EUR"), None).await.expect("starts");
    stage.tip(&ana, 100).await;
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    stage.settled().await;
    stage.companion.start_session(&ana, start("JPY"), None).await.expect("starts");
    stage.tip(&ana, 5_000).await;
    let now = goal(&stage, &ana, made.id).await;
    assert_eq!((now.currency.map(|own| own.to_string()).as_deref(), now.amounts.current_cents), (Some("EUR"), Some(100)));
}

async fn a_target_that_is_lowered_is_reached_at_once(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let made = create(&stage, &ana, money("Hat", 1_000)).await;
    let other = create(&stage, &ana, money("Coat", 2_000)).await;
    stage.tip(&ana, 400).await;
    stage.settled().await;
    let lower = |cents| UpdateGoal { target_cents: Some(cents), ..UpdateGoal::default() };
    let now = stage.companion.update_goal(&ana, made.id, lower(400)).await.expect("changed");
    assert_eq!((now.status, now.completions), (GoalStatus::Completed, 1));
    let told = stage.published("streaming.goal.completed");
    assert_eq!((told.len(), &told[0]["sessionId"]), (1, &json!(first.id)));
    assert_eq!(code(stage.companion.update_goal(&ana, made.id, lower(5)).await), "goal_completed");

    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    stage.companion.update_goal(&ana, other.id, lower(300)).await.expect("changed with nothing live");
    let told = stage.published("streaming.goal.completed");
    assert_eq!((told.len(), &told[1]["goalId"], &told[1]["sessionId"]), (2, &json!(other.id), &json!(null)));
    let changes: Vec<_> = stage.published("streaming.goal.changed").iter().map(|told| told["change"].clone()).collect();
    assert_eq!(changes, ["created", "created", "updated", "updated"]);
}

async fn what_was_reached_stays_as_it_was(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await.id;
    let lap = CreateGoal { repeating: true, ..money("Lap", 100) };
    let lap = create(&stage, &ana, lap).await.id;
    let hat = create(&stage, &ana, money("Hat", 300)).await.id;
    stage.advance_seconds(60);
    stage.tip(&ana, 250).await;
    stage.settled().await;
    stage.advance_seconds(60);
    stage.tip(&ana, 60).await;
    stage.settled().await;
    let renamed = UpdateGoal { title: Some("Cap".into()), ..UpdateGoal::default() };
    stage.companion.update_goal(&ana, hat, renamed).await.expect("renamed");
    stage.companion.delete_goal(&ana, lap).await.expect("deleted");

    let all = stage.companion.list_reached_goals(&ana, Wanted::default(), None, 50).await.expect("listed").items;
    let shown: Vec<_> = all.iter().map(|reached| (&*reached.title, reached.completions, reached.laps)).collect();
    assert_eq!(shown[2..], [("Lap", 2, 2)], "the first tip filled it twice");
    assert!(shown[..2].contains(&("Lap", 3, 1)) && shown[..2].contains(&("Hat", 1, 1)), "{shown:?}");
    assert!(all.iter().all(|reached| reached.session_id == Some(session)));
    assert_eq!(all[2].reached_at.since(all[2].made_at).as_secs(), 60);

    let first = stage.companion.list_reached_goals(&ana, Wanted::default(), None, 2).await.expect("listed");
    let after = first.next_cursor.expect("more").open("goals_reached").expect("its own");
    let rest = stage.companion.list_reached_goals(&ana, Wanted::default(), Some(after), 2).await.expect("listed");
    assert_eq!((first.items, rest.items), (all[..2].to_vec(), all[2..].to_vec()));
    assert_eq!(rest.next_cursor, None);
    assert_eq!(stage.companion.list_reached_goals(&creator(2), Wanted::default(), None, 50).await.expect("listed").items, []);
    let viewer = caller(1, Roles::VIEWER, Scopes::All);
    assert_eq!(code(stage.companion.list_reached_goals(&viewer, Wanted::default(), None, 50).await), "role_required");
}

async fn goals_have_an_order(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let mut ids = Vec::new();
    for title in ["A", "B", "C", "D"] {
        ids.push(create(&stage, &ana, money(title, 100)).await.id);
    }
    let titles = |goals: &[GoalBody]| goals.iter().map(|goal| goal.title.clone()).collect::<String>();
    let ordered = stage.companion.order_goals(&ana, vec![ids[2], ids[0]], stage.once(&ana, "k", 1)).await.expect("ordered");
    assert_eq!(titles(&ordered), "CABD");
    let again = stage.companion.order_goals(&ana, vec![ids[2], ids[0]], stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, ordered);
    assert_eq!(stage.published("streaming.goal.changed").len(), 5);
    stage.companion.delete_goal(&ana, ids[0]).await.expect("deleted");
    let told = stage.published("streaming.goal.changed");
    let last = told.last().expect("told");
    assert_eq!((&last["change"], &last["goalId"]), (&json!("deleted"), &json!(ids[0])));
    assert_eq!(last["goals"].as_array().map(Vec::len), Some(3));
    assert_eq!(code(stage.companion.order_goals(&ana, vec![ids[0]], None).await), "not_found");
    assert_eq!(fields(stage.companion.order_goals(&ana, vec![ids[1], ids[1]], None).await), [("/ids".to_owned(), "not_valid")]);
    assert_eq!(create(&stage, &ana, money("E", 1)).await.position, 5, "in the last place");
}

async fn goals_have_limits(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let bad = CreateGoal { title: " ".into(), unit: "euros".into(), ..CreateGoal::default() };
    let wrong = fields(stage.companion.create_goal(&ana, bad, None).await);
    assert_eq!(wrong, [("/title".to_owned(), "too_short"), ("/unit".to_owned(), "not_one_of")]);
    for (command, field, code) in [
        (CreateGoal { target_tokens: Some(1), ..money("x", 1) }, "/targetTokens", "not_valid"),
        (CreateGoal { target_cents: None, ..money("x", 1) }, "/targetCents", "missing"),
        (money("x", 0), "/targetCents", "not_valid"),
        (money(&"x".repeat(81), 1), "/title", "too_long"),
    ] {
        assert_eq!(fields(stage.companion.create_goal(&ana, command, None).await), [(field.to_owned(), code)]);
    }
    let bound = CreateGoal { session_id: Some(session.id), ..money("Tonight", 5) };
    for _ in 0..10 {
        create(&stage, &ana, bound.clone()).await;
    }
    for number in 0..10 {
        create(&stage, &ana, money(&number.to_string(), 5)).await;
    }
    assert_eq!(code(stage.companion.create_goal(&ana, money("one more", 1), None).await), "too_many");
    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    create(&stage, &ana, money("goals of a session that is over do not count", 1)).await;
    let wrong = UpdateGoal { status: Some("completed".into()), title: Some(String::new()), ..UpdateGoal::default() };
    let id = stage.companion.list_goals(&ana, None).await.expect("listed")[0].id;
    let wrong = fields(stage.companion.update_goal(&ana, id, wrong).await);
    assert_eq!(wrong, [("/title".to_owned(), "too_short"), ("/status".to_owned(), "not_one_of")]);
}

async fn goals_are_their_creators(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let session = stage.start(&ana).await;
    let made = stage.companion.create_goal(&ana, money("Hat", 100), stage.once(&ana, "k", 1)).await.expect("made");
    let again = stage.companion.create_goal(&ana, money("Hat", 100), stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, made);
    assert_eq!(stage.companion.list_goals(&ben, None).await.expect("listed"), []);
    assert_eq!(code(stage.companion.list_goals(&ben, Some(session.id)).await), "not_found");
    assert_eq!(code(set_status(&stage, &ben, made.id, "paused").await), "not_found");
    assert_eq!(code(stage.companion.delete_goal(&ben, made.id).await), "not_found");
    assert_eq!(
        code(stage.companion.create_goal(&ben, CreateGoal { session_id: Some(session.id), ..money("x", 1) }, None).await),
        "not_found"
    );
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    assert_eq!(code(stage.companion.create_goal(&viewer, money("x", 1), None).await), "role_required");
    let reader = token(1, &["goals:read"]);
    assert_eq!(stage.companion.list_goals(&reader, None).await.expect("listed").len(), 1);
    assert_eq!(code(stage.companion.create_goal(&reader, money("x", 1), None).await), "scope_required");
    assert_eq!(code(stage.companion.delete_goal(&reader, made.id).await), "scope_required");
    assert_eq!(code(stage.companion.list_goals(&token(1, &["tips:read"]), None).await), "scope_required");
}
