//! Who leads a session: sums per name, whoever had it first.

use std::time::Duration;

use footlights_companion::{ANIMATION_TRIGGERED, LEADER_CHANGED, RecordTip, RefundTip};
use serde_json::{Value, json};

use crate::house::{House, creator, on_both};

on_both!(
    whoever_has_given_most_leads,
    what_goes_back_is_taken_off,
    a_held_name_leads_when_it_is_let_go,
    who_gives_no_name_leads_nothing,
    each_session_has_a_leader_of_its_own,
);

impl House {
    async fn tip_from(&self, name: Option<&str>, cents: i64) {
        let tip = RecordTip { tipper_name: name.map(str::to_owned), ..RecordTip::cents(cents) };
        self.companion.record_tip(&creator(1), tip, None).await.expect("recorded");
        self.settled().await;
    }

    /// Every leader that was told, in order.
    fn leaders(&self) -> Vec<Value> {
        self.published(LEADER_CHANGED).into_iter().map(|told| told["leader"].clone()).collect()
    }
}

async fn whoever_has_given_most_leads(house: House) {
    house.live(&creator(1)).await;
    house.tip_from(Some("Ana"), 500).await;
    house.tip_from(Some("Jude"), 500).await;
    house.tip_from(Some("ＡＮＡ"), 100).await;
    house.tip_from(Some("jude"), 200).await;
    house.tip_from(Some("Marlow"), 699).await;
    let leader = |name: &str, cents: i64| json!({"tipperName": name, "amountCents": cents});
    assert_eq!(house.leaders(), [leader("Ana", 500), leader("ＡＮＡ", 600), leader("jude", 700)]);
}

async fn who_gives_no_name_leads_nothing(house: House) {
    house.live(&creator(1)).await;
    house.tip_from(None, 9_000).await;
    house.tip_from(Some("Ana"), 100).await;
    assert_eq!(house.leaders(), [json!({"tipperName": "Ana", "amountCents": 100})]);
}

async fn each_session_has_a_leader_of_its_own(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    house.tip_from(Some("Ana"), 900).await;
    let first = house.companion.get_active_session(&ann, None).await.expect("live").id;
    house.companion.end_session(&ann, first, None).await.expect("over");
    house.live(&ann).await;
    house.tip_from(Some("Jude"), 100).await;
    assert_eq!(house.leaders().last(), Some(&json!({"tipperName": "Jude", "amountCents": 100})));
}

async fn what_goes_back_is_taken_off(house: House) {
    let ann = creator(1);
    house.live(&ann).await;
    let tip = RecordTip { tipper_name: Some("Ana".into()), ..RecordTip::cents(900) };
    let given = house.companion.record_tip(&ann, tip, None).await.expect("recorded").tip;
    house.settled().await;
    house.tip_from(Some("Jude"), 500).await;
    let refund = |amount_cents| RefundTip { amount_cents, ..RefundTip::default() };
    house.companion.refund_tip(&ann, given.id, refund(Some(300)), None).await.expect("given back");
    house.settled().await;
    house.companion.refund_tip(&ann, given.id, refund(None), None).await.expect("given back");
    house.settled().await;
    let leader = |name: &str, cents: i64| json!({"tipperName": name, "amountCents": cents});
    assert_eq!(house.leaders(), [leader("Ana", 900), leader("Ana", 600), leader("Jude", 500)]);
}

async fn a_held_name_leads_when_it_is_let_go(house: House) {
    let ann = creator(1);
    let Value::Object(change) = json!({"alerts": {"holdMs": 3_000}}) else { unreachable!("an object") };
    house.companion.update_settings(&ann, change, None).await.expect("changed");
    house.live(&ann).await;
    let tip = RecordTip { tipper_name: Some("Ana".into()), ..RecordTip::cents(5_000) };
    let given = house.companion.record_tip(&ann, tip, None).await.expect("recorded").tip;
    house.settled().await;
    let refund = RefundTip { amount_cents: Some(1_000), ..RefundTip::default() };
    house.companion.refund_tip(&ann, given.id, refund, None).await.expect("given back");
    house.settled().await;
    assert_eq!((house.leaders().len(), house.published(ANIMATION_TRIGGERED).len()), (0, 0));
    house.world.advance(Duration::from_secs(3));
    house.settled().await;
    assert_eq!(house.leaders(), [json!({"tipperName": "Ana", "amountCents": 4_000})]);
    assert_eq!(house.published(ANIMATION_TRIGGERED).len(), 1);
}
