//! Who may follow the topics of a creator and of her sessions from outside: she herself, by a token that may read all they tell of.
//!
//! Moderators follow them by the sockets, where what they are told ends with their right.

use std::sync::Arc;

use footlights_base::{BoxFuture, Event, Failure, Rejection, Topic};
use footlights_identity::{Sight, TopicGuard};
use footlights_surface::{Caller, Role};

use serde_json::Value;
use serde_json::value::RawValue;

use crate::Companion;

/// What `session:ID` tells of.
const SESSION_SCOPES: [&str; 4] = ["sessions:read", "tips:read", "goals:read", "menu:read"];
/// What `creator:ID` tells of besides.
const CREATOR_SCOPES: [&str; 3] = ["alerts:read", "moderators:read", "overlay:read"];

/// Guards `session:ID`.
pub struct SessionGuard(pub Companion);

/// Guards `creator:ID`.
pub struct CreatorGuard;

impl TopicGuard for SessionGuard {
    fn kind(&self) -> &'static str {
        "session"
    }

    fn admit<'a>(&'a self, caller: &'a Caller, topic: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>> {
        Box::pin(async move {
            SESSION_SCOPES.iter().try_for_each(|scope| caller.require_scope(scope))?;
            let id = topic.id().parse().map_err(|_| Rejection::not_found("topic"))?;
            let owner = self.0.follow_session(caller, id).await?.owner;
            if owner.creator_id == caller.account { Ok(Sight::All) } else { Err(Rejection::not_found("topic").into()) }
        })
    }

    fn is_public(&self, _: &Event) -> bool {
        false
    }
}

impl TopicGuard for CreatorGuard {
    fn kind(&self) -> &'static str {
        "creator"
    }

    fn admit<'a>(&'a self, caller: &'a Caller, topic: &'a Topic) -> BoxFuture<'a, Result<Sight, Failure>> {
        Box::pin(async move {
            if topic.id() != caller.account.to_string() || !caller.roles.includes(Role::Creator) {
                return Err(Rejection::not_found("topic").into());
            }
            SESSION_SCOPES.iter().chain(&CREATOR_SCOPES).try_for_each(|scope| caller.require_scope(scope))?;
            Ok(Sight::All)
        })
    }

    fn is_public(&self, _: &Event) -> bool {
        false
    }
}

/// What an event tells others than the creator, where that is less: no name of who gave a tip without one. It is told so to webhooks,
/// and to developers of the tenant who follow what is not theirs.
#[must_use]
pub fn for_others(event: &Event) -> Option<Arc<RawValue>> {
    // Whatever is spelled otherwise is not ours, and most events are told at once.
    if !event.payload.get().contains(r#""anonymous":true"#) {
        return None;
    }
    let mut payload: Value = serde_json::from_str(event.payload.get()).ok()?;
    let tip = payload.get_mut("tip")?.as_object_mut()?;
    if tip.get("anonymous") != Some(&Value::Bool(true)) {
        return None;
    }
    tip.insert("tipperName".into(), Value::Null);
    Some(serde_json::value::to_raw_value(&payload).expect("what was JSON is JSON").into())
}
