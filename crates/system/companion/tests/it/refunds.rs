//! Refunds: what is subtracted, and what is refused.

use footlights_companion::{RecordTip, RefundTip};
use serde_json::json;

use crate::stage::{Stage, code, creator, fields, token};

on_both!(a_refund_subtracts_everywhere, after_the_end_too, refunds_have_limits, a_key_gives_back_once, sixteen_give_back_once);

fn part(cents: i64) -> RefundTip {
    RefundTip { amount_cents: Some(cents), reason: None }
}

async fn a_refund_subtracts_everywhere(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let first = stage.tip(&ana, 500).await.tip;
    stage.tip(&ana, 300).await;
    let command = RefundTip { amount_cents: Some(200), reason: Some(" typed twice ".into()) };
    let partly = stage.companion.refund_tip(&ana, first.id, command, None).await.expect("given back");
    assert_eq!((partly.tip.refunded_cents, partly.tip.amount_cents), (200, 500));
    assert_eq!((partly.session_totals.total_tips_cents, partly.session_totals.tip_count), (600, 2));
    let wholly = stage.companion.refund_tip(&ana, first.id, RefundTip::default(), None).await.expect("given back");
    assert_eq!((wholly.session_totals.total_tips_cents, wholly.session_totals.tip_count), (300, 1));
    assert_eq!(stage.session(session.id).await.totals, wholly.session_totals);
    // The totals in memory are the same: the next tip counts on from them.
    assert_eq!(stage.tip(&ana, 1).await.session_totals.total_tips_cents, 301);
    let told = stage.published("streaming.tip.refunded");
    assert_eq!((&told[0]["amountCents"], &told[0]["refundedCents"], &told[0]["reason"]), (&json!(200), &json!(200), &json!("typed twice")));
    assert_eq!((&told[1]["amountCents"], &told[1]["refundedCents"], &told[1]["tipId"]), (&json!(300), &json!(500), &json!(first.id)));
    assert_eq!(told[1]["sessionTotals"], json!({"totalTipsCents": 300, "tipCount": 1, "currency": "USD"}));
}

async fn after_the_end_too(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let tip = stage.tip(&ana, 500).await.tip;
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    let second = stage.start(&ana).await;
    stage.tip(&ana, 70).await;
    stage.companion.refund_tip(&ana, tip.id, RefundTip::default(), None).await.expect("given back");
    assert_eq!(stage.session(first.id).await.totals.total_tips_cents, 0);
    assert_eq!(stage.session(second.id).await.totals.total_tips_cents, 70);
    assert_eq!(stage.published("streaming.tip.refunded")[0]["sessionStatus"], "ended");
}

async fn refunds_have_limits(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let session = stage.start(&ana).await;
    let tip = stage.tip(&ana, 500).await.tip;
    for cents in [0, -1, 501, i64::MAX] {
        assert_eq!(fields(stage.companion.refund_tip(&ana, tip.id, part(cents), None).await), [("/amountCents".to_owned(), "not_valid")]);
    }
    let wordy = RefundTip { amount_cents: None, reason: Some("x".repeat(201)) };
    assert_eq!(fields(stage.companion.refund_tip(&ana, tip.id, wordy, None).await), [("/reason".to_owned(), "too_long")]);
    assert_eq!(code(stage.companion.refund_tip(&ben, tip.id, part(1), None).await), "not_found");
    assert_eq!(code(stage.companion.refund_tip(&token(1, &["tips:read"]), tip.id, part(1), None).await), "scope_required");
    let nobody = "01900000-0000-7000-8000-000000000000".parse().expect("an id");
    assert_eq!(code(stage.companion.refund_tip(&ana, nobody, part(1), None).await), "not_found");
    stage.companion.refund_tip(&ana, tip.id, part(499), None).await.expect("given back");
    assert_eq!(fields(stage.companion.refund_tip(&ana, tip.id, part(2), None).await), [("/amountCents".to_owned(), "not_valid")]);
    stage.companion.refund_tip(&ana, tip.id, part(1), None).await.expect("the rest");
    assert_eq!(code(stage.companion.refund_tip(&ana, tip.id, RefundTip::default(), None).await), "already_refunded");
    let totals = stage.session(session.id).await.totals;
    assert_eq!((totals.total_tips_cents, totals.tip_count), (0, 0));
}

async fn a_key_gives_back_once(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let tip = stage.tip(&ana, 500).await.tip;
    let first = stage.companion.refund_tip(&ana, tip.id, part(100), stage.once(&ana, "k", 1)).await.expect("given back");
    let again = stage.companion.refund_tip(&ana, tip.id, part(100), stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!((again, stage.published("streaming.tip.refunded").len()), (first, 1));
    let platform = RecordTip { source: Some("platform_api".into()), external_id: Some("e".into()), ..RecordTip::cents(50) };
    let told = stage.companion.record_tip(&ana, platform.clone(), None).await.expect("recorded").tip;
    stage.companion.refund_tip(&ana, told.id, RefundTip::default(), None).await.expect("given back");
    let late = stage.companion.record_tip(&ana, platform, None).await.expect("answered");
    assert_eq!((late.tip.refunded_cents, late.session_totals.total_tips_cents), (50, 400), "told again it is not given again");
}

async fn sixteen_give_back_once(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let tip = stage.tip(&ana, 1_000).await.tip;
    let nodes = crate::races::two(&stage).await;
    let answers = crate::races::race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        async move { companion.refund_tip(&creator(1), tip.id, part(100), None).await }
    }));
    let (given, refused) = crate::races::split(answers.await);
    assert_eq!(given.len(), 10);
    assert!(refused.iter().all(|code| ["already_refunded", "invalid_fields"].contains(code)), "{refused:?}");
    let totals = stage.session(session.id).await.totals;
    assert_eq!((totals.total_tips_cents, totals.tip_count), (0, 0));
}
