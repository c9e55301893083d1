//! Tips that set off animations.

use footlights_companion::{ANIMATION_TRIGGERED, AddCustomAnimation, TIP_RECEIVED, UploadRole};
use serde_json::{Value, json};

use crate::house::{House, creator, on_both};

on_both!(a_tip_sets_off_the_highest_tier_it_reaches, ones_own_is_passed_over_when_it_was_taken_away, who_wants_none_gets_none);

impl House {
    async fn says(&self, animations: Value) {
        let Value::Object(change) = json!({"animations": animations}) else { unreachable!("an object") };
        self.companion.update_settings(&creator(1), change, None).await.expect("changed");
    }

    /// What was set off, in order: type, tier and how long.
    fn set_off(&self) -> Vec<(String, u64, u64)> {
        let told = self.published(ANIMATION_TRIGGERED).into_iter();
        told.map(|told| {
            let number = |name: &str| told["metadata"][name].as_u64().expect("a number");
            (told["type"].as_str().expect("a type").to_owned(), number("tier"), number("durationMs"))
        })
        .collect()
    }
}

async fn a_tip_sets_off_the_highest_tier_it_reaches(house: House) {
    let ann = creator(1);
    house
        .says(json!({"tiers": [
            {"minCents": 5_000, "type": "confetti", "customId": null, "durationMs": 6_000},
            {"minCents": 100, "type": "rain", "customId": null, "durationMs": 500},
            {"minCents": 1_000, "type": "hearts", "customId": null, "durationMs": 4_000},
        ]}))
        .await;
    house.live(&ann).await;
    for cents in [99, 100, 999, 1_000, 5_000] {
        house.tip(&ann, cents).await;
    }
    let expected = [("rain", 1, 500), ("rain", 1, 500), ("hearts", 2, 4_000), ("confetti", 3, 6_000)];
    assert_eq!(house.set_off(), expected.map(|(kind, tier, ms)| (kind.to_owned(), tier, ms)));
    let (tips, told) = (house.published(TIP_RECEIVED), house.published(ANIMATION_TRIGGERED));
    assert_eq!((&told[3]["metadata"]["tipId"], &told[3]["sessionId"]), (&tips[4]["tip"]["id"], &tips[4]["sessionId"]));
}

async fn ones_own_is_passed_over_when_it_was_taken_away(house: House) {
    let ann = creator(1);
    let command = AddCustomAnimation { name: "Bow".into(), duration_ms: None, files: vec![(UploadRole::Sound, b"OggS".to_vec())] };
    let own = house.companion.add_custom_animation(&ann, command, None).await.expect("added");
    house
        .says(json!({"tiers": [
            {"minCents": 100, "type": "hearts", "customId": null, "durationMs": 4_000},
            {"minCents": 500, "type": "custom", "customId": own.id, "durationMs": 900},
        ]}))
        .await;
    house.live(&ann).await;
    house.tip(&ann, 500).await;
    let sound = format!("/media/{}", own.assets.sound.expect("a sound"));
    assert_eq!(house.published(ANIMATION_TRIGGERED)[0]["metadata"]["soundUrl"], sound);
    house.companion.delete_custom_animation(&ann, own.id).await.expect("taken away");
    house.tip(&ann, 500).await;
    assert_eq!(house.set_off(), [("custom".to_owned(), 2, 900), ("hearts".to_owned(), 1, 4_000)]);
}

async fn who_wants_none_gets_none(house: House) {
    let ann = creator(1);
    house.says(json!({"enabled": false})).await;
    house.live(&ann).await;
    house.tip(&ann, 90_000).await;
    assert_eq!(house.set_off(), []);
}
