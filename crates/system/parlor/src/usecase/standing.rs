//! Who asks, how they stand to a room, and what that allows: the same questions for every verb.
//!
//! Refusals: `scope_required` (403), `not_found` (404, also a room one may not know of), `capability_required`, `outranked` (403),
//! `not_joined`, `room_archived`, `room_deleted` (409).

use footlights_base::{AccountId, ErrorKind, Rejection, TenantId, Timestamp};
use footlights_store::{Read, Stop};
use footlights_surface::{Caller, Role};

use crate::model::{Capability, Participant, ParticipantStatus, Room, RoomId, RoomRole, RoomStatus, RoomVisibility};
use crate::store::{invite, participant, room};

/// The area of a guest's scope: the rest of it is the one room they may be in.
pub(crate) const GUEST: &str = "guest";

/// Whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) tenant: TenantId,
    pub(crate) account: AccountId,
    /// Looks after the tenant: may do in every room what a host may.
    pub(crate) is_admin: bool,
    /// May be in the one room that is asked for, and nowhere else.
    pub(crate) is_guest: bool,
}

impl Who {
    /// For what is not about one room: guests have no business there.
    pub(crate) fn of(caller: &Caller, scope: &'static str) -> Result<Self, Rejection> {
        caller.require_scope(scope)?;
        let is_admin = caller.roles.includes(Role::Admin);
        Ok(Self { tenant: caller.tenant, account: caller.account, is_admin, is_guest: false })
    }

    /// For what is about this room.
    pub(crate) fn at(caller: &Caller, scope: &'static str, room: RoomId) -> Result<Self, Rejection> {
        match Self::of(caller, scope) {
            Err(_) if caller.scopes.names(&format!("{GUEST}:{room}")) => {
                Ok(Self { tenant: caller.tenant, account: caller.account, is_admin: false, is_guest: true })
            }
            otherwise => otherwise,
        }
    }

    /// Whether they may do all in this room, whatever they are in it.
    pub(crate) fn rules(&self, room: &Room) -> bool {
        self.account == room.owner_id || self.is_admin
    }
}

/// How somebody stands to a room.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) who: Who,
    pub(crate) room: Room,
    /// Their row, whatever its status.
    pub(crate) row: Option<Participant>,
}

impl Standing {
    /// The room, for whoever may know of it.
    pub(crate) fn find(read: &mut impl Read, who: Who, id: RoomId, now: Timestamp) -> Result<Self, Stop> {
        let standing = Self::look(read, who, id)?;
        if standing.sees() || (!standing.room.is_deleted() && invite::find_open(read, id, who.account, now)?.is_some()) {
            return Ok(standing);
        }
        Err(Rejection::not_found("room").into())
    }

    /// The room in use, for whoever may do this in it.
    pub(crate) fn find_to(read: &mut impl Read, who: Who, id: RoomId, capability: Capability, now: Timestamp) -> Result<Self, Stop> {
        let standing = Self::find(read, who, id, now)?;
        standing.require(capability)?;
        standing.in_use()?;
        Ok(standing)
    }

    /// The room, whether or not they may know of it: whoever goes on decides that.
    pub(crate) fn look(read: &mut impl Read, who: Who, id: RoomId) -> Result<Self, Stop> {
        let room = room::lookup(read, who.tenant, id)?.ok_or_else(|| Rejection::not_found("room"))?;
        let row = participant::lookup(read, id, who.account)?;
        Ok(Self { who, room, row })
    }

    /// Whether they may know of the room without an invitation.
    pub(crate) fn sees(&self) -> bool {
        if self.who.rules(&self.room) {
            return true;
        }
        if self.room.is_deleted() {
            return false;
        }
        let was_let_in = self.row.as_ref().is_some_and(|row| matches!(row.status, ParticipantStatus::Joined | ParticipantStatus::Left));
        let is_banned = self.row.as_ref().is_some_and(|row| row.status == ParticipantStatus::Banned);
        self.room.visibility == RoomVisibility::Public || (self.who.is_guest && !is_banned) || was_let_in
    }

    /// What they are here: whoever owns the room or looks after the tenant may do what a host may, in it or not.
    pub(crate) fn role(&self) -> Option<RoomRole> {
        if self.who.rules(&self.room) {
            return Some(RoomRole::Host);
        }
        self.row.as_ref().filter(|row| row.is_joined()).map(|row| row.role)
    }

    pub(crate) fn may(&self, capability: Capability) -> bool {
        self.role().is_some_and(|role| self.room.policy.allows(role, capability))
    }

    pub(crate) fn require(&self, capability: Capability) -> Result<(), Rejection> {
        if self.may(capability) {
            return Ok(());
        }
        let detail = format!("This needs the capability {} in the room.", capability.as_str());
        Err(Rejection::new(ErrorKind::Forbidden, "capability_required", detail))
    }

    /// Nothing happens in a room that is not in use.
    pub(crate) fn in_use(&self) -> Result<(), Rejection> {
        match self.room.status {
            RoomStatus::Active => Ok(()),
            RoomStatus::Archived => {
                Err(Rejection::new(ErrorKind::Conflict, "room_archived", "This room is archived; restore it to use it again."))
            }
            RoomStatus::Deleted => Err(Rejection::new(ErrorKind::Conflict, "room_deleted", "This room is deleted; restore it first.")),
        }
    }

    /// Themselves in the room.
    pub(crate) fn joined(&self) -> Result<Participant, Rejection> {
        let joined = self.row.clone().filter(Participant::is_joined);
        joined.ok_or_else(|| Rejection::new(ErrorKind::Conflict, "not_joined", "Join the room first."))
    }

    /// What is in the room is for who is in it; and for who may do all there.
    pub(crate) fn inside(&self) -> Result<(), Rejection> {
        if self.who.rules(&self.room) { Ok(()) } else { self.joined().map(drop) }
    }

    /// Somebody else in the room.
    pub(crate) fn other(&self, read: &mut impl Read, account: AccountId) -> Result<Participant, Stop> {
        let found = participant::lookup(read, self.room.id, account)?.filter(Participant::is_joined);
        Ok(found.ok_or_else(|| Rejection::not_found("participant"))?)
    }

    /// Themselves, or with this capability somebody else in the room.
    pub(crate) fn own_or(&self, read: &mut impl Read, account: Option<AccountId>, capability: Capability) -> Result<Participant, Stop> {
        match account.filter(|account| *account != self.who.account) {
            None => Ok(self.joined()?),
            Some(account) => {
                self.require(capability)?;
                self.other(read, account)
            }
        }
    }

    /// Whether they may act against this participant: nobody but a host against a host, nobody against the owner.
    pub(crate) fn reaches(&self, other: AccountId, role: RoomRole) -> Result<(), Rejection> {
        let own = self.role().unwrap_or(RoomRole::Viewer);
        let owner_is_meant = other == self.room.owner_id && self.who.account != other;
        if own.reaches(role) && !owner_is_meant {
            return Ok(());
        }
        let detail = "They stand higher in this room than you do.";
        Err(Rejection::new(ErrorKind::Forbidden, "outranked", detail))
    }

    /// Nobody puts themselves out.
    pub(crate) fn not_oneself(&self, other: AccountId) -> Result<(), Rejection> {
        if other != self.who.account {
            return Ok(());
        }
        Err(Rejection::field("/accountId", "not_valid", "This is yourself; leave the room instead."))
    }

    /// Whether they may give somebody this role.
    pub(crate) fn gives(&self, role: RoomRole) -> Result<(), Rejection> {
        if self.role().unwrap_or(RoomRole::Viewer).reaches(role) {
            return Ok(());
        }
        let detail = "Nobody gives a role that stands higher than their own.";
        Err(Rejection::new(ErrorKind::Forbidden, "outranked", detail))
    }
}

impl Room {
    pub(crate) fn is_deleted(&self) -> bool {
        self.status == RoomStatus::Deleted
    }
}
