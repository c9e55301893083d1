//! The creator's settings, as tests set them.

use footlights_companion::Companion;
use footlights_surface::Caller;
use serde_json::Value;

/// Changes the creator's settings as the API would.
pub(crate) async fn set(companion: &Companion, caller: &Caller, settings: Value) {
    let change = settings.as_object().expect("sections").clone();
    companion.update_settings(caller, change, None).await.expect("changed");
}
