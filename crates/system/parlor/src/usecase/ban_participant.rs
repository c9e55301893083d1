//! Keeps an account out of a room, for a while or until the ban is lifted. Who is in it is put out, and their sockets end; who was
//! never in it does not get in. Invitations to them and by them are void, their messages in the chat's history go where that is asked for.
//!
//! Refusals: as [`super::standing`], with the capability `ban`; `invalid_fields` (400), `not_found` (404, no such account),
//! `outranked` (403), `too_many` (409).

use std::time::Duration;

use footlights_base::{AccountId, ErrorKind, Failure, Rejection, TextLimit};
use footlights_identity::lookup_account;
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::kick_participant::{remove, take_back_invitations};
use super::standing::{Standing, Who};
use super::take_back_chat::take_back;
use super::within_life;
use crate::Parlor;
use crate::config::CHAT_KEPT_LIMIT;
use crate::events::{Removal, Stamp, room_topic};
use crate::model::{Ban, Capability, Participant, ParticipantStatus, RoomId, RoomRole};
use crate::store::{ban, chat, participant};

/// Why, for who moderates the room.
const REASON: TextLimit = TextLimit { field: "/reason", chars_min: 0, chars_max: 200 };
/// Bans of one room that hold.
const BANS_MAX: i64 = 10_000;

/// Whom to keep out.
#[derive(Debug, Clone, Default)]
pub struct BanParticipant {
    /// For how long; none: until it is lifted.
    pub expires_in: Option<Duration>,
    /// Why: at most 200 characters.
    pub reason: Option<String>,
    /// Whether what they wrote goes from the chat's history.
    pub delete_messages: bool,
}

impl Parlor {
    /// Bans an account.
    ///
    /// # Errors
    /// See the module.
    pub async fn ban_participant(
        &self,
        caller: &Caller,
        id: RoomId,
        account: AccountId,
        command: BanParticipant,
        once: Option<Once>,
    ) -> Result<Ban, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let reason = REASON.check(command.reason.as_deref().unwrap_or("")).map_err(|error| Rejection::fields(vec![error]))?;
        within_life(command.expires_in)?;
        let stamp = self.stamp::<2>(who.tenant);
        let draft = Ban {
            room_id: id,
            account_id: account,
            display_name: String::new(),
            banned_by: who.account,
            reason,
            created_at: stamp.at,
            expires_at: command.expires_in.map(|life| stamp.at.plus(life)),
        };
        // An id for each message there may be, also where more were kept before.
        let messages_max = if command.delete_messages { CHAT_KEPT_LIMIT } else { 0 };
        let deletions: Vec<Stamp> = (0..messages_max).map(|_| self.stamp(who.tenant)).collect();
        let banned = self.store.write("parlor.ban_participant", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::Ban, stamp.at)?;
                standing.not_oneself(account)?;
                let ban = put_ban(tx, &standing, &draft, &stamp)?;
                if !deletions.is_empty() {
                    for (written, stamp) in chat::list_of(tx, id, account)?.iter().zip(&deletions) {
                        take_back(tx, written, who.account, stamp)?;
                    }
                }
                Ok(ban)
            })
        });
        let ban = banned.await?;
        self.shut_out(id, account);
        Ok(ban)
    }
}

fn put_ban(tx: &mut Tx<'_>, standing: &Standing, draft: &Ban, stamp: &Stamp<2>) -> Result<Ban, Stop> {
    let (room, account) = (&standing.room, draft.account_id);
    let known = lookup_account(tx, room.tenant_id, account)?.ok_or_else(|| Rejection::not_found("account"))?;
    let row = participant::lookup(tx, room.id, account)?;
    let role = row.as_ref().filter(|row| row.is_joined()).map_or(RoomRole::Viewer, |row| row.role);
    standing.reaches(account, role)?;
    ban::drop_expired(tx, room.id, stamp.at)?;
    if ban::count(tx, room.id)? >= BANS_MAX {
        return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A room has at most 10,000 bans; lift some first.").into());
    }
    let ban = Ban { display_name: known.display_name, ..draft.clone() };
    ban::put(tx, &ban)?;
    take_back_invitations(tx, room.id, account)?;
    match row {
        Some(row) if row.is_joined() => remove(tx, room, row, Removal::Banned, stamp)?,
        Some(row) => participant::put(tx, room.tenant_id, &Participant { status: ParticipantStatus::Banned, ..row })?,
        None => {}
    }
    Ok(ban)
}
