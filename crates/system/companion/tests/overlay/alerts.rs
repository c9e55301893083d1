//! The life of alerts in the database, in virtual time.

use std::time::Duration;

use footlights_alerts::AlertId;
use footlights_companion::{Issued, RecordTip, RefundTip, TestTip};
use footlights_surface::Caller;
use serde_json::Value;

use crate::house::{House, code, creator, on_both};

on_both!(
    every_tip_becomes_one_alert_one_after_another,
    an_unacknowledged_alert_comes_once_more_and_then_counts_as_shown,
    a_conductor_that_dies_is_taken_over_from,
    what_was_finished_is_never_shown_again,
    with_no_overlay_open_alerts_stay_queued,
    a_tip_that_was_given_back_is_not_shown,
    a_storm_of_tips_becomes_one_more_and_more,
    a_test_is_shown_and_counts_nowhere,
    nobody_ends_anothers_alert,
    one_key_tests_once,
);

async fn finish(house: &House, caller: &Caller, issued: &Issued) -> usize {
    house.overlays.finish_alerts(caller.account, vec![(issued.alert_id, issued.attempt)]).await.expect("said")
}

fn payload(issued: &Issued) -> Value {
    serde_json::from_str(issued.payload.get()).expect("a payload is JSON")
}

async fn every_tip_becomes_one_alert_one_after_another(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 700).await;
    house.world.advance(Duration::from_millis(1));
    house.tip(&ann, 5_000).await;
    house.settled().await;
    let mut conductor = house.conductor(&ann).await;
    let first = conductor.turn(true).await.expect("a turn").issued;
    assert_eq!(first.len(), 1, "one in a lane");
    assert_eq!((payload(&first[0])["amountCents"].as_i64(), payload(&first[0])["tier"].as_i64()), (Some(700), Some(1)));
    assert_eq!((first[0].attempt, first[0].duration_ms, &*first[0].kind, &*first[0].lane), (1, 5_000, "tip", "main"));
    assert!(first[0].tip_id.is_some());
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty(), "it is still on");
    assert_eq!(finish(&house, &ann, &first[0]).await, 1);
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty(), "the gap");
    house.world.advance(Duration::from_millis(250));
    let second = conductor.turn(true).await.expect("a turn").issued;
    assert_eq!((payload(&second[0])["amountCents"].as_i64(), payload(&second[0])["tier"].as_i64()), (Some(5_000), Some(3)));
    finish(&house, &ann, &second[0]).await;
    house.world.advance(Duration::from_secs(60));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
}

async fn an_unacknowledged_alert_comes_once_more_and_then_counts_as_shown(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let mut conductor = house.conductor(&ann).await;
    let mut attempts = Vec::new();
    for _ in 0..6 {
        for issued in conductor.turn(true).await.expect("a turn").issued {
            attempts.push(issued.attempt);
        }
        house.world.advance(Duration::from_secs(11));
    }
    assert_eq!(attempts, [1, 2]);
}

async fn a_conductor_that_dies_is_taken_over_from(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let mut old = house.conductor(&ann).await;
    let first = old.turn(true).await.expect("a turn").issued.remove(0);
    let mut new = house.conductor(&ann).await;
    let again = new.turn(true).await.expect("a turn").issued.remove(0);
    assert_eq!((again.alert_id, again.attempt), (first.alert_id, 2));
    house.world.advance(Duration::from_secs(60));
    assert_eq!(code(old.turn(true).await), "lease_lost", "who was presumed dead moves nothing");
    drop(old);
    assert_eq!(finish(&house, &ann, &first).await, 0, "the first attempt is over");
    assert_eq!(finish(&house, &ann, &again).await, 1);
}

async fn what_was_finished_is_never_shown_again(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let mut conductor = house.conductor(&ann).await;
    let first = conductor.turn(true).await.expect("a turn").issued.remove(0);
    // The overlay goes in the middle, has seen it to its end, and says so when it is back.
    assert!(conductor.turn(false).await.expect("a turn").issued.is_empty());
    assert_eq!(finish(&house, &ann, &first).await, 1);
    assert_eq!(finish(&house, &ann, &first).await, 0, "saying it twice is nothing");
    house.world.advance(Duration::from_secs(1));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
}

async fn with_no_overlay_open_alerts_stay_queued(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip(&ann, 100).await;
    let mut conductor = house.conductor(&ann).await;
    house.world.advance(Duration::from_secs(3_600));
    assert!(conductor.turn(false).await.expect("a turn").issued.is_empty());
    assert_eq!(conductor.turn(true).await.expect("a turn").issued.len(), 1);
}

async fn a_storm_of_tips_becomes_one_more_and_more(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    for n in 0..150 {
        house.companion.record_tip(&ann, footlights_companion::RecordTip::cents(n + 1), None).await.expect("recorded");
        house.world.advance(Duration::from_millis(1));
    }
    house.settled().await;
    let mut conductor = house.conductor(&ann).await;
    let (mut shown, mut more) = (0, 0);
    for _ in 0..60 {
        for issued in conductor.turn(true).await.expect("a turn").issued {
            shown += 1;
            more += payload(&issued)["more"].as_u64().unwrap_or(0);
            finish(&house, &ann, &issued).await;
        }
        house.world.advance(Duration::from_millis(250));
    }
    assert_eq!(shown + more, 150, "none is lost");
    assert!(shown <= 22, "{shown} were shown");
}

async fn a_test_is_shown_and_counts_nowhere(house: House) {
    let ann = creator(1);
    let tip = TestTip { message: Some("hello".into()), ..TestTip::default() };
    let id = house.overlays.test_overlay(&ann, tip.clone(), None).await.expect("without a session");
    let mut conductor = house.conductor(&ann).await;
    let issued = conductor.turn(true).await.expect("a turn").issued.remove(0);
    assert_eq!((issued.alert_id, issued.test, issued.tip_id), (id, true, None));
    assert_eq!(payload(&issued)["message"], "hello");
    house.live(&ann).await;
    house.overlays.test_overlay(&ann, tip, None).await.expect("with a session");
    house.settled().await;
    let session = house.companion.get_active_session(&ann, None).await.expect("live");
    assert_eq!((session.totals.tip_count, session.totals.total_tips_cents), (0, 0));
}

async fn nobody_ends_anothers_alert(house: House) {
    let (ann, ben) = (creator(1), creator(2));
    house.overlays.test_overlay(&ann, TestTip::default(), None).await.expect("queued");
    let mut conductor = house.conductor(&ann).await;
    let issued = conductor.turn(true).await.expect("a turn").issued.remove(0);
    assert_eq!(finish(&house, &ben, &issued).await, 0);
    assert_eq!(
        house
            .overlays
            .finish_alerts(ann.account, vec![(AlertId::from_bytes([9; 16]), 1), (issued.alert_id, 0), (issued.alert_id, 2)])
            .await
            .expect("said"),
        0
    );
    assert_eq!(finish(&house, &ann, &issued).await, 1);
}

async fn one_key_tests_once(house: House) {
    let ann = creator(1);
    let once = footlights_store::Once { scope: "1".into(), key: "k".into(), fingerprint: [0; 32], at: house.world.now(), secret: false };
    let first = house.overlays.test_overlay(&ann, TestTip::default(), Some(once.clone())).await.expect("queued");
    assert_eq!(house.overlays.test_overlay(&ann, TestTip::default(), Some(once)).await.expect("answered"), first);
}

async fn a_tip_that_was_given_back_is_not_shown(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    let record = async |cents| house.companion.record_tip(&ann, RecordTip::cents(cents), None).await.expect("recorded").tip.id;
    let (wholly, partly) = (record(700).await, record(800).await);
    let part = RefundTip { amount_cents: Some(1), reason: None };
    for (tip, command) in [(wholly, RefundTip::default()), (partly, part)] {
        house.companion.refund_tip(&ann, tip, command, None).await.expect("given back");
    }
    house.settled().await;
    let mut conductor = house.conductor(&ann).await;
    let issued = conductor.turn(true).await.expect("a turn").issued;
    assert_eq!(issued.iter().map(|issued| issued.tip_id).collect::<Vec<_>>(), [Some(partly)]);
    // One that is on already stays to its end.
    house.companion.refund_tip(&ann, partly, RefundTip::default(), None).await.expect("given back");
    house.settled().await;
    assert_eq!(finish(&house, &ann, &issued[0]).await, 1);
    house.world.advance(Duration::from_secs(60));
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
}
