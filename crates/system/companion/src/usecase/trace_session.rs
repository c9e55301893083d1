//! A session minute by minute: tips and viewers. For its creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use std::collections::BTreeMap;

use footlights_base::{Failure, Timestamp};
use footlights_surface::{Caller, Role};

use super::own_session;
use crate::Companion;
use crate::model::analytics::TIMELINE_MINUTES_MAX;
use crate::model::{Session, SessionId, SessionOwner};
use crate::store::figures;

/// One minute in which something was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minute {
    /// Its begin.
    pub at: Timestamp,
    /// What is left of its tips, in minor units.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
    /// The most that watched; none where nobody counted since the minute before.
    pub viewers: Option<u32>,
}

impl Companion {
    /// The session, and its minutes in order; those in which nothing was counted are left out. The first seven days at most.
    ///
    /// # Errors
    /// See the module.
    pub async fn trace_session(&self, caller: &Caller, id: SessionId) -> Result<(Session, Vec<Minute>), Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("analytics:read")?;
        let who = SessionOwner::from(caller);
        let read = self.store.read("companion.trace_session", move |tx| {
            let session = own_session(tx, who, id)?;
            let end = session.started_at.as_millis() / 60_000 + TIMELINE_MINUTES_MAX;
            let mut minutes: BTreeMap<i64, Minute> = BTreeMap::new();
            let blank = |minute: i64| Minute { at: Timestamp::from_millis(minute * 60_000), net_cents: 0, tip_count: 0, viewers: None };
            for (minute, net_cents, tip_count) in figures::tip_minutes(tx, id, Timestamp::from_millis(end * 60_000))? {
                minutes.insert(minute, Minute { net_cents, tip_count, ..blank(minute) });
            }
            for (minute, viewers) in figures::viewer_minutes(tx, id, end, TIMELINE_MINUTES_MAX)? {
                minutes.entry(minute).or_insert_with(|| blank(minute)).viewers = Some(viewers);
            }
            Ok((session, minutes.into_values().collect()))
        });
        read.await
    }
}
