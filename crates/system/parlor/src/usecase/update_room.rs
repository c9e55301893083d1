//! Changes a room; what is not said stays. A smaller capacity or stage puts nobody out.
//!
//! Refusals: as [`super::standing`], with the capability `room.update`; `invalid_fields` (400), `sign_in_busy` (503).

use footlights_base::{Failure, FieldError, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;
use zeroize::Zeroizing;

use super::standing::{Standing, Who};
use crate::Parlor;
use crate::events::{ROOM_UPDATED, Stamp, room_topic};
use crate::model::room::{
    ROOM_DESCRIPTION, ROOM_NAME, check_capacity, check_held, check_join_role, check_slow_mode, check_stage_size, check_tags, words_of,
};
use crate::model::{Capability, Held, Policy, PolicyRule, Room, RoomId, RoomRole, RoomVisibility};
use crate::passwords::check_room_password;
use crate::store::room;

/// What is to change. A second `Option` tells "none" from "not said".
#[derive(Debug, Clone, Default)]
pub struct UpdateRoom {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Who may know of it.
    pub visibility: Option<RoomVisibility>,
    /// Other tags, all of them.
    pub tags: Option<Vec<String>>,
    /// Another capacity, or none.
    pub capacity: Option<Option<i64>>,
    /// Another size of the stage.
    pub stage_size: Option<i64>,
    /// What somebody becomes who comes in.
    pub default_join_role: Option<RoomRole>,
    /// Another policy, all of it.
    pub policy: Option<Vec<PolicyRule>>,
    /// Another password, or none.
    pub password: Option<Option<Zeroizing<String>>>,
    /// Whether its join links let guests in.
    pub guests_allowed: Option<bool>,
    /// Seconds between two messages of one participant.
    pub slow_mode_seconds: Option<i64>,
    /// What it holds, or nothing.
    pub holds: Option<Option<Held>>,
}

impl Parlor {
    /// Changes a room. A change that changes nothing is told to nobody.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_room(&self, caller: &Caller, id: RoomId, mut command: UpdateRoom, once: Option<Once>) -> Result<Room, Failure> {
        let who = Who::at(caller, "rooms:write", id)?;
        let password = command.password.take();
        let change = check(&command, password.as_ref())?;
        // What is not allowed costs no hashing.
        let now = self.now();
        self.store
            .read("parlor.may_update", move |read| Standing::find(read, who, id, now)?.require(Capability::UpdateRoom).map_err(Stop::from))
            .await?;
        let hash = match password {
            None => None,
            Some(None) => Some(None),
            Some(Some(password)) => Some(Some(self.hash_password(who, password).await?)),
        };
        let stamp = self.stamp::<1>(who.tenant);
        let changed = self.store.write("parlor.update_room", room_topic(id), move |tx| {
            tx.once(once.as_ref(), |tx| {
                let standing = Standing::find_to(tx, who, id, Capability::UpdateRoom, stamp.at)?;
                apply(tx, &standing.room, &change, hash.as_ref(), &stamp)
            })
        });
        changed.await
    }
}

/// Every field, in the form it is kept in.
fn check(command: &UpdateRoom, password: Option<&Option<Zeroizing<String>>>) -> Result<Checked, Rejection> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let name = command.name.as_deref().map(|name| ROOM_NAME.check(name)).transpose();
    let name = name.map_err(|error| wrong.push(error)).unwrap_or_default();
    let description = command.description.as_deref().map(|text| ROOM_DESCRIPTION.check(text)).transpose();
    let description = description.map_err(|error| wrong.push(error)).unwrap_or_default();
    let tags = command.tags.as_deref().map(check_tags).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
    let policy = command.policy.as_deref().map(Policy::new).transpose().map_err(|error| wrong.push(error)).unwrap_or_default();
    let holds = command.holds.as_ref().map(|held| held.as_ref().map(check_held).transpose()).transpose();
    let holds = holds.map_err(|error| wrong.push(error)).unwrap_or_default();
    wrong.extend(command.default_join_role.map(check_join_role).and_then(Result::err));
    wrong.extend(command.stage_size.map(check_stage_size).and_then(Result::err));
    wrong.extend(command.slow_mode_seconds.map(check_slow_mode).and_then(Result::err));
    wrong.extend(command.capacity.flatten().map(check_capacity).and_then(Result::err));
    wrong.extend(password.and_then(Option::as_ref).map(|password| check_room_password(password)).and_then(Result::err));
    if !wrong.is_empty() {
        return Err(Rejection::fields(wrong));
    }
    Ok(Checked {
        name,
        description,
        tags,
        policy,
        holds,
        visibility: command.visibility,
        capacity: command.capacity,
        stage_size: command.stage_size,
        default_join_role: command.default_join_role,
        guests_allowed: command.guests_allowed,
        slow_mode_seconds: command.slow_mode_seconds,
    })
}

struct Checked {
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    policy: Option<Policy>,
    holds: Option<Option<Held>>,
    visibility: Option<RoomVisibility>,
    capacity: Option<Option<i64>>,
    stage_size: Option<i64>,
    default_join_role: Option<RoomRole>,
    guests_allowed: Option<bool>,
    slow_mode_seconds: Option<i64>,
}

impl Checked {
    fn on(&self, room: &Room) -> Room {
        let mut after = room.clone();
        if let Some(name) = &self.name {
            after.name.clone_from(name);
        }
        if let Some(description) = &self.description {
            after.description.clone_from(description);
        }
        if let Some(tags) = &self.tags {
            after.tags.clone_from(tags);
        }
        if let Some(policy) = &self.policy {
            after.policy.clone_from(policy);
        }
        if let Some(holds) = &self.holds {
            after.holds.clone_from(holds);
        }
        after.visibility = self.visibility.unwrap_or(room.visibility);
        after.capacity = self.capacity.unwrap_or(room.capacity);
        after.stage_size = self.stage_size.unwrap_or(room.stage_size);
        after.default_join_role = self.default_join_role.unwrap_or(room.default_join_role);
        after.guests_allowed = self.guests_allowed.unwrap_or(room.guests_allowed);
        after.slow_mode_seconds = self.slow_mode_seconds.unwrap_or(room.slow_mode_seconds);
        after
    }
}

fn apply(tx: &mut Tx<'_>, before: &Room, change: &Checked, hash: Option<&Option<String>>, stamp: &Stamp<1>) -> Result<Room, Stop> {
    let mut after = change.on(before);
    if let Some(hash) = hash {
        after.password_required = hash.is_some();
    }
    if after == *before && hash.is_none_or(Option::is_none) {
        return Ok(after);
    }
    after.updated_at = stamp.at;
    room::update(tx, &after)?;
    if let Some(hash) = hash {
        room::set_password(tx, after.id, hash.as_deref())?;
    }
    if (&after.name, &after.tags, &after.description) != (&before.name, &before.tags, &before.description) {
        room::set_words(tx, &after, &words_of(&after.name, &after.tags, &after.description))?;
    }
    tx.publish(stamp.room(0, ROOM_UPDATED, &after))?;
    Ok(after)
}
