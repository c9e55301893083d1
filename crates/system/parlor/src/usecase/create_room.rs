//! Makes a room; whoever makes it owns it and is in it as its host.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `too_many_rooms` (409), `rate_limited` (429, too many passwords set),
//! `sign_in_busy` (503, too many passwords are being hashed).

use footlights_base::{ErrorKind, Failure, FieldError, Rejection};
use footlights_identity::lookup_account;
use footlights_store::{Once, Read, Stop, Tx};
use footlights_surface::{Caller, LimitKey, Quota};
use zeroize::Zeroizing;

use super::standing::Who;
use crate::Parlor;
use crate::events::{ROOM_CREATED, Stamp, inbox_topic, room_topic};
use crate::model::participant::ParticipantStatus;
use crate::model::room::{
    ROOM_DESCRIPTION, ROOM_NAME, check_capacity, check_held, check_join_role, check_slow_mode, check_stage_size, check_tags, words_of,
};
use crate::model::{Held, Participant, Policy, PolicyRule, Room, RoomId, RoomRole, RoomStatus, RoomVisibility};
use crate::passwords::check_room_password;
use crate::store::{participant, room};

/// How large a stage is when nobody says.
const STAGE_SIZE: i64 = 8;

/// The room to make.
#[derive(Debug, Clone)]
pub struct CreateRoom {
    /// What it is called: 1 to 100 characters.
    pub name: String,
    /// What it is about: at most 2,000 characters.
    pub description: Option<String>,
    /// Who may know of it and come in; `link` when not said.
    pub visibility: Option<RoomVisibility>,
    /// At most 10 of at most 32 characters.
    pub tags: Vec<String>,
    /// How many may be in it at once; none: no limit.
    pub capacity: Option<i64>,
    /// How many may be on the stage at once: 0 to 100; 8 when not said.
    pub stage_size: Option<i64>,
    /// What somebody becomes who comes in; `viewer` when not said.
    pub default_join_role: Option<RoomRole>,
    /// What it changes about the table of capabilities.
    pub policy: Vec<PolicyRule>,
    /// What opens it.
    pub password: Option<Zeroizing<String>>,
    /// Whether its join links let guests in.
    pub guests_allowed: bool,
    /// Seconds between two messages of one participant.
    pub slow_mode_seconds: Option<i64>,
    /// What it holds.
    pub holds: Option<Held>,
}

impl CreateRoom {
    /// A room of this name with everything else as it is when nobody says.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            visibility: None,
            tags: Vec::new(),
            capacity: None,
            stage_size: None,
            default_join_role: None,
            policy: Vec::new(),
            password: None,
            guests_allowed: false,
            slow_mode_seconds: None,
            holds: None,
        }
    }
}

impl Parlor {
    /// Makes a room.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_room(&self, caller: &Caller, mut command: CreateRoom, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::of(caller, "rooms:write")?;
        let password = command.password.take();
        let draft = self.draft_room(who, &command, password.as_ref().map(|password| password.as_str()))?;
        let (owned_max, stamp) = (self.settings.rooms_owned_max.of(caller.roles), self.stamp::<2>(who.tenant));
        let hash = match password {
            Some(password) => {
                // What is refused anyway costs no hashing. A command that may be a repeat is not judged before its first answer was looked for.
                if once.is_none() {
                    self.store.read("parlor.may_create", move |read| refuse_more_than(read, who, owned_max)).await?;
                }
                Some(self.hash_password(who, password).await?)
            }
            None => None,
        };
        let words = words_of(&draft.name, &draft.tags, &draft.description);
        let keys = [room_topic(draft.id), inbox_topic(who.account)];
        let made = self.store.write("parlor.create_room", keys, move |tx| {
            tx.once(once.as_ref(), |tx| {
                refuse_more_than(tx, who, owned_max)?;
                room::add(tx, &draft, hash.as_deref(), &words)?;
                open(tx, &draft, &stamp)
            })
        });
        made.await
    }

    /// Hashes a room's password: as often as one may be tried, since that takes the same room as signing in does.
    pub(super) async fn hash_password(&self, who: Who, password: Zeroizing<String>) -> Result<String, Failure> {
        if let Some(times) = self.settings.passwords_per_minute {
            self.limiter.take(LimitKey::Name("room_password_set", who.account.to_string()), Quota::per_minute(times))?;
        }
        self.identity.hash_secret(password).await
    }

    /// Checks every field and makes what the transaction needs.
    fn draft_room(&self, who: Who, command: &CreateRoom, password: Option<&str>) -> Result<Room, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let name = ROOM_NAME.check(&command.name).map_err(|error| wrong.push(error)).unwrap_or_default();
        let description = ROOM_DESCRIPTION.check(command.description.as_deref().unwrap_or(""));
        let description = description.map_err(|error| wrong.push(error)).unwrap_or_default();
        let tags = check_tags(&command.tags).map_err(|error| wrong.push(error)).unwrap_or_default();
        let policy = Policy::new(&command.policy).map_err(|error| wrong.push(error)).unwrap_or_default();
        let default_join_role = command.default_join_role.unwrap_or(RoomRole::Viewer);
        wrong.extend(check_join_role(default_join_role).err());
        let stage_size = command.stage_size.unwrap_or(STAGE_SIZE);
        wrong.extend(check_stage_size(stage_size).err());
        let slow_mode_seconds = command.slow_mode_seconds.unwrap_or(0);
        wrong.extend(check_slow_mode(slow_mode_seconds).err());
        wrong.extend(command.capacity.map(check_capacity).and_then(Result::err));
        let holds = command.holds.as_ref().map(check_held).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
        wrong.extend(password.map(check_room_password).and_then(Result::err));
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        let now = self.now();
        Ok(Room {
            id: RoomId::new(&*self.clock, &self.chance),
            tenant_id: who.tenant,
            owner_id: who.account,
            name,
            description,
            visibility: command.visibility.unwrap_or(RoomVisibility::Link),
            status: RoomStatus::Active,
            tags,
            capacity: command.capacity,
            stage_size,
            default_join_role,
            policy,
            password_required: password.is_some(),
            guests_allowed: command.guests_allowed,
            slow_mode_seconds,
            holds,
            participant_count: 0,
            created_at: now,
            updated_at: now,
            purge_at: None,
        })
    }
}

/// Nobody owns more rooms than so many.
pub(super) fn refuse_more_than(read: &mut impl Read, who: Who, owned_max: i64) -> Result<(), Stop> {
    if room::count_owned(read, who.tenant, who.account)? < owned_max {
        return Ok(());
    }
    let detail = format!("Accounts like this own at most {owned_max} rooms; delete one first.");
    Err(Rejection::new(ErrorKind::Conflict, "too_many_rooms", detail).into())
}

/// The owner comes in.
fn open(tx: &mut Tx<'_>, draft: &Room, stamp: &Stamp<2>) -> Result<Room, Stop> {
    let owner = lookup_account(tx, draft.tenant_id, draft.owner_id)?.ok_or_else(|| Rejection::not_found("account"))?;
    let host = Participant {
        room_id: draft.id,
        account_id: owner.id,
        display_name: owner.display_name,
        role: RoomRole::Host,
        status: ParticipantStatus::Joined,
        is_guest: false,
        hand_raised_at: None,
        stage_invited_at: None,
        on_stage: false,
        joined_at: stamp.at,
        last_chat_at: None,
    };
    participant::put(tx, draft.tenant_id, &host)?;
    room::count_in(tx, draft.id, 1, 0)?;
    let made = Room { participant_count: 1, ..draft.clone() };
    tx.publish(stamp.room(0, ROOM_CREATED, &made))?;
    tx.publish(stamp.joined(1, &host, 1))?;
    Ok(made)
}
