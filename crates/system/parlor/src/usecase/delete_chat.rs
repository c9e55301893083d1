//! Takes a message away: one's own, or with the capability `chat.moderate` somebody else's.
//!
//! Refusals: as [`super::standing`]; `not_found` (404, no such message, or older than the history), `outranked` (403).

use footlights_base::{Failure, Rejection};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::room_topic;
use crate::model::{Capability, ChatMessageId, RoomId};
use crate::store::{chat, participant};

impl Parlor {
    /// Takes a message away.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_chat(&self, caller: &Caller, id: RoomId, message: ChatMessageId) -> Result<(), Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let stamp = self.stamp::<1>(who.tenant);
        let deleted = self.store.write("parlor.delete_chat", room_topic(id), move |tx| {
            let standing = Standing::find(tx, who, id, stamp.at)?;
            if !who.rules(&standing.room) {
                standing.joined()?;
            }
            let written = chat::lookup(tx, id, message)?.ok_or_else(|| Rejection::not_found("message"))?;
            if written.account_id != who.account {
                standing.require(Capability::ModerateChat)?;
                if let Some(author) = participant::lookup(tx, id, written.account_id)?.filter(|row| row.is_joined()) {
                    standing.reaches(author.account_id, author.role)?;
                }
            }
            chat::delete(tx, id, message)?;
            tx.publish(stamp.chat_deleted(0, &written, who.account))?;
            Ok(())
        });
        deleted.await
    }
}
