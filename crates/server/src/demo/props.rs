//! What stands on the demo's stage from the beginning: goals, a menu, and a page for viewers.

use footlights_base::Failure;
use footlights_companion::{Companion, CreateGoal, CreateMenuItem};
use footlights_surface::Caller;
use serde_json::json;

/// Goals, menu and viewer page of the demo, made where there are none yet.
///
/// # Errors
/// What kept them from being made.
pub(super) async fn set(companion: &Companion, creator: &Caller) -> Result<(), Failure> {
    if companion.get_settings(creator).await?.version == 0 {
        let change = json!({"general": {"viewerPage": true}}).as_object().cloned().unwrap_or_default();
        companion.update_settings(creator, change, None).await?;
    }
    if companion.list_goals(creator, None).await?.is_empty() {
        for (title, target_cents, repeating) in [("A new microphone", 60_000, false), ("Encore", 15_000, true)] {
            let goal = CreateGoal {
                title: title.into(),
                unit: "money".into(),
                target_cents: Some(target_cents),
                repeating,
                ..CreateGoal::default()
            };
            companion.create_goal(creator, goal, None).await?;
        }
    }
    if companion.list_menu(creator).await?.is_empty() {
        for item in menu() {
            companion.create_menu_item(creator, item, None).await?;
        }
    }
    Ok(())
}

fn menu() -> [CreateMenuItem; 4] {
    let item = |name: &str, description: &str, category: &str, cents, cooldown_seconds, stock| CreateMenuItem {
        name: name.into(),
        description: description.into(),
        category: category.into(),
        price_cents: Some(cents),
        price_tokens: None,
        active: true,
        cooldown_seconds,
        stock,
    };
    [
        item("Say hello", "By name, into the camera.", "interaction", 300, 0, None),
        item("Your song", "Any song from the list.", "request", 1_000, 60, None),
        item("Play it twice as fast", "The next one, whatever it is.", "performance", 2_500, 300, Some(3)),
        item("Dedication", "A song for somebody, with a story.", "custom", 5_000, 0, Some(2)),
    ]
}
