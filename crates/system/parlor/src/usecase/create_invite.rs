//! Invites an account to a room; the invitation comes to its inbox, and lets in where a password is asked for.
//!
//! Refusals: as [`super::standing`], with the capability `invite`; `invalid_fields` (400), `not_found` (404, no such account),
//! `outranked` (403), `already_joined`, `already_invited`, `banned`, `too_many` (409).

use std::time::Duration;

use footlights_base::{AccountId, ErrorKind, Failure, Rejection, Timestamp};
use footlights_identity::{find_account, lookup_account};
use footlights_store::{Once, Read, Stop, Tx};
use footlights_surface::Caller;

use super::standing::{Standing, Who};
use super::within_life;
use crate::Parlor;
use crate::events::{INVITE_CREATED, Stamp, inbox_topic, room_topic};
use crate::model::{Capability, Invite, InviteId, InviteStatus, Participant, RoomId, RoomRole};
use crate::store::{ban, invite, participant};

/// Invitations of one room that wait for an answer.
const OPEN_PER_ROOM_MAX: i64 = 1_000;
/// Invitations that wait for one account's answer.
const INBOX_MAX: i64 = 200;

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invitee {
    /// By id.
    Account(AccountId),
    /// By the name to sign in with.
    Username(String),
}

/// The invitation to make.
#[derive(Debug, Clone)]
pub struct CreateInvite {
    /// Who.
    pub invitee: Invitee,
    /// What they will be; the room's default when not said; never `host`.
    pub role: Option<RoomRole>,
    /// How long it waits for an answer.
    pub expires_in: Option<Duration>,
}

impl Parlor {
    /// Invites somebody.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_invite(&self, caller: &Caller, id: RoomId, command: CreateInvite, once: Option<Once>) -> Result<Invite, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        within_life(command.expires_in)?;
        if command.role == Some(RoomRole::Host) {
            return Err(Rejection::field("/role", "not_valid", "Nobody is invited as host; make them host when they are in.").into());
        }
        // Whose inbox it is has to be known before: it is a key.
        let invitee = command.invitee;
        let found = self.store.read("parlor.find_invitee", move |read| {
            Ok(match &invitee {
                Invitee::Account(account) => lookup_account(read, who.tenant, *account)?,
                Invitee::Username(name) => find_account(read, who.tenant, name)?,
            })
        });
        let invitee = found.await?.map(|account| account.id);
        let (stamp, invite_id) = (self.stamp::<1>(who.tenant), InviteId::new(&*self.clock, &self.chance));
        let until = stamp.at.plus(command.expires_in.unwrap_or(self.settings.invites_open_for));
        let mut keys = vec![room_topic(id)];
        keys.extend(invitee.map(inbox_topic));
        let made = self.store.write("parlor.create_invite", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::Invite, stamp.at)?;
                let invitee = invitee.ok_or_else(|| Rejection::not_found("account"))?;
                let role = command.role.unwrap_or(standing.room.default_join_role);
                standing.gives(role)?;
                refuse_useless(tx, id, invitee, stamp.at)?;
                add(tx, &standing, (invite_id, invitee, role, until), &stamp)
            })
        });
        made.await
    }
}

fn refuse_useless(read: &mut impl Read, room: RoomId, invitee: AccountId, now: Timestamp) -> Result<(), Stop> {
    let conflict = |code, detail: &'static str| Err(Rejection::new(ErrorKind::Conflict, code, detail).into());
    if participant::lookup(read, room, invitee)?.as_ref().is_some_and(Participant::is_joined) {
        return conflict("already_joined", "They are in the room already.");
    }
    if ban::lookup(read, room, invitee, now)?.is_some() {
        return conflict("banned", "They are banned from this room; lift the ban first.");
    }
    if invite::find_open(read, room, invitee, now)?.is_some() {
        return conflict("already_invited", "They have an invitation that waits for their answer.");
    }
    if invite::count_open(read, room, now)? >= OPEN_PER_ROOM_MAX {
        return conflict("too_many", "1,000 invitations of this room wait for an answer; make a join link.");
    }
    if invite::count_inbox(read, invitee, now)? >= INBOX_MAX {
        return conflict("too_many", "Their inbox is full.");
    }
    Ok(())
}

fn add(
    tx: &mut Tx<'_>,
    standing: &Standing,
    (id, invitee, role, until): (InviteId, AccountId, RoomRole, Timestamp),
    stamp: &Stamp<1>,
) -> Result<Invite, Stop> {
    let (who, room) = (standing.who, &standing.room);
    let unknown = || Rejection::not_found("account");
    let invitee = lookup_account(tx, who.tenant, invitee)?.ok_or_else(unknown)?;
    let inviter = lookup_account(tx, who.tenant, who.account)?.ok_or_else(unknown)?;
    let made = Invite {
        id,
        tenant_id: who.tenant,
        room_id: room.id,
        room_name: room.name.clone(),
        inviter_id: inviter.id,
        inviter_name: inviter.display_name,
        invitee_id: invitee.id,
        invitee_name: invitee.display_name,
        role,
        status: InviteStatus::Pending,
        created_at: stamp.at,
        expires_at: until,
    };
    invite::add(tx, &made)?;
    tx.publish(stamp.invite(0, INVITE_CREATED, &made))?;
    Ok(made)
}
