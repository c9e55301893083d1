//! What messages ask, as commands.

use std::str::FromStr;
use std::time::Duration;

use footlights_base::{Cursor, PageRequest, Rejection};
use footlights_surface::grpc::status_of;
use serde::de::DeserializeOwned;
use tonic::Status;
use zeroize::Zeroizing;

use super::v1;
use crate::model::{Held, PolicyRule};
use crate::{CreateRoom, UpdateRoom};

/// What cannot be the id of anything is not found like every unknown id.
pub(super) fn id<T: FromStr>(text: &str, what: &'static str) -> Result<T, Status> {
    text.parse().map_err(|_| status_of(Rejection::not_found(what)))
}

pub(super) fn optional_id<T: FromStr>(text: Option<&str>, what: &'static str) -> Result<Option<T>, Status> {
    text.map(|text| id(text, what)).transpose()
}

/// Seconds, as REST takes them; what is no length of time is for the use case to refuse.
pub(super) fn seconds(expires_in: Option<i64>) -> Option<Duration> {
    expires_in.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Where a page begins and how long it is.
pub(super) fn page<K: DeserializeOwned>(list: &str, limit: Option<u32>, cursor: Option<String>) -> Result<(Option<K>, u32), Status> {
    let after = cursor.map(|text| Cursor::from_text(text).open(list)).transpose();
    let after = after.map_err(|error| status_of(Rejection::field("/cursor", "bad_cursor", error.to_string())))?;
    Ok((after, PageRequest { limit, cursor: None }.limit()))
}

fn rules(rules: Vec<v1::PolicyRule>) -> Result<Vec<PolicyRule>, Status> {
    let rule = |(at, rule): (usize, v1::PolicyRule)| {
        let wrong = |field| status_of(Rejection::field(format!("/policy/{at}/{field}"), "not_one_of", "There is no such word."));
        let role = v1::RoomRole::word(rule.role).ok_or_else(|| wrong("role"))?;
        let capability = rule.capability.parse().map_err(|()| wrong("capability"))?;
        Ok(PolicyRule { role, capability, allow: rule.allow })
    };
    rules.into_iter().enumerate().map(rule).collect()
}

fn held(held: v1::Held) -> Result<Held, Status> {
    let kind = v1::HeldKind::word(held.kind);
    let kind = kind.ok_or_else(|| status_of(Rejection::field("/holds/kind", "not_one_of", "There is no such word.")))?;
    Ok(Held { kind, id: held.id })
}

pub(super) fn create(asked: v1::CreateRoomRequest) -> Result<CreateRoom, Status> {
    Ok(CreateRoom {
        name: asked.name,
        description: asked.description,
        visibility: v1::RoomVisibility::word(asked.visibility),
        tags: asked.tags,
        capacity: asked.capacity,
        stage_size: asked.stage_size,
        default_join_role: v1::RoomRole::word(asked.default_join_role),
        policy: rules(asked.policy)?,
        password: asked.password.map(Zeroizing::new),
        guests_allowed: asked.guests_allowed,
        slow_mode_seconds: asked.slow_mode_seconds,
        holds: asked.holds.map(held).transpose()?,
    })
}

pub(super) fn update(asked: v1::UpdateRoomRequest) -> Result<UpdateRoom, Status> {
    Ok(UpdateRoom {
        name: asked.name,
        description: asked.description,
        visibility: v1::RoomVisibility::word(asked.visibility),
        tags: asked.tags.map(|tags| tags.tags),
        capacity: cleared_or(asked.clear_capacity, asked.capacity),
        stage_size: asked.stage_size,
        default_join_role: v1::RoomRole::word(asked.default_join_role),
        policy: asked.policy.map(|policy| rules(policy.rules)).transpose()?,
        password: cleared_or(asked.clear_password, asked.password.map(Zeroizing::new)),
        guests_allowed: asked.guests_allowed,
        slow_mode_seconds: asked.slow_mode_seconds,
        holds: cleared_or(asked.clear_holds, asked.holds.map(held).transpose()?),
    })
}

/// Nothing said, none, or something.
fn cleared_or<T>(clear: bool, value: Option<T>) -> Option<Option<T>> {
    if clear { Some(None) } else { value.map(Some) }
}
