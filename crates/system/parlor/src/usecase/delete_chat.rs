//! Takes a message away: one's own, or with the capability `chat.moderate` somebody else's. Its words leave the
//! room's history and the event log; the author's own stored answer to a repeated request keeps them for its day.
//!
//! Refusals: as [`super::standing`]; `not_found` (404, no such message, or older than the history), `outranked` (403).

use footlights_base::{Failure, Rejection};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use super::take_back_chat::take_back;
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
            let author = written.message.account_id;
            if author != who.account {
                standing.require(Capability::ModerateChat)?;
                if let Some(author) = participant::lookup(tx, id, author)?.filter(|row| row.is_joined()) {
                    standing.reaches(author.account_id, author.role)?;
                }
            }
            take_back(tx, &written, who.account, &stamp)
        });
        deleted.await
    }
}
