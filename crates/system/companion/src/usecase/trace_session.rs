//! A session minute by minute: tips and viewers. For its creator.
//!
//! Refusals: `role_required`, `scope_required` (403), `not_found` (404).

use std::collections::BTreeMap;

use footlights_base::{Failure, Timestamp};
use footlights_store::{ReadTx, Stop};
use footlights_surface::{Caller, Role};

use super::own_session;
use crate::Companion;
use crate::model::analytics::{MINUTE_MS, Minutes, Range, TIMELINE_MINUTES_MAX};
use crate::model::{Session, SessionId, SessionOwner};
use crate::store::{figures, minutes, rollup};

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
            let end = session.started_at.as_millis() / MINUTE_MS + TIMELINE_MINUTES_MAX;
            let mut minutes: BTreeMap<i64, Minute> = BTreeMap::new();
            let blank = |minute: i64| Minute { at: Timestamp::from_millis(minute * MINUTE_MS), net_cents: 0, tip_count: 0, viewers: None };
            for (minute, sums) in tips(tx, &session, end)?.before(end) {
                minutes.insert(minute, Minute { net_cents: sums.net_cents, tip_count: sums.tip_count, ..blank(minute) });
            }
            for (minute, viewers) in figures::viewer_minutes(tx, id, end, TIMELINE_MINUTES_MAX)? {
                minutes.entry(minute).or_insert_with(|| blank(minute)).viewers = Some(viewers);
            }
            Ok((session, minutes.into_values().collect()))
        });
        read.await
    }
}

/// The minutes of a session's tips: kept ones as far as tips are summed up, and the few tips since.
fn tips(read: &mut ReadTx<'_>, session: &Session, end: i64) -> Result<Minutes, Stop> {
    let from = Timestamp::from_millis(rollup::sealed(read, session.creator_id)?.reach.sealed);
    let mut minutes = minutes::of_session(read, session.creator_id, session.id)?;
    figures::tip_minutes(read, session.id, Range { from, to: Timestamp::from_millis(end * MINUTE_MS) }, &mut minutes)?;
    Ok(minutes)
}
