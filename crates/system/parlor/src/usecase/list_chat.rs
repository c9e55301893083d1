//! Lists what was written in a room, newest first: as much as the room keeps. For whoever is in it.
//!
//! Refusals: as [`super::standing`]; `not_joined` (409).

use footlights_base::{Failure, Page};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::model::{ChatMessage, RoomId};
use crate::store::chat;

/// The name of the list, for cursors.
pub(crate) const CHAT: &str = "chat";

impl Parlor {
    /// The chat's history; `after` is a number from a cursor.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_chat(&self, caller: &Caller, id: RoomId, after: Option<i64>, limit: u32) -> Result<Page<ChatMessage>, Failure> {
        Ok(self.list_numbered_chat(caller, id, after, limit).await?.map(|(_, message)| message))
    }

    /// The same, each message with its number: where the list goes on after it.
    ///
    /// # Errors
    /// See the module.
    pub(crate) async fn list_numbered_chat(
        &self,
        caller: &Caller,
        id: RoomId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Page<(i64, ChatMessage)>, Failure> {
        let (who, now) = (Who::at(caller, "rooms:read", id)?, self.now());
        let rows = self.store.read("parlor.list_chat", move |read| {
            Standing::find(read, who, id, now)?.inside()?;
            chat::list(read, id, after, limit)
        });
        Ok(Page::from_rows(rows.await?, limit, CHAT, |(number, _)| *number))
    }
}
