//! Comes into a room. Who is in it already stays as they are; who comes back is what they were, but a host who is not the owner
//! comes back as moderator.
//!
//! An invitation or a join link lets in where a password is asked for. Who gets a seat: [`super::take_seat`].
//!
//! Refusals: as [`super::standing`]; `not_found` (404, also a link that opens nothing here), `banned`, `password_required`,
//! `wrong_password`, `guests_refused` (403), `link_expired`, `link_used_up`, `room_full`, `too_many_rooms_joined` (409),
//! `rate_limited` (429, too many passwords tried), `sign_in_busy` (503).

use footlights_base::{ErrorKind, Failure, Rejection};
use footlights_identity::lookup_account;
use footlights_store::{Once, Read, Stop, Tx};
use footlights_surface::{Caller, LimitKey, Quota};
use zeroize::Zeroizing;

use super::standing::{Standing, Who};
use super::take_seat::{refuse_everywhere, take_seat};
use crate::Parlor;
use crate::events::{INVITE_ANSWERED, Stamp, inbox_topic, room_topic};
use crate::model::{Invite, InviteStatus, JoinLink, LinkSecret, Participant, ParticipantStatus, Room, RoomId, RoomRole, RoomVisibility};
use crate::store::{ban, invite, link, participant, room};

/// What somebody brings who comes in.
#[derive(Debug, Clone, Default)]
pub struct JoinRoom {
    /// The room's password.
    pub password: Option<Zeroizing<String>>,
    /// The secret of a join link.
    pub link: Option<String>,
}

/// Somebody in a room.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Joined {
    /// The room as it is then.
    pub room: Room,
    /// Themselves.
    pub participant: Participant,
}

/// What was found out before the transaction.
#[derive(Debug, Clone)]
pub(super) struct Brought {
    /// The hash of the link's secret.
    pub(super) link: Option<[u8; 32]>,
    /// The hash of the password that was proved.
    pub(super) proved: Option<String>,
    /// In how many rooms of others they may be at once.
    pub(super) joined_max: i64,
}

impl Parlor {
    /// Comes in.
    ///
    /// # Errors
    /// See the module.
    pub async fn join_room(&self, caller: &Caller, id: RoomId, command: JoinRoom, once: Option<Once>) -> Result<Joined, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let link = command.link.as_deref().map(|text| LinkSecret::from_text(text).ok_or_else(no_such_link)).transpose()?;
        let mut brought = Brought { link: link.map(|link| link.hash()), proved: None, joined_max: self.settings.rooms_joined_max };
        if let Some(joined) = self.look_before(who, id, &mut brought, command.password).await? {
            return Ok(joined);
        }
        // Under the second key it is decided in how many rooms they are, and an invitation is answered.
        let keys = [room_topic(id), inbox_topic(who.account)];
        let stamp = self.stamp::<3>(who.tenant);
        let joined = self.store.write("parlor.join_room", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::look(tx, who, id)?;
                come_in(tx, standing, &brought, &stamp)
            })
        });
        joined.await
    }

    /// Whether the password is right where one will be asked for. Who is in the room already needs no more than that: many come
    /// back at once when a node has gone.
    async fn look_before(
        &self,
        who: Who,
        id: RoomId,
        brought: &mut Brought,
        password: Option<Zeroizing<String>>,
    ) -> Result<Option<Joined>, Failure> {
        let (now, link) = (self.now(), brought.link);
        let looked = self.store.read("parlor.look_before_join", move |read| {
            let standing = Standing::look(read, who, id)?;
            let invited = invite::find_open(read, id, who.account, now)?;
            // What would be refused anyway costs no hashing.
            let entry = enter(read, &standing, link, invited, now)?;
            if let Entry::In(participant) = entry {
                return Ok(Looked::In(Box::new(Joined { room: standing.room, participant })));
            }
            let asked = standing.room.password_required && entry.asks_password();
            let hash = if asked { room::password_hash(read, id)? } else { None };
            Ok(Looked::Out { hash })
        });
        let hash = match looked.await? {
            Looked::In(joined) => return Ok(Some(*joined)),
            Looked::Out { hash } => hash,
        };
        let (Some(hash), Some(password)) = (hash, password) else { return Ok(None) };
        if let Some(tries) = self.settings.passwords_per_minute {
            self.limiter.take(LimitKey::Name("room_password", format!("{}/{id}", who.account)), Quota::per_minute(tries))?;
        }
        if !self.identity.matches_secret(password, Some(hash.clone())).await? {
            return Err(wrong_password().into());
        }
        brought.proved = Some(hash);
        Ok(None)
    }
}

/// How somebody stands before they come in.
enum Looked {
    /// They are in.
    In(Box<Joined>),
    /// They are not: the hash of the password they will be asked for.
    Out { hash: Option<String> },
}

/// By what right somebody comes in.
enum Entry {
    /// They are in.
    In(Participant),
    /// It is theirs, or they look after the tenant.
    Owns,
    /// They have a link.
    Linked(JoinLink),
    /// They were invited.
    Invited(Invite),
    /// Anybody may, or they were let in before.
    Open,
}

impl Entry {
    fn asks_password(&self) -> bool {
        matches!(self, Self::Open)
    }
}

fn enter(
    read: &mut impl Read,
    standing: &Standing,
    link: Option<[u8; 32]>,
    invited: Option<Invite>,
    now: footlights_base::Timestamp,
) -> Result<Entry, Stop> {
    let (who, room) = (standing.who, &standing.room);
    if room.is_deleted() && !who.rules(room) {
        return Err(Rejection::not_found("room").into());
    }
    if let Some(row) = standing.row.clone().filter(Participant::is_joined) {
        return Ok(Entry::In(row));
    }
    if ban::lookup(read, room.id, who.account, now)?.is_some() {
        let detail = "You are banned from this room.";
        return Err(Rejection::new(ErrorKind::Forbidden, "banned", detail).into());
    }
    if who.rules(room) {
        return Ok(Entry::Owns);
    }
    if let Some(hash) = link {
        let found = link::find_by_hash(read, room.id, hash)?.filter(|_| room.visibility != RoomVisibility::Private);
        return Ok(Entry::Linked(usable(found.ok_or_else(no_such_link)?, who, room, now)?));
    }
    if let Some(invited) = invited {
        return Ok(Entry::Invited(invited));
    }
    let came_back = standing.row.as_ref().is_some_and(|row| row.status == ParticipantStatus::Left);
    let anybody_may = room.visibility == RoomVisibility::Public && !who.is_guest;
    if came_back || anybody_may { Ok(Entry::Open) } else { Err(Rejection::not_found("room").into()) }
}

pub(super) fn usable(link: JoinLink, who: Who, room: &Room, now: footlights_base::Timestamp) -> Result<JoinLink, Rejection> {
    if who.is_guest && !room.guests_allowed {
        return Err(guests_refused());
    }
    if link.expires_at.is_some_and(|end| end <= now) {
        return Err(Rejection::new(ErrorKind::Conflict, "link_expired", "This link opens nothing any more; ask for another."));
    }
    if link.uses_max.is_some_and(|most| link.uses >= most) {
        return Err(Rejection::new(ErrorKind::Conflict, "link_used_up", "This link has let in as many as it may; ask for another."));
    }
    Ok(link)
}

/// Comes in, within a transaction that has the room and the inbox among its keys.
pub(super) fn come_in(tx: &mut Tx<'_>, standing: Standing, brought: &Brought, stamp: &Stamp<3>) -> Result<Joined, Stop> {
    let who = standing.who;
    let invited = invite::find_open(tx, standing.room.id, who.account, stamp.at)?;
    let entry = enter(tx, &standing, brought.link, invited.clone(), stamp.at)?;
    if let Entry::In(participant) = entry {
        return Ok(Joined { room: standing.room, participant });
    }
    standing.in_use()?;
    if standing.room.password_required && entry.asks_password() {
        let hash = room::password_hash(tx, standing.room.id)?;
        match &brought.proved {
            None => return Err(password_required().into()),
            proved if *proved != hash => return Err(wrong_password().into()),
            Some(_) => {}
        }
    }
    refuse_everywhere(tx, &standing, brought.joined_max)?;
    let before = take_seat(tx, &standing, stamp, 2)?;
    let account = lookup_account(tx, who.tenant, who.account)?.ok_or_else(|| Rejection::not_found("account"))?;
    let base = role_at_return(&standing);
    let role = match &entry {
        Entry::Linked(link) => base.higher(link.role),
        Entry::Invited(invite) => base.higher(invite.role),
        _ => base,
    };
    if let Entry::Linked(link) = &entry {
        link::use_once(tx, link.id)?;
    }
    // Whoever comes in has answered, by whatever right they came.
    if let Some(invite) = invited {
        invite::set_status(tx, invite.id, InviteStatus::Accepted)?;
        tx.publish(stamp.invite(1, INVITE_ANSWERED, &Invite { status: InviteStatus::Accepted, ..invite }))?;
    }
    let participant = Participant {
        room_id: standing.room.id,
        account_id: who.account,
        display_name: account.display_name,
        role,
        status: ParticipantStatus::Joined,
        is_guest: who.is_guest,
        hand_raised_at: None,
        stage_invited_at: None,
        on_stage: false,
        joined_at: stamp.at,
        last_chat_at: standing.row.as_ref().and_then(|row| row.last_chat_at),
    };
    participant::put(tx, who.tenant, &participant)?;
    room::count_in(tx, standing.room.id, 1, 0)?;
    let count = before + 1;
    tx.publish(stamp.joined(0, &participant, count))?;
    Ok(Joined { room: Room { participant_count: count, ..standing.room }, participant })
}

/// What they are without a link or an invitation.
fn role_at_return(standing: &Standing) -> RoomRole {
    let room = &standing.room;
    if standing.who.account == room.owner_id {
        return RoomRole::Host;
    }
    let former = standing.row.as_ref().filter(|row| row.status == ParticipantStatus::Left).map(|row| row.role);
    match former {
        Some(RoomRole::Host) => RoomRole::Moderator,
        Some(role) => role,
        None if standing.who.is_guest => RoomRole::Viewer,
        None => room.default_join_role,
    }
}

pub(super) fn no_such_link() -> Rejection {
    Rejection::not_found("join link")
}

pub(super) fn guests_refused() -> Rejection {
    Rejection::new(ErrorKind::Forbidden, "guests_refused", "This room takes no guests; sign in first.")
}

fn password_required() -> Rejection {
    Rejection::new(ErrorKind::Forbidden, "password_required", "This room asks for a password.")
}

fn wrong_password() -> Rejection {
    Rejection::new(ErrorKind::Forbidden, "wrong_password", "That is not the room's password.")
}
