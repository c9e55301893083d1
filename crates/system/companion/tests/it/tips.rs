//! Tips: what is recorded, what is refused, what is found again.

use footlights_companion::{Companion, RecordTip, Tip, TipFilter, TipSource};
use footlights_surface::Caller;
use serde_json::json;

use crate::stage::{Stage, code, creator, fields, token};

on_both!(
    a_tip_counts_and_is_told,
    tokens_are_converted,
    wrong_fields_are_all_named,
    the_wrong_moment_and_the_wrong_person,
    a_platform_tells_of_a_tip_once,
    a_platform_is_not_refused_for_its_words,
    a_key_is_done_once,
    tips_are_found_again,
    tips_that_wait_together_keep_their_order,
);

/// As a socket's events that run together: begun in order, none waited for. Nothing that is remembered may let one overtake.
async fn tips_that_wait_together_keep_their_order(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    for _ in 0..10 {
        // Longer than any menu is believed.
        stage.advance_seconds(6);
        let tip = |cents| {
            let command = RecordTip { session_id: Some(session.id), ..RecordTip::cents(cents) };
            stage.companion.record_tip(&ana, command, None)
        };
        futures_util::future::join_all((1..=32).map(tip)).await.into_iter().for_each(|done| drop(done.expect("recorded")));
    }
    let told = stage.published("streaming.tip.received");
    let cents: Vec<i64> = told.iter().filter_map(|event| event["amountCents"].as_i64()).collect();
    assert_eq!(cents, (0..10).flat_map(|_| 1..=32).collect::<Vec<_>>());
}

async fn a_tip_counts_and_is_told(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let command = RecordTip { tipper_name: Some(" Zoë ".into()), message: Some("for the chorus 🎶".into()), ..RecordTip::cents(2_500) };
    let recorded = stage.companion.record_tip(&ana, command, None).await.expect("recorded");
    let tip = &recorded.tip;
    assert_eq!((tip.session_id, tip.amount_cents, tip.currency.as_str()), (session.id, 2_500, "USD"));
    assert_eq!((tip.tipper_name.as_deref(), tip.message.as_deref()), (Some("Zoë"), Some("for the chorus 🎶")));
    assert_eq!((tip.source, tip.held, tip.refunded_cents), (TipSource::Manual, false, 0));
    assert_eq!((recorded.session_totals.total_tips_cents, recorded.session_totals.tip_count), (2_500, 1));
    let named =
        RecordTip { session_id: Some(session.id), via: TipSource::Websocket, tipper_name: Some(String::new()), ..RecordTip::cents(1) };
    let second = stage.companion.record_tip(&ana, named, None).await.expect("recorded");
    assert_eq!((second.tip.source, second.tip.tipper_name), (TipSource::Websocket, None));
    assert_eq!(stage.session(session.id).await.totals, second.session_totals);

    let told = stage.published("streaming.tip.received");
    let first = &told[0];
    assert_eq!((&first["creatorId"], &first["sessionId"]), (&json!(ana.account), &json!(session.id)));
    assert_eq!((&first["amountCents"], &first["source"]), (&json!(2_500), &json!("manual")));
    assert_eq!((&first["tip"]["id"], &first["tip"]["createdAt"]), (&json!(tip.id), &json!(tip.created_at)));
    assert_eq!(first["sessionTotals"], json!({"totalTipsCents": 2_500, "tipCount": 1, "currency": "USD"}));
    assert_eq!((told.len(), &told[1]["sessionTotals"]["totalTipsCents"]), (2, &json!(2_501)));
    assert_eq!(stage.events().iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 1, 2], "the start, then the session's own");
}

async fn tokens_are_converted(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let tokens = |tokens| RecordTip { amount_cents: None, amount_tokens: Some(tokens), ..RecordTip::cents(0) };
    let recorded = stage.companion.record_tip(&ana, tokens(25), None).await.expect("recorded");
    assert_eq!((recorded.tip.amount_tokens, recorded.tip.amount_cents), (Some(25), 125));
    for bad in [0, -1, 100_000_001, 20_000_001, i64::MAX] {
        let wrong = fields(stage.companion.record_tip(&ana, tokens(bad), None).await);
        assert_eq!(wrong, [("/amountTokens".to_owned(), "not_valid")], "{bad}");
    }
    let both = RecordTip { amount_tokens: Some(1), ..RecordTip::cents(1) };
    assert_eq!(fields(stage.companion.record_tip(&ana, both, None).await), [("/amountTokens".to_owned(), "not_valid")]);
}

async fn wrong_fields_are_all_named(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let command = RecordTip {
        currency: Some("EURO".into()),
        tipper_name: Some("n".repeat(26)),
        message: Some("m".repeat(256)),
        source: Some("elsewhere".into()),
        external_id: Some("x".repeat(129)),
        ..RecordTip::cents(0)
    };
    let wrong = fields(stage.companion.record_tip(&ana, command, None).await);
    let named: Vec<_> = wrong.iter().map(|(field, _)| &**field).collect();
    assert_eq!(named, ["/source", "/amountCents", "/currency", "/tipperName", "/message", "/externalId"]);
    for amount in [0, -5, 100_000_001, i64::MIN] {
        assert_eq!(fields(stage.companion.record_tip(&ana, RecordTip::cents(amount), None).await)[0].0, "/amountCents");
    }
    let none = RecordTip { amount_cents: None, ..RecordTip::cents(0) };
    assert_eq!(fields(stage.companion.record_tip(&ana, none, None).await), [("/amountCents".to_owned(), "missing")]);
    let by_hand = RecordTip { source: Some("websocket".into()), ..RecordTip::cents(1) };
    assert_eq!(fields(stage.companion.record_tip(&ana, by_hand, None).await), [("/source".to_owned(), "not_one_of")]);
    let at_the_limits =
        RecordTip { tipper_name: Some("ñ".repeat(25)), message: Some("🎶".repeat(255)), ..RecordTip::cents(100_000_000) };
    stage.companion.record_tip(&ana, at_the_limits, None).await.expect("recorded");
    assert_eq!(stage.session(session.id).await.totals.tip_count, 1);
}

async fn the_wrong_moment_and_the_wrong_person(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    assert_eq!(code(stage.companion.record_tip(&ana, RecordTip::cents(1), None).await), "no_active_session");
    let session = stage.start(&ana).await;
    let named = RecordTip { session_id: Some(session.id), ..RecordTip::cents(1) };
    let record = |caller: Caller, command: RecordTip| {
        let companion: Companion = stage.companion.clone();
        async move { companion.record_tip(&caller, command, None).await }
    };
    assert_eq!(code(record(ben.clone(), named.clone()).await), "not_found");
    assert_eq!(code(record(ben, RecordTip::cents(1)).await), "no_active_session");
    let unknown = RecordTip { session_id: Some("00000000-0000-4000-8000-000000000000".parse().expect("an id")), ..RecordTip::cents(1) };
    assert_eq!(code(record(ana.clone(), unknown).await), "not_found");
    let euros = RecordTip { currency: Some("EUR".into()), ..RecordTip::cents(1) };
    assert_eq!(code(record(ana.clone(), euros).await), "currency_mismatch");
    assert_eq!(code(record(token(1, &["tips:read"]), named.clone()).await), "scope_required");
    assert_eq!(code(record(token(1, &["tips:ingest"]), named.clone()).await), "scope_required");
    let vouched = RecordTip { source: Some("platform_api".into()), external_id: Some("x".into()), ..RecordTip::cents(1) };
    assert_eq!(code(record(token(1, &["tips:write"]), vouched).await), "scope_required");
    assert_eq!(stage.session(session.id).await, session, "refusals change nothing");

    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    assert_eq!(code(record(ana.clone(), named).await), "session_ended");
    assert_eq!(code(record(ana, RecordTip::cents(1)).await), "no_active_session");
    assert_eq!(stage.published("streaming.tip.received").len(), 0);
}

async fn a_platform_tells_of_a_tip_once(stage: Stage) {
    let (ana, platform) = (creator(1), token(1, &["tips:ingest"]));
    let told = |id: &str, cents| RecordTip { source: Some("platform_api".into()), external_id: Some(id.into()), ..RecordTip::cents(cents) };
    let session = stage.start(&ana).await;
    let first = stage.companion.record_tip(&platform, told("evt-1", 700), None).await.expect("recorded");
    let again = stage.companion.record_tip(&platform, told("evt-1", 900), None).await.expect("answered");
    assert_eq!(again, first);
    stage.companion.record_tip(&platform, told("evt-2", 1), None).await.expect("another");
    assert_eq!(stage.session(session.id).await.totals.total_tips_cents, 701);
    assert_eq!(stage.published("streaming.tip.received").len(), 2);

    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    let late = stage.companion.record_tip(&platform, told("evt-1", 700), None).await.expect("answered after the end");
    assert_eq!((late.tip, late.session_totals.total_tips_cents), (first.tip.clone(), 701));
    assert_eq!(code(stage.companion.record_tip(&platform, told("evt-3", 1), None).await), "no_active_session");
    stage.start(&ana).await;
    let next = stage.companion.record_tip(&platform, told("evt-1", 700), None).await.expect("answered in the next session");
    assert_eq!((next.tip, next.session_totals.total_tips_cents), (first.tip, 701));

    stage.start(&creator(2)).await;
    let other = token(2, &["tips:ingest"]);
    stage.companion.record_tip(&other, told("evt-1", 5), None).await.expect("somebody else's evt-1");
    let nameless = RecordTip { source: Some("platform_api".into()), ..RecordTip::cents(1) };
    assert_eq!(fields(stage.companion.record_tip(&platform, nameless, None).await), [("/externalId".to_owned(), "missing")]);
}

async fn a_platform_is_not_refused_for_its_words(stage: Stage) {
    stage.start(&creator(1)).await;
    let command = RecordTip {
        source: Some("platform_api".into()),
        external_id: Some("1".into()),
        tipper_name: Some("n".repeat(40)),
        message: Some(format!("bell\u{7} {}", "m".repeat(400))),
        ..RecordTip::cents(1)
    };
    let tip = stage.companion.record_tip(&creator(1), command, None).await.expect("recorded").tip;
    let (name, message) = (tip.tipper_name.expect("a name"), tip.message.expect("a message"));
    assert_eq!((name.chars().count(), message.chars().count()), (25, 255));
    assert!(name.ends_with("n…") && message.starts_with("bell m") && message.ends_with("m…"));
}

async fn a_key_is_done_once(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let first = stage.companion.record_tip(&ana, RecordTip::cents(300), stage.once(&ana, "key", 1)).await.expect("recorded");
    let again = stage.companion.record_tip(&ana, RecordTip::cents(300), stage.once(&ana, "key", 1)).await.expect("answered");
    assert_eq!(again, first);
    assert_eq!(code(stage.companion.record_tip(&ana, RecordTip::cents(301), stage.once(&ana, "key", 2)).await), "idempotency_key_reused");
    stage.companion.end_session(&ana, session.id, None).await.expect("ends");
    let late = stage.companion.record_tip(&ana, RecordTip::cents(300), stage.once(&ana, "key", 1)).await.expect("also after the end");
    assert_eq!(late, first);
    stage.start(&ana).await;
    let next = stage.companion.record_tip(&ana, RecordTip::cents(300), stage.once(&ana, "key", 1)).await.expect("and in the next session");
    assert_eq!(next, first);
    assert_eq!(code(stage.companion.record_tip(&ana, RecordTip::cents(0), stage.once(&ana, "other", 3)).await), "invalid_fields");
    stage.companion.record_tip(&ana, RecordTip::cents(5), stage.once(&ana, "other", 3)).await.expect("a refusal does not use the key up");
    assert_eq!(stage.session(session.id).await.totals.tip_count, 1);
}

async fn tips_are_found_again(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let first = stage.start(&ana).await;
    let said =
        |name: &str, message: &str| RecordTip { tipper_name: Some(name.into()), message: Some(message.into()), ..RecordTip::cents(1) };
    let mut made = Vec::new();
    for (name, message) in [("José", "hello"), ("ANN", "100% _you_"), ("cleo", "José again")] {
        made.push(stage.companion.record_tip(&ana, said(name, message), None).await.expect("recorded").tip);
        stage.advance_seconds(10);
    }
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    let second = stage.start(&ana).await;
    made.push(stage.tip(&ana, 7).await.tip);
    let found = async |filter: TipFilter| stage.companion.list_tips(&ana, filter, None, 50).await.expect("listed").items;
    let pick = |numbers: &[usize]| numbers.iter().map(|number| made[*number].clone()).collect::<Vec<Tip>>();
    let words = |words: &str| TipFilter { search: Some(words.into()), ..TipFilter::default() };
    assert_eq!(found(TipFilter::default()).await, pick(&[3, 2, 1, 0]));
    assert_eq!(found(TipFilter { session_id: Some(first.id), ..TipFilter::default() }).await, pick(&[2, 1, 0]));
    assert_eq!(found(TipFilter { session_id: Some(second.id), ..TipFilter::default() }).await, pick(&[3]));
    assert_eq!(found(words("JOSE\u{301}")).await, pick(&[2, 0]));
    assert_eq!(found(words("% _")).await, pick(&[1]));
    assert_eq!(found(words("  ")).await.len(), 4);
    let (from, to) = (Some(made[1].created_at), Some(made[2].created_at));
    assert_eq!(found(TipFilter { from, to, ..TipFilter::default() }).await, pick(&[1]));
    let elsewhere = TipFilter { platform: Some(footlights_companion::Platform::Kick), ..TipFilter::default() };
    assert_eq!(found(elsewhere).await, []);

    let page = stage.companion.list_tips(&ana, TipFilter::default(), None, 3).await.expect("listed");
    let after = page.next_cursor.expect("more").open("tips").expect("own");
    assert_eq!(stage.companion.list_tips(&ana, TipFilter::default(), Some(after), 3).await.expect("listed").items, pick(&[0]));
    let foreign = TipFilter { session_id: Some(first.id), ..TipFilter::default() };
    assert_eq!(code(stage.companion.list_tips(&ben, foreign, None, 50).await), "not_found");
    assert_eq!(stage.companion.list_tips(&ben, TipFilter::default(), None, 50).await.expect("listed").items, []);
    assert_eq!(fields(stage.companion.list_tips(&ana, words(&"x".repeat(101)), None, 50).await), [("/q".to_owned(), "too_long")]);
    assert_eq!(code(stage.companion.list_tips(&token(1, &["tips:write"]), TipFilter::default(), None, 5).await), "scope_required");
}
