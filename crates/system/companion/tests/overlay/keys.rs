//! The stable address and its key.

use footlights_companion::TestTip;
use footlights_store::Once;
use footlights_surface::{Role, Roles, Scopes};

use crate::house::{House, caller, code, creator, on_both};

on_both!(
    the_address_is_hidden_until_asked_for_and_stays,
    two_first_looks_at_once_get_one_key,
    a_rotated_key_opens_nothing,
    a_key_leads_to_whatever_session_is_live,
    refusals_change_nothing,
);

async fn url(house: &House, number: u8) -> String {
    house.overlays.show_overlay(&creator(number), true).await.expect("shown").url.expect("asked for")
}

fn key(url: &str) -> &str {
    url.rsplit('/').next().expect("an address has a last part")
}

async fn the_address_is_hidden_until_asked_for_and_stays(house: House) {
    assert_eq!(house.overlays.show_overlay(&creator(1), false).await.expect("shown").url, None);
    let first = url(&house, 1).await;
    assert!(first.starts_with("http://127.0.0.1:7300/overlay/"), "{first}");
    assert!(key(&first).len() * 6 >= 128, "at least 128 bits");
    assert_eq!(url(&house, 1).await, first);
    assert_ne!(url(&house, 2).await, first);
}

async fn two_first_looks_at_once_get_one_key(house: House) {
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let overlays = house.overlays.clone();
        racers.spawn(async move { overlays.show_overlay(&creator(1), true).await.expect("shown").url });
    }
    let mut seen = racers.join_all().await;
    seen.dedup();
    assert_eq!(seen.len(), 1);
}

async fn a_rotated_key_opens_nothing(house: House) {
    let old = url(&house, 1).await;
    let once = Once { scope: "1".into(), key: "k".into(), fingerprint: [0; 32], at: house.world.now(), secret: true };
    let new = house.overlays.rotate_overlay(&creator(1), Some(once.clone())).await.expect("rotated");
    assert_ne!(new, old);
    assert_eq!(url(&house, 1).await, new);
    assert_eq!(code(house.overlays.open_overlay(key(&old)).await), "not_found");
    assert_eq!(house.overlays.open_overlay(key(&new)).await.expect("opens").0, creator(1).account);
    assert_eq!(code(house.overlays.rotate_overlay(&creator(1), Some(once)).await), "already_issued");
    assert_eq!(url(&house, 1).await, new, "the repeat did nothing");
    for none in ["", "x", "../../etc/passwd", &"a".repeat(32), &"é".repeat(16), &"a".repeat(10_000)] {
        assert_eq!(code(house.overlays.open_overlay(none).await), "not_found", "{none:.40}");
    }
}

async fn a_key_leads_to_whatever_session_is_live(house: House) {
    let address = url(&house, 1).await;
    assert_eq!(house.overlays.open_overlay(key(&address)).await.expect("opens").1, None);
    house.live(&creator(1)).await;
    let live = house.companion.get_active_session(&creator(1), None).await.expect("live").id;
    assert_eq!(house.overlays.open_overlay(key(&address)).await.expect("opens").1, Some(live));
}

async fn refusals_change_nothing(house: House) {
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    let token = caller(1, Roles::new([Role::Creator]), Scopes::only(["tips:write"]));
    for (who, expected) in [(&viewer, "role_required"), (&token, "scope_required")] {
        assert_eq!(code(house.overlays.show_overlay(who, true).await), expected);
        assert_eq!(code(house.overlays.rotate_overlay(who, None).await), expected);
        assert_eq!(code(house.overlays.test_overlay(who, TestTip::default(), None).await), expected);
    }
    let long = "m".repeat(256);
    let name = "n".repeat(26);
    for wrong in [
        TestTip { amount_cents: Some(0), ..TestTip::default() },
        TestTip { amount_cents: Some(100_000_001), ..TestTip::default() },
        TestTip { message: Some(long), ..TestTip::default() },
        TestTip { tipper_name: Some(name), ..TestTip::default() },
    ] {
        assert_eq!(code(house.overlays.test_overlay(&creator(1), wrong, None).await), "invalid_fields");
    }
    let mut conductor = house.conductor(&creator(1)).await;
    assert!(conductor.turn(true).await.expect("a turn").issued.is_empty());
}
