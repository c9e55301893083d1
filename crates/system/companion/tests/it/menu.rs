//! Menus: what a tip takes, what is sold out, who may.

use std::collections::HashSet;

use footlights_companion::{CreateMenuItem, MenuItemBody, MenuItemId, RecordTip, RefundTip, UpdateMenuItem};
use footlights_surface::{Caller, Role, Roles, Scopes};
use serde_json::json;

use crate::races::{race, split, two};
use crate::stage::{Stage, caller, code, creator, fields, token};

on_both!(
    a_tip_of_exactly_a_price_takes_the_item,
    a_tip_may_name_an_item,
    a_platforms_tip_is_never_refused_for_the_menu,
    stock_lasts_for_a_session,
    a_cooldown_ends,
    a_refund_gives_back_what_was_taken,
    racers_never_take_more_than_there_is,
    a_changed_menu_counts_at_once,
    everybody_sees_the_active_items,
    menus_have_an_order,
    menus_have_limits,
    menus_are_their_creators,
);

fn priced(name: &str, cents: i64) -> CreateMenuItem {
    CreateMenuItem {
        name: name.into(),
        description: String::new(),
        category: "request".into(),
        price_cents: Some(cents),
        price_tokens: None,
        active: true,
        cooldown_seconds: 0,
        stock: None,
    }
}

async fn create(stage: &Stage, who: &Caller, command: CreateMenuItem) -> MenuItemBody {
    stage.companion.create_menu_item(who, command, None).await.expect("made")
}

async fn taken(stage: &Stage, who: &Caller, command: RecordTip) -> Option<MenuItemId> {
    stage.companion.record_tip(who, command, None).await.expect("recorded").tip.menu_item_id
}

async fn item(stage: &Stage, who: &Caller, id: MenuItemId) -> MenuItemBody {
    stage.companion.list_menu(who).await.expect("listed").into_iter().find(|item| item.id == id).expect("there")
}

fn naming(id: MenuItemId, cents: i64) -> RecordTip {
    RecordTip { menu_item_id: Some(id), ..RecordTip::cents(cents) }
}

async fn a_tip_of_exactly_a_price_takes_the_item(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { price_tokens: Some(50), ..priced("Song", 500) }).await;
    let dance = create(&stage, &ana, priced("Dance", 500)).await;
    let off = create(&stage, &ana, CreateMenuItem { active: false, ..priced("Off", 700) }).await;
    assert_eq!((song.position, dance.position, off.active), (1, 2, false));
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id), "of several the first on the menu");
    assert_eq!(taken(&stage, &ana, RecordTip::cents(501)).await, None);
    assert_eq!(taken(&stage, &ana, RecordTip::cents(700)).await, None);
    let tokens = |tokens| RecordTip { amount_cents: None, amount_tokens: Some(tokens), ..RecordTip::cents(0) };
    assert_eq!(taken(&stage, &ana, tokens(50)).await, Some(song.id));
    assert_eq!(taken(&stage, &ana, tokens(100)).await, None, "100 tokens are worth 500 cents, and the price is in tokens");
    let told = stage.published("streaming.tip.received");
    assert_eq!((&told[0]["tip"]["menuItemId"], &told[0]["tip"]["menuItemName"]), (&json!(song.id), &json!("Song")));
    assert_eq!((&told[1]["tip"]["menuItemId"], &told[1]["tip"]["menuItemName"]), (&json!(null), &json!(null)));
    stage.companion.delete_menu_item(&ana, song.id).await.expect("gone");
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(dance.id));
    let listed = stage.companion.list_tips(&ana, footlights_companion::TipFilter::default(), None, 50).await.expect("listed");
    let names: HashSet<_> = listed.items.into_iter().filter_map(|tip| tip.menu_item_name).collect();
    assert_eq!(names, ["Song".to_owned(), "Dance".to_owned()].into(), "a tip keeps the name of an item that is gone");
}

async fn a_tip_may_name_an_item(stage: Stage) {
    let ana = creator(1);
    let session = stage.start(&ana).await;
    let song = create(&stage, &ana, priced("Song", 500)).await;
    assert_eq!(taken(&stage, &ana, naming(song.id, 20)).await, Some(song.id), "whatever the amount");
    stage.companion.toggle_menu_item(&ana, song.id, None).await.expect("off");
    assert_eq!(code(stage.companion.record_tip(&ana, naming(song.id, 500), None).await), "item_unavailable");
    let nothing = "01900000-0000-7000-8000-000000000000".parse().expect("an id");
    assert_eq!(code(stage.companion.record_tip(&ana, naming(nothing, 500), None).await), "not_found");
    let other = create(&stage, &creator(2), priced("Hers", 500)).await;
    assert_eq!(code(stage.companion.record_tip(&ana, naming(other.id, 500), None).await), "not_found");
    assert_eq!(stage.session(session.id).await.totals.tip_count, 1, "what is refused is not counted");
}

async fn a_platforms_tip_is_never_refused_for_the_menu(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { stock: Some(1), ..priced("Song", 500) }).await;
    let told = |id: &str, command: RecordTip| RecordTip { source: Some("platform_api".into()), external_id: Some(id.into()), ..command };
    assert_eq!(taken(&stage, &ana, told("1", RecordTip::cents(500))).await, Some(song.id));
    assert_eq!(taken(&stage, &ana, told("1", RecordTip::cents(500))).await, Some(song.id), "told twice, taken once");
    assert_eq!(item(&stage, &ana, song.id).await.remaining, Some(0));
    assert_eq!(taken(&stage, &ana, told("2", naming(song.id, 500))).await, None);
    assert_eq!(taken(&stage, &ana, told("3", RecordTip::cents(500))).await, None);
    let nothing = "01900000-0000-7000-8000-000000000000".parse().expect("an id");
    assert_eq!(taken(&stage, &ana, told("4", naming(nothing, 500))).await, None);
    let twice = RecordTip { external_id: Some("1".into()), ..naming(song.id, 500) };
    assert_eq!(taken(&stage, &ana, twice).await, Some(song.id), "what was recorded before is answered, sold out or not");
}

async fn stock_lasts_for_a_session(stage: Stage) {
    let ana = creator(1);
    let first = stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { stock: Some(2), ..priced("Song", 500) }).await;
    let encore = create(&stage, &ana, priced("Encore", 500)).await;
    assert_eq!(song.remaining, Some(2));
    for expected in [song.id, song.id, encore.id] {
        assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(expected));
    }
    assert_eq!(code(stage.companion.record_tip(&ana, naming(song.id, 500), None).await), "item_unavailable");
    stage.settled().await;
    let told = stage.published("streaming.menu.updated");
    let last = told.last().expect("told");
    assert_eq!(
        (&last["sessionId"], &last["items"][0]["remaining"], &last["items"][0]["available"]),
        (&json!(first.id), &json!(0), &json!(false))
    );
    let more = UpdateMenuItem { stock: Some(Some(3)), ..UpdateMenuItem::default() };
    assert_eq!(stage.companion.update_menu_item(&ana, song.id, more).await.expect("changed").remaining, Some(1));
    stage.companion.end_session(&ana, first.id, None).await.expect("ends");
    stage.start(&ana).await;
    stage.settled().await;
    let told = stage.published("streaming.menu.updated");
    assert_eq!(told.last().expect("told")["items"][0]["remaining"], 3, "a new session begins with all of it");
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id));
}

async fn a_cooldown_ends(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { cooldown_seconds: 60, ..priced("Song", 500) }).await;
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id));
    stage.advance_seconds(59);
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, None);
    let seen = stage.companion.public_menu(ana.account).await.expect("read");
    assert_eq!(
        (seen.items[0].available, seen.items[0].available_at),
        (false, Some(stage.world.now().plus(std::time::Duration::from_secs(1))))
    );
    stage.advance_seconds(1);
    let seen = stage.companion.public_menu(ana.account).await.expect("read");
    assert_eq!((seen.items[0].available, seen.items[0].available_at), (true, None));
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id));
}

async fn a_refund_gives_back_what_was_taken(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { stock: Some(2), cooldown_seconds: 60, ..priced("Song", 500) }).await;
    let first = stage.tip(&ana, 500).await.tip;
    stage.advance_seconds(60);
    let second = stage.tip(&ana, 500).await.tip;
    assert_eq!((first.menu_item_id, second.menu_item_id), (Some(song.id), Some(song.id)));
    stage.advance_seconds(30);
    let part = RefundTip { amount_cents: Some(499), reason: None };
    stage.companion.refund_tip(&ana, second.id, part, None).await.expect("given back");
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, None, "a part gives nothing back of the menu");
    stage.companion.refund_tip(&ana, second.id, RefundTip::default(), None).await.expect("given back");
    assert_eq!(item(&stage, &ana, song.id).await.remaining, Some(1));
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id), "stock and cooldown are as before it");
    assert_eq!(item(&stage, &ana, song.id).await.remaining, Some(0));
}

async fn racers_never_take_more_than_there_is(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    let song = create(&stage, &ana, CreateMenuItem { stock: Some(5), ..priced("Song", 500) }).await;
    let nodes = two(&stage).await;
    let answers = race((0..16).map(|n| {
        let companion = nodes[n % 2].clone();
        let command = if n % 4 < 2 { naming(song.id, 500) } else { RecordTip::cents(500) };
        async move { companion.record_tip(&creator(1), command, None).await }
    }));
    let (recorded, refused) = split(answers.await);
    assert_eq!(recorded.iter().filter(|recorded| recorded.tip.menu_item_id == Some(song.id)).count(), 5);
    assert!(refused.iter().all(|code| *code == "item_unavailable"), "{refused:?}");
    assert_eq!(item(&stage, &ana, song.id).await.remaining, Some(0));
}

async fn a_changed_menu_counts_at_once(stage: Stage) {
    let ana = creator(1);
    stage.start(&ana).await;
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, None);
    let song = create(&stage, &ana, priced("Song", 500)).await;
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, Some(song.id), "the empty menu is not believed any more");
    let dearer = UpdateMenuItem { price_cents: Some(Some(600)), ..UpdateMenuItem::default() };
    stage.companion.update_menu_item(&ana, song.id, dearer).await.expect("changed");
    assert_eq!(taken(&stage, &ana, RecordTip::cents(500)).await, None);
    assert_eq!(taken(&stage, &ana, RecordTip::cents(600)).await, Some(song.id));
    // Another node hears nothing here, and believes what it has read for five seconds at most.
    let [_, other] = two(&stage).await;
    let record = async |cents| other.record_tip(&ana, RecordTip::cents(cents), None).await.expect("recorded").tip.menu_item_id;
    assert_eq!(record(600).await, Some(song.id));
    stage.companion.delete_menu_item(&ana, song.id).await.expect("gone");
    stage.advance_seconds(5);
    assert_eq!(record(600).await, None);
}

async fn everybody_sees_the_active_items(stage: Stage) {
    let ana = creator(1);
    assert_eq!(stage.companion.public_menu(ana.account).await.expect("read").items, []);
    create(&stage, &ana, CreateMenuItem { stock: Some(2), description: "live".into(), ..priced("Song", 500) }).await;
    create(&stage, &ana, CreateMenuItem { active: false, ..priced("Off", 700) }).await;
    let seen = serde_json::to_value(stage.companion.public_menu(ana.account).await.expect("read")).expect("plain");
    let song = seen["items"][0].as_object().expect("an item");
    let names: Vec<_> = song.keys().map(String::as_str).collect();
    let expected = "available availableAt category description id name position priceCents priceTokens remaining";
    assert_eq!(names, expected.split(' ').collect::<Vec<_>>());
    assert_eq!((seen["items"].as_array().map(Vec::len), &seen["currency"]), (Some(1), &json!("USD")));
    assert_eq!((&song["name"], &song["available"], &song["remaining"]), (&json!("Song"), &json!(true), &json!(2)));
    let told = stage.published("streaming.menu.updated");
    assert_eq!((told.len(), &told[1]["items"], &told[1]["sessionId"]), (2, &seen["items"], &json!(null)));
}

async fn menus_have_an_order(stage: Stage) {
    let ana = creator(1);
    let mut ids = Vec::new();
    for name in ["A", "B", "C"] {
        ids.push(create(&stage, &ana, priced(name, 100)).await.id);
    }
    let ordered = stage.companion.order_menu(&ana, vec![ids[2]], stage.once(&ana, "k", 1)).await.expect("ordered");
    assert_eq!(ordered.iter().map(|item| (item.name.as_str(), item.position)).collect::<Vec<_>>(), [("C", 1), ("A", 2), ("B", 3)]);
    let again = stage.companion.order_menu(&ana, vec![ids[2]], stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, ordered);
    stage.start(&ana).await;
    assert_eq!(taken(&stage, &ana, RecordTip::cents(100)).await, Some(ids[2]));
    assert_eq!(fields(stage.companion.order_menu(&ana, vec![ids[1], ids[1]], None).await), [("/ids".to_owned(), "not_valid")]);
    let off = stage.companion.toggle_menu_item(&ana, ids[2], stage.once(&ana, "t", 2)).await.expect("off");
    let again = stage.companion.toggle_menu_item(&ana, ids[2], stage.once(&ana, "t", 2)).await.expect("answered");
    assert_eq!((off.active, again), (false, off.clone()));
    assert!(stage.companion.toggle_menu_item(&ana, ids[2], None).await.expect("on").active);
}

async fn menus_have_limits(stage: Stage) {
    let ana = creator(1);
    let bad = CreateMenuItem { name: String::new(), category: "food".into(), price_cents: None, cooldown_seconds: -1, ..priced("", 1) };
    let wrong: Vec<_> = fields(stage.companion.create_menu_item(&ana, bad, None).await).into_iter().map(|(field, _)| field).collect();
    assert_eq!(wrong, ["/name", "/category", "/priceCents", "/cooldownSeconds"]);
    let mut last = None;
    for number in 0..100 {
        last = Some(create(&stage, &ana, priced(&number.to_string(), 100)).await.id);
    }
    assert_eq!(code(stage.companion.create_menu_item(&ana, priced("one more", 1), None).await), "too_many");
    let last = last.expect("a hundred");
    let free = UpdateMenuItem { price_cents: Some(None), ..UpdateMenuItem::default() };
    assert_eq!(fields(stage.companion.update_menu_item(&ana, last, free).await), [("/priceCents".to_owned(), "missing")]);
    let long = UpdateMenuItem { description: Some("x".repeat(301)), stock: Some(Some(-1)), ..UpdateMenuItem::default() };
    let wrong: Vec<_> = fields(stage.companion.update_menu_item(&ana, last, long).await).into_iter().map(|(field, _)| field).collect();
    assert_eq!(wrong, ["/description", "/stock"]);
    let endless = UpdateMenuItem { price_tokens: Some(Some(5)), price_cents: Some(None), stock: Some(None), ..UpdateMenuItem::default() };
    let changed = stage.companion.update_menu_item(&ana, last, endless).await.expect("changed");
    assert_eq!((changed.price_cents, changed.price_tokens, changed.stock), (None, Some(5), None));
}

async fn menus_are_their_creators(stage: Stage) {
    let (ana, ben) = (creator(1), creator(2));
    let song = stage.companion.create_menu_item(&ana, priced("Song", 500), stage.once(&ana, "k", 1)).await.expect("made");
    let again = stage.companion.create_menu_item(&ana, priced("Song", 500), stage.once(&ana, "k", 1)).await.expect("answered");
    assert_eq!(again, song);
    assert_eq!(stage.companion.list_menu(&ben).await.expect("listed"), []);
    assert_eq!(code(stage.companion.update_menu_item(&ben, song.id, UpdateMenuItem::default()).await), "not_found");
    assert_eq!(code(stage.companion.toggle_menu_item(&ben, song.id, None).await), "not_found");
    assert_eq!(code(stage.companion.delete_menu_item(&ben, song.id).await), "not_found");
    assert_eq!(code(stage.companion.order_menu(&ben, vec![song.id], None).await), "not_found");
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    assert_eq!(code(stage.companion.create_menu_item(&viewer, priced("x", 1), None).await), "role_required");
    let reader = token(1, &["menu:read"]);
    assert_eq!(stage.companion.list_menu(&reader).await.expect("listed").len(), 1);
    assert_eq!(code(stage.companion.delete_menu_item(&reader, song.id).await), "scope_required");
    assert_eq!(code(stage.companion.list_menu(&token(1, &["goals:read"])).await), "scope_required");
}
