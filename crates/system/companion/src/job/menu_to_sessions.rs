//! Tells those who follow the live session and not its creator, on all nodes, of a menu that was changed on this one. Who follows
//! the creator hears of it with the event.

use std::sync::Arc;

use footlights_base::Event;
use footlights_realtime::{Ephemeral, Hub};
use footlights_store::CommitSink;

use crate::audience::{ANONYMOUS, HELPERS, STUDIO};
use crate::events::{MENU_UPDATED, MenuUpdated, session_topic};
use crate::wire::{MENU_FRAME, MenuBody};

pub(crate) struct MenuToSessions(pub(crate) Hub);

impl CommitSink for MenuToSessions {
    fn committed(&self, events: &[Arc<Event>]) {
        for event in events.iter().filter(|event| &*event.kind == MENU_UPDATED) {
            let Ok(MenuUpdated { creator_id, session_id: Some(session), menu, .. }) = serde_json::from_str(event.payload.get()) else {
                continue;
            };
            let frame = Ephemeral::new(session_topic(session), MENU_FRAME, &MenuBody { creator_id, menu });
            self.0.ephemeral(frame.coalesce(MENU_FRAME).only(&[ANONYMOUS, HELPERS, STUDIO]));
        }
    }
}
