//! Tips without a session go where the live one is, even when it is not where it was last seen.

use footlights_companion::RecordTip;

use crate::stage::{Stage, companion, creator};

on_both!(a_hint_that_is_wrong_does_no_harm);

async fn a_hint_that_is_wrong_does_no_harm(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let other = companion(&stage.world);
    other.record_tip(&ana, RecordTip::cents(1), None).await.expect("found by asking");
    other.end_session(&ana, first.id, None).await.expect("ends");
    let refusal = stage.companion.record_tip(&ana, RecordTip::cents(1), None).await;
    assert_eq!(crate::stage::code(refusal), "no_active_session", "the first companion still believes in the session");
    let command = footlights_companion::StartSession { platform: "other".into(), ..Default::default() };
    stage.companion.start_session(&ana, command.clone(), None).await.expect("starts");
    let second = stage.companion.find_active_session(ana.account).await.expect("asked").expect("live");
    let tip = other.record_tip(&ana, RecordTip::cents(1), None).await.expect("recorded").tip;
    assert_eq!(tip.session_id, second.id);
    other.end_session(&ana, second.id, None).await.expect("ends");
    let third = other.start_session(&ana, command, None).await.expect("starts");
    let tip = stage.companion.record_tip(&ana, RecordTip::cents(1), None).await.expect("recorded").tip;
    assert_eq!(tip.session_id, third.id);
}
