//! Writes in the chat. The room keeps the newest so many messages; the text is in no log file.
//!
//! Refusals: as [`super::standing`], with the capability `chat.send`; `invalid_fields` (400), `not_joined` (409), `slow_mode` (429
//! with when to come back).

use std::time::Duration;

use footlights_base::{ErrorKind, Failure, Rejection, TenantId};
use footlights_identity::find_account;
use footlights_store::{Once, Read, Stop, Tx};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{Stamp, room_topic};
use crate::model::chat::{CHAT_TEXT, mentioned};
use crate::model::{Capability, ChatMessage, ChatMessageId, Participant, RoomId};
use crate::store::chat::Written;
use crate::store::{chat, participant};
use crate::wire::FlairBody;

impl Parlor {
    /// Writes a message.
    ///
    /// # Errors
    /// See the module.
    pub async fn send_chat(&self, caller: &Caller, id: RoomId, text: &str, once: Option<Once>) -> Result<ChatMessage, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let text = CHAT_TEXT.check(text).map_err(|error| Rejection::fields(vec![error]))?;
        let flair = self.flair.flair(who.tenant, id, &[who.account]).await.remove(&who.account).unwrap_or_default();
        let (stamp, message_id) = (self.stamp::<1>(who.tenant), ChatMessageId::new(&*self.clock, &self.chance));
        let kept_max = self.settings.chat_kept_max;
        let sent = self.store.write("parlor.send_chat", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find(tx, who, id, stamp.at)?;
                let own = standing.joined()?;
                standing.require(Capability::SendChat)?;
                standing.in_use()?;
                refuse_too_soon(&standing, &own, &stamp)?;
                let message = ChatMessage {
                    id: message_id,
                    room_id: id,
                    account_id: who.account,
                    display_name: own.display_name.clone(),
                    mentions: mentions(tx, who.tenant, id, &text)?,
                    text: text.clone(),
                    created_at: stamp.at,
                };
                let sequence = tell(tx, &message, &flair, &stamp)?;
                let written = Written { message, sequence };
                chat::add(tx, &written, kept_max)?;
                participant::speak(tx, id, who.account, stamp.at)?;
                Ok(written.message)
            })
        });
        sent.await
    }
}

fn refuse_too_soon(standing: &Standing, own: &Participant, stamp: &Stamp<1>) -> Result<(), Rejection> {
    let pause = Duration::from_secs(u64::try_from(standing.room.slow_mode_seconds).unwrap_or(0));
    let Some(last) = own.last_chat_at else { return Ok(()) };
    let passed = stamp.at.since(last);
    if passed >= pause || standing.may(Capability::ModerateChat) {
        return Ok(());
    }
    let detail = format!("Slow mode: one message in {} seconds.", pause.as_secs());
    Err(Rejection::new(ErrorKind::RateLimited, "slow_mode", detail).retry_after(pause.saturating_sub(passed)))
}

/// Participants whose usernames stand behind an `@`.
fn mentions(read: &mut impl Read, tenant: TenantId, room: RoomId, text: &str) -> Result<Vec<footlights_base::AccountId>, Stop> {
    let mut found = Vec::new();
    for name in mentioned(text) {
        let Some(account) = find_account(read, tenant, &name)? else { continue };
        if participant::lookup(read, room, account.id)?.as_ref().is_some_and(Participant::is_joined) {
            found.push(account.id);
        }
    }
    Ok(found)
}

/// Answers the number of the event.
fn tell(tx: &mut Tx<'_>, message: &ChatMessage, flair: &[FlairBody], stamp: &Stamp<1>) -> Result<i64, Stop> {
    let mut body = crate::wire::ChatBody::from(message.clone());
    body.flair = flair.to_vec();
    tx.publish(stamp.chat(0, body))
}
