//! What rooms are made and changed with.

use std::time::Duration;

use async_graphql::{InputObject, MaybeUndefined, Result};
use footlights_base::Rejection;
use footlights_surface::graphql::refuse;
use zeroize::Zeroizing;

use super::words::{HeldKind, RoomRole, RoomVisibility};
use crate::model::{Held, PolicyRule};
use crate::{CreateRoom, UpdateRoom};

/// A capability that a room gives to a role or takes from it.
#[derive(InputObject)]
pub(crate) struct PolicyRuleInput {
    /// Which role; not `host`, who may do all.
    role: RoomRole,
    /// Which capability, such as `chat.send`.
    capability: String,
    /// Given or taken.
    allow: bool,
}

/// What a room holds.
#[derive(InputObject)]
pub(crate) struct HeldInput {
    /// What sort of thing.
    kind: HeldKind,
    /// Its id there: 1 to 64 characters.
    id: String,
}

impl From<HeldInput> for Held {
    fn from(held: HeldInput) -> Self {
        Self { kind: held.kind.into(), id: held.id }
    }
}

/// The room to make.
#[derive(InputObject)]
pub(crate) struct CreateRoomInput {
    /// What it is called: 1 to 100 characters.
    name: String,
    /// What it is about: at most 2,000 characters.
    description: Option<String>,
    /// Who may know of it and come in; `link` when not said.
    visibility: Option<RoomVisibility>,
    /// At most 10 of at most 32 characters.
    #[graphql(default)]
    tags: Vec<String>,
    /// How many may be in it at once; null: no limit.
    capacity: Option<i64>,
    /// How many may be on the stage at once: 0 to 100; 8 when not said.
    stage_size: Option<i64>,
    /// What somebody becomes who comes in; `viewer` when not said.
    default_join_role: Option<RoomRole>,
    /// What it changes about the table of capabilities.
    #[graphql(default)]
    policy: Vec<PolicyRuleInput>,
    /// What opens it.
    password: Option<String>,
    /// Whether its join links let guests in.
    #[graphql(default)]
    guests_allowed: bool,
    /// Seconds between two messages of one participant.
    slow_mode_seconds: Option<i64>,
    /// What it holds.
    holds: Option<HeldInput>,
}

impl CreateRoomInput {
    /// The command.
    pub(super) fn command(self) -> Result<CreateRoom> {
        Ok(CreateRoom {
            name: self.name,
            description: self.description,
            visibility: self.visibility.map(Into::into),
            tags: self.tags,
            capacity: self.capacity,
            stage_size: self.stage_size,
            default_join_role: self.default_join_role.map(Into::into),
            policy: rules(self.policy)?,
            password: self.password.map(Zeroizing::new),
            guests_allowed: self.guests_allowed,
            slow_mode_seconds: self.slow_mode_seconds,
            holds: self.holds.map(Into::into),
        })
    }
}

/// What is to change; what is left out stays. Null takes a capacity, a password or what it holds away.
#[derive(InputObject)]
pub(crate) struct UpdateRoomInput {
    /// Another name.
    name: Option<String>,
    /// Another description.
    description: Option<String>,
    /// Who may know of it.
    visibility: Option<RoomVisibility>,
    /// Other tags, all of them.
    tags: Option<Vec<String>>,
    /// Another capacity, or none.
    capacity: MaybeUndefined<i64>,
    /// Another size of the stage.
    stage_size: Option<i64>,
    /// What somebody becomes who comes in.
    default_join_role: Option<RoomRole>,
    /// Another policy, all of it.
    policy: Option<Vec<PolicyRuleInput>>,
    /// Another password, or none.
    password: MaybeUndefined<String>,
    /// Whether its join links let guests in.
    guests_allowed: Option<bool>,
    /// Seconds between two messages of one participant.
    slow_mode_seconds: Option<i64>,
    /// What it holds, or nothing.
    holds: MaybeUndefined<HeldInput>,
}

impl UpdateRoomInput {
    /// The command.
    pub(super) fn command(self) -> Result<UpdateRoom> {
        Ok(UpdateRoom {
            name: self.name,
            description: self.description,
            visibility: self.visibility.map(Into::into),
            tags: self.tags,
            capacity: said(self.capacity),
            stage_size: self.stage_size,
            default_join_role: self.default_join_role.map(Into::into),
            policy: self.policy.map(rules).transpose()?,
            password: said(self.password).map(|password| password.map(Zeroizing::new)),
            guests_allowed: self.guests_allowed,
            slow_mode_seconds: self.slow_mode_seconds,
            holds: said(self.holds).map(|held| held.map(Into::into)),
        })
    }
}

/// Nothing, none, or something.
fn said<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

fn rules(rules: Vec<PolicyRuleInput>) -> Result<Vec<PolicyRule>> {
    let rule = |(at, rule): (usize, PolicyRuleInput)| {
        let capability = rule
            .capability
            .parse()
            .map_err(|()| refuse(Rejection::field(format!("/policy/{at}/capability"), "not_one_of", "There is no such capability.")))?;
        Ok(PolicyRule { role: rule.role.into(), capability, allow: rule.allow })
    };
    rules.into_iter().enumerate().map(rule).collect()
}

/// Seconds, as REST takes them; what is no length of time is for the use case to refuse.
pub(super) fn seconds(expires_in: Option<i64>) -> Option<Duration> {
    expires_in.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
