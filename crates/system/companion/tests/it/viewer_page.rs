//! What everybody may see of a creator, where she shows it.

use footlights_base::Failure;
use footlights_companion::{CreateGoal, CreateMenuItem, RecordTip, RefundTip, StartSession, ViewerPage};
use footlights_surface::Caller;
use serde_json::{Value, json};

use crate::people::People;
use crate::stage::{Stage, code, refused};

on_both!(
    a_page_is_off_until_it_is_switched_on,
    who_has_no_page_is_not_told_from_who_is_nobody,
    a_page_shows_goals_the_menu_and_the_latest_tips,
);

impl Stage {
    async fn shows_a_page(&self, whose: &Caller, shows: bool) {
        let Value::Object(change) = json!({"general": {"viewerPage": shows}}) else { unreachable!("an object") };
        self.companion.update_settings(whose, change, None).await.expect("changed");
    }

    async fn page(&self, username: &str) -> Result<ViewerPage, Failure> {
        self.companion.show_viewer_page(username).await
    }
}

async fn a_page_is_off_until_it_is_switched_on(stage: Stage) {
    let people = People::of(&stage.world).await;
    let ann = people.creator("Ann").await;
    people.creator("bea").await;
    assert_eq!(code(stage.page("ann").await), "not_found");
    stage.shows_a_page(&ann, true).await;
    let page = stage.page("aNN").await.expect("shown");
    assert_eq!((page.creator_id, &*page.display_name, page.live), (ann.account, "Ann", None));
    assert_eq!(code(stage.page("bea").await), "not_found", "another's is her own");
    stage.shows_a_page(&ann, false).await;
    assert_eq!(code(stage.page("ann").await), "not_found");
}

async fn who_has_no_page_is_not_told_from_who_is_nobody(stage: Stage) {
    let people = People::of(&stage.world).await;
    let ann = people.creator("ann").await;
    stage.shows_a_page(&ann, true).await;
    people.viewer("ben").await;
    people.creator("cleo").await;
    let nobody = refused(stage.page("nobody").await);
    assert_eq!(nobody.code, "not_found");
    assert_eq!(refused(stage.page("ben").await), nobody, "no creator");
    assert_eq!(refused(stage.page("cleo").await), nobody, "no page");
    people.suspend(ann.account, true).await;
    assert_eq!(refused(stage.page("ann").await), nobody, "suspended");
    people.suspend(ann.account, false).await;
    assert!(stage.page("ann").await.is_ok());
    people.takes_roles(ann.account).await;
    assert_eq!(refused(stage.page("ann").await), nobody, "no creator any more, whatever her settings say");
}

async fn a_page_shows_goals_the_menu_and_the_latest_tips(stage: Stage) {
    let ann = People::of(&stage.world).await.creator("ann").await;
    stage.shows_a_page(&ann, true).await;
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
    let page = stage.page("ann").await.expect("shown");
    assert_eq!((page.live, page.currency.to_string()), (Some(Some("Friday".into())), "EUR".into()));
    assert_eq!(page.goals.iter().map(|goal| goal.title.as_str()).collect::<Vec<_>>(), ["The hat"]);
    assert_eq!(page.menu.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["Song"], "what can be had");
    let shown: Vec<_> = page.tips.iter().map(|tip| tip.amount_cents - tip.refunded_cents).collect();
    assert_eq!(shown[..3], [20, 23, 22], "newest first, without what went back wholly");
    assert_eq!(shown.len(), 20);
    for id in &ids[4..23] {
        stage.companion.refund_tip(&ann, *id, RefundTip::default(), None).await.expect("given back");
    }
    let shown: Vec<_> = stage.page("ann").await.expect("shown").tips.iter().map(|tip| tip.amount_cents - tip.refunded_cents).collect();
    assert_eq!(shown, [20, 4, 3, 2, 1], "what went back takes no place of what is older");
}
