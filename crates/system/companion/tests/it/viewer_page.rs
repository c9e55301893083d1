//! What everybody may see of a creator, where she shows it.

use footlights_base::{AccountId, Failure};
use footlights_companion::{CreateGoal, CreateMenuItem, RecordTip, RefundTip, StartSession, ViewerPage};
use serde_json::{Value, json};

use crate::stage::{Stage, code, creator};

on_both!(a_page_is_off_until_it_is_switched_on, a_page_shows_goals_the_menu_and_the_latest_tips);

impl Stage {
    async fn shows_a_page(&self, shows: bool) {
        let Value::Object(change) = json!({"general": {"viewerPage": shows}}) else { unreachable!("an object") };
        self.companion.update_settings(&creator(1), change, None).await.expect("changed");
    }

    async fn page(&self, number: u8) -> Result<ViewerPage, Failure> {
        let ann = creator(1);
        self.companion.show_viewer_page(ann.tenant, AccountId::from_bytes([number; 16])).await
    }
}

async fn a_page_is_off_until_it_is_switched_on(stage: Stage) {
    assert_eq!(code(stage.page(1).await), "not_found");
    stage.shows_a_page(true).await;
    assert!(stage.page(1).await.expect("shown").live.is_none());
    assert_eq!(code(stage.page(2).await), "not_found", "another's is her own");
    stage.shows_a_page(false).await;
    assert_eq!(code(stage.page(1).await), "not_found");
}

async fn a_page_shows_goals_the_menu_and_the_latest_tips(stage: Stage) {
    let ann = creator(1);
    stage.shows_a_page(true).await;
    let start =
        StartSession { platform: "other".into(), title: Some("Friday".into()), currency: Some("EUR".into()), ..StartSession::default() };
    stage.companion.start_session(&ann, start, None).await.expect("starts");
    let goal = CreateGoal { title: "The hat".into(), unit: "money".into(), target_cents: Some(1_000), ..CreateGoal::default() };
    stage.companion.create_goal(&ann, goal, None).await.expect("made");
    for (name, active) in [("Song", true), ("Dance", false)] {
        let item = CreateMenuItem {
            name: name.into(),
            description: String::new(),
            category: "request".into(),
            price_cents: Some(700),
            price_tokens: None,
            active,
            cooldown_seconds: 0,
            stock: None,
        };
        stage.companion.create_menu_item(&ann, item, None).await.expect("made");
    }
    let mut ids = Vec::new();
    for cents in 1..=25 {
        let tip = RecordTip { tipper_name: Some("Ana".into()), ..RecordTip::cents(cents) };
        let given = stage.companion.record_tip(&ann, tip, None).await.expect("recorded").tip;
        ids.push(given.id);
        stage.advance_seconds(1);
        if cents > 23 {
            let amount_cents = (cents == 24).then_some(4);
            stage.companion.refund_tip(&ann, given.id, RefundTip { amount_cents, ..RefundTip::default() }, None).await.expect("given back");
        }
    }
    let page = stage.page(1).await.expect("shown");
    assert_eq!((page.live, page.currency.to_string()), (Some(Some("Friday".into())), "EUR".into()));
    assert_eq!(page.goals.iter().map(|goal| goal.title.as_str()).collect::<Vec<_>>(), ["The hat"]);
    assert_eq!(page.menu.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["Song"], "what can be had");
    let shown: Vec<_> = page.tips.iter().map(|tip| tip.amount_cents - tip.refunded_cents).collect();
    assert_eq!(shown[..3], [20, 23, 22], "newest first, without what went back wholly");
    assert_eq!(shown.len(), 20);
    for id in &ids[4..23] {
        stage.companion.refund_tip(&ann, *id, RefundTip::default(), None).await.expect("given back");
    }
    let shown: Vec<_> = stage.page(1).await.expect("shown").tips.iter().map(|tip| tip.amount_cents - tip.refunded_cents).collect();
    assert_eq!(shown, [20, 4, 3, 2, 1], "what went back takes no place of what is older");
}
