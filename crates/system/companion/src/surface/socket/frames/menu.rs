//! What clients see of menus.

use footlights_base::Event;
use footlights_realtime::WireEvent;

use crate::events::MenuUpdated;
use crate::wire::{MENU_FRAME, MenuBody};

pub(super) fn updated(event: &Event) -> Option<WireEvent> {
    let MenuUpdated { creator_id, menu, .. } = serde_json::from_str(event.payload.get()).ok()?;
    Some(WireEvent::new(MENU_FRAME, &MenuBody { creator_id, menu }))
}
