//! Looking at alerts before they are shown, taking them away, showing them again; pausing, quiet, and what came while nobody looked.

use std::time::Duration;

use footlights_alerts::AlertId;
use footlights_companion::{Alert, AlertFilter, AlertState, RecordTip, TestTip, Tip, TipFilter};
use footlights_surface::{Caller, Scopes};
use serde_json::{Value, json};

use crate::house::{House, code, creator, on_both};

on_both!(
    a_held_tip_goes_by_itself,
    a_moderator_lets_go_or_takes_away,
    a_change_of_the_hold_counts_from_the_next_tip_on,
    what_shows_is_cut_and_what_was_is_shown_again,
    pausing_holds_everything_back,
    whoever_is_not_to_be_disturbed_is_not,
    what_came_while_nobody_looked_is_summed_up,
    small_tips_make_no_alert,
    strangers_find_no_alerts,
);

async fn set(house: &House, caller: &Caller, alerts: Value) {
    let change = json!({"alerts": alerts}).as_object().expect("an object").clone();
    house.companion.update_settings(caller, change, None).await.expect("set");
}

async fn alerts(house: &House, caller: &Caller, state: Option<AlertState>) -> Vec<Alert> {
    let filter = AlertFilter { creator_id: None, state };
    house.companion.list_alerts(caller, filter, None, 100).await.expect("listed").items
}

async fn newest_tip(house: &House, caller: &Caller) -> Tip {
    house.companion.list_tips(caller, TipFilter::default(), None, 1).await.expect("listed").items.remove(0)
}

fn payload(text: &str) -> Value {
    serde_json::from_str(text).expect("a payload is JSON")
}

async fn a_held_tip_goes_by_itself(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    set(&house, &ann, json!({"holdMs": 3_000})).await;
    house.tip(&ann, 700).await;
    assert!(newest_tip(&house, &ann).await.held);
    let held = alerts(&house, &ann, Some(AlertState::Held)).await.remove(0);
    assert_eq!(held.release_at, Some(held.created_at.plus(Duration::from_secs(3))));
    let mut conductor = house.conductor(&ann).await;
    let turn = conductor.turn(true).await.expect("a turn");
    assert_eq!((turn.issued.len(), turn.wake_at), (0, held.release_at));
    house.world.advance(Duration::from_millis(2_999));
    house.settled().await;
    assert!(newest_tip(&house, &ann).await.held, "not before its time");
    // With no overlay open, too: nobody conducts, and it goes.
    house.world.advance(Duration::from_millis(1));
    house.settled().await;
    assert!(!newest_tip(&house, &ann).await.held);
    assert_eq!(conductor.turn(true).await.expect("a turn").issued[0].alert_id, held.id);
}

async fn a_moderator_lets_go_or_takes_away(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    set(&house, &ann, json!({"holdMs": 30_000})).await;
    house.tip(&ann, 100).await;
    house.world.advance(Duration::from_millis(1));
    house.tip(&ann, 200).await;
    let held = alerts(&house, &ann, Some(AlertState::Held)).await;
    let (second, first) = (held[0].id, held[1].id);
    let once = footlights_store::Once { scope: "1".into(), key: "k".into(), fingerprint: [0; 32], at: house.world.now(), secret: false };
    let shown = house.companion.show_alert(&ann, first, Some(once.clone())).await.expect("let go");
    assert_eq!(shown.state, AlertState::Queued);
    assert_eq!(house.companion.show_alert(&ann, first, Some(once)).await.expect("answered").state, AlertState::Queued);
    assert_eq!(house.companion.skip_alert(&ann, second, None).await.expect("taken away").state, AlertState::Skipped);
    house.settled().await;
    let tips = house.companion.list_tips(&ann, TipFilter::default(), None, 2).await.expect("listed").items;
    assert_eq!([(tips[1].amount_cents, tips[1].held), (tips[0].amount_cents, tips[0].held)], [(100, false), (200, true)]);
    let mut conductor = house.conductor(&ann).await;
    let issued = conductor.turn(true).await.expect("a turn").issued;
    assert_eq!(issued.iter().map(|issued| issued.alert_id).collect::<Vec<_>>(), [first]);
    house.world.advance(Duration::from_secs(31));
    house.settled().await;
    assert_eq!(code(house.companion.show_alert(&ann, second, None).await), "alert_over");
    assert_eq!(alerts(&house, &ann, Some(AlertState::Skipped)).await[0].id, second, "its time changes nothing");
}

async fn a_change_of_the_hold_counts_from_the_next_tip_on(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    let mut held = Vec::new();
    for change in [json!({}), json!({"holdMs": 5_000}), json!({"minCents": 200}), json!({"holdMs": 0}), json!({"holdMs": 1, "minCents": 0})]
    {
        set(&house, &ann, change).await;
        held.push(house.companion.record_tip(&ann, RecordTip::cents(100), None).await.expect("recorded").tip.held);
    }
    assert_eq!(held, [false, true, false, false, true]);
}

async fn what_shows_is_cut_and_what_was_is_shown_again(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let mut conductor = house.conductor(&ann).await;
    let first = conductor.turn(true).await.expect("a turn").issued.remove(0);
    assert_eq!((first.volume * 100.0).round() as i64, 80);
    let cut = house.companion.skip_alert(&ann, first.alert_id, None).await.expect("cut");
    assert_eq!((cut.state, cut.attempt), (AlertState::Skipped, 1));
    assert_eq!(house.overlays.finish_alerts(ann.account, vec![(first.alert_id, 1)]).await.expect("said"), 0, "it is over already");
    set(&house, &ann, json!({"volume": 25, "gapMs": 1_000, "tip": {"minMs": 2_000, "maxMs": 2_000}})).await;
    let copy = house.companion.replay_alert(&ann, first.alert_id, None).await.expect("queued");
    assert_eq!((copy.replay_of, copy.tip_id, copy.state), (Some(first.alert_id), first.tip_id, AlertState::Queued));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty(), "the gap");
    house.world.advance(Duration::from_secs(1));
    let again = conductor.turn(true).await.expect("a turn").issued.remove(0);
    assert_eq!((again.alert_id, again.attempt, again.duration_ms), (copy.id, 1, 2_000));
    assert!((again.volume - 0.25).abs() < 1e-9);
    house.overlays.finish_alerts(ann.account, vec![(copy.id, 1)]).await.expect("said");
    assert_eq!(code(house.companion.skip_alert(&ann, copy.id, None).await), "alert_over");
    for _ in 0..50 {
        house.companion.replay_alert(&ann, copy.id, None).await.expect("queued");
    }
    assert_eq!(code(house.companion.replay_alert(&ann, copy.id, None).await), "too_many");
}

async fn pausing_holds_everything_back(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    let paused = house.companion.pause_alerts(&ann, None, None).await.expect("paused");
    assert!(paused.settings.alerts.paused);
    house.tip(&ann, 100).await;
    let mut conductor = house.conductor(&ann).await;
    house.world.advance(Duration::from_secs(600));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
    assert!(!house.companion.resume_alerts(&ann, None, None).await.expect("goes on").settings.alerts.paused);
    assert_eq!(conductor.turn(true).await.expect("a turn").issued.len(), 1);
}

async fn whoever_is_not_to_be_disturbed_is_not(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    set(&house, &ann, json!({"doNotDisturb": true})).await;
    house.tip(&ann, 200).await;
    house.overlays.test_overlay(&ann, TestTip::default(), None).await.expect("queued");
    assert_eq!(alerts(&house, &ann, Some(AlertState::Skipped)).await.len(), 2, "what comes in meanwhile is over at once");
    let mut conductor = house.conductor(&ann).await;
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
    set(&house, &ann, json!({"doNotDisturb": false})).await;
    house.world.advance(Duration::from_secs(60));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty(), "what waited was passed over");
    assert_eq!(alerts(&house, &ann, Some(AlertState::Skipped)).await.len(), 3);
}

async fn what_came_while_nobody_looked_is_summed_up(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    set(&house, &ann, json!({"whenClosed": "summary"})).await;
    let count = 620;
    for cents in 1..=count {
        house.companion.record_tip(&ann, RecordTip::cents(cents), None).await.expect("recorded");
    }
    house.companion.record_tip(&ann, RecordTip::cents(5_000), None).await.expect("recorded");
    house.settled().await;
    let mut conductor = house.conductor(&ann).await;
    let mut shown = Vec::new();
    for _ in 0..8 {
        shown.extend(conductor.turn(true).await.expect("a turn").issued);
    }
    assert_eq!(shown.len(), 1);
    let seen = payload(shown[0].payload.get());
    assert_eq!(
        (&*shown[0].kind, &seen["count"], &seen["amountCents"]),
        ("summary", &json!(count + 1), &json!(count * (count + 1) / 2 + 5_000))
    );
    assert_eq!(
        (&seen["currency"], &seen["tier"], &seen["sums"]),
        (&json!("USD"), &json!(3), &json!({"USD": count * (count + 1) / 2 + 5_000}))
    );
    house.overlays.finish_alerts(ann.account, vec![(shown[0].alert_id, 1)]).await.expect("said");
    house.world.advance(Duration::from_secs(1));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
    // While an overlay is open they come one by one, also when it is closed and opened in between.
    for cents in [10, 20, 30] {
        house.companion.record_tip(&ann, RecordTip::cents(cents), None).await.expect("recorded");
    }
    house.settled().await;
    house.world.advance(Duration::from_secs(1));
    assert_eq!(conductor.turn(true).await.expect("a turn").issued.len(), 1);
    conductor.turn(false).await.expect("a turn");
    let mut next = house.conductor(&ann).await;
    assert_eq!(next.turn(true).await.expect("a turn").issued[0].attempt, 2);
    assert_eq!(alerts(&house, &ann, Some(AlertState::Queued)).await.len(), 2);
}

async fn small_tips_make_no_alert(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    set(&house, &ann, json!({"minCents": 500, "tiers": [600, 700]})).await;
    for cents in [499, 500, 700] {
        house.tip(&ann, cents).await;
        house.world.advance(Duration::from_millis(1));
    }
    let seen: Vec<_> =
        alerts(&house, &ann, None).await.iter().map(|alert| (payload(alert.payload.get())["amountCents"].clone(), alert.tier)).collect();
    assert_eq!(seen, [(json!(700), 3), (json!(500), 1)]);
}

async fn strangers_find_no_alerts(house: House) {
    let (ann, ben) = (creator(1), creator(2));
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let id = alerts(&house, &ann, None).await[0].id;
    let mut reader = ann.clone();
    reader.scopes = Scopes::only(["alerts:read"]);
    for (who, expected) in [(&ben, "not_found"), (&reader, "scope_required")] {
        assert_eq!(code(house.companion.show_alert(who, id, None).await), expected);
        assert_eq!(code(house.companion.skip_alert(who, id, None).await), expected);
        assert_eq!(code(house.companion.replay_alert(who, id, None).await), expected);
        assert_eq!(code(house.companion.pause_alerts(who, Some(ann.account), None).await), expected);
    }
    assert!(alerts(&house, &ben, None).await.is_empty());
    assert_eq!(code(house.companion.show_alert(&ann, AlertId::from_bytes([9; 16]), None).await), "not_found");
    let of_ann = AlertFilter { creator_id: Some(ann.account), state: None };
    assert_eq!(code(house.companion.list_alerts(&ben, of_ann, None, 5).await), "not_found");
    assert_eq!(alerts(&house, &reader, None).await.len(), 1);
    assert_eq!(alerts(&house, &ann, Some(AlertState::Queued)).await.len(), 1, "refusals change nothing");
}
