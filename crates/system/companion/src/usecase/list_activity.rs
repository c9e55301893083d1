//! What happened, newest first, out of the event log: on the creator's topic and on those of her sessions. For herself.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400).

use footlights_base::{AccountId, Event, Failure, Page, Rejection, Timestamp, Topic};
use footlights_store::{LogPlace, Read, ReadTx, Stop, events_before, last_changes};
use footlights_surface::Caller;

use crate::Companion;
use crate::events::{
    ALERT_QUEUED, ANIMATION_TRIGGERED, GOAL_CHANGED, GOAL_COMPLETED, MENU_UPDATED, MODERATOR_CHANGED, SESSION_ENDED, SESSION_STARTED,
    SETTINGS_UPDATED, TIP_RECEIVED, TIP_REFUNDED, creator_topic, session_topic,
};
use crate::store::session;

/// The list's name in its cursors.
pub(crate) const LIST: &str = "activity";
/// What is worth reading. What only moves figures is not.
const TOLD: [&str; 10] = [
    SESSION_STARTED,
    SESSION_ENDED,
    TIP_RECEIVED,
    TIP_REFUNDED,
    GOAL_CHANGED,
    GOAL_COMPLETED,
    MENU_UPDATED,
    SETTINGS_UPDATED,
    MODERATOR_CHANGED,
    ANIMATION_TRIGGERED,
];
/// What is told only to who asks for it by name.
const TOLD_ON_REQUEST: [&str; 1] = [ALERT_QUEUED];
/// How many sessions are looked through, the newest: more than anybody has in the time events are kept.
const SESSIONS_MAX: u32 = 1_000;

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    /// Only what happened at this moment or later.
    pub from: Option<Timestamp>,
    /// Only of this kind, or of kinds that begin so, such as `streaming.tip`.
    pub kind: Option<String>,
}

impl Companion {
    /// A page of what happened before `before`.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_activity(
        &self,
        caller: &Caller,
        filter: ActivityFilter,
        before: Option<LogPlace>,
        limit: u32,
    ) -> Result<Page<Event>, Failure> {
        caller.require_scope("sessions:read")?;
        let (creator, tenant) = (caller.account, caller.tenant);
        let kinds = wanted(filter.kind.as_deref())?;
        let listed = self.store.read("companion.list_activity", move |read| {
            let mut events = newest(read, creator, &filter, before.as_ref(), limit + 1, &kinds)?;
            events.retain(|event| event.tenant == tenant && filter.from.is_none_or(|from| event.occurred_at >= from));
            Ok(events)
        });
        Ok(Page::from_rows(listed.await?, limit, LIST, LogPlace::of))
    }
}

fn wanted(kind: Option<&str>) -> Result<Vec<&'static str>, Rejection> {
    let Some(kind) = kind else { return Ok(TOLD.to_vec()) };
    let named: Vec<_> = TOLD.into_iter().chain(TOLD_ON_REQUEST).filter(|told| told.starts_with(kind)).collect();
    if named.is_empty() {
        return Err(Rejection::field("/kind", "not_one_of", "A kind of event, or how some begin, such as `streaming.tip`."));
    }
    Ok(named)
}

/// The newest events of all topics. A session is not opened when its last event is older than all that is wanted.
fn newest(
    read: &mut ReadTx<'_>,
    creator: AccountId,
    filter: &ActivityFilter,
    before: Option<&LogPlace>,
    limit: u32,
    kinds: &[&str],
) -> Result<Vec<Event>, Stop> {
    let mut events = events_before(read, &creator_topic(creator), before, limit, kinds)?;
    for (topic, changed_at) in sessions(read, creator, before)? {
        let oldest = events.last().filter(|_| events.len() == limit as usize).map(|oldest| oldest.occurred_at);
        if oldest.max(filter.from).is_some_and(|oldest| changed_at < oldest) {
            break;
        }
        events.extend(events_before(read, &topic, before, limit, kinds)?);
        events.sort_by_cached_key(|event| std::cmp::Reverse(LogPlace::of(event)));
        events.truncate(limit as usize);
    }
    Ok(events)
}

/// The topics of sessions that had begun, those that changed last first.
fn sessions(read: &mut impl Read, creator: AccountId, before: Option<&LogPlace>) -> Result<Vec<(Topic, Timestamp)>, Stop> {
    let until = before.map_or(Timestamp::from_millis(i64::MAX), |place| place.at);
    let topics: Vec<_> = session::list_ids(read, creator, until, SESSIONS_MAX)?.into_iter().map(session_topic).collect();
    let mut changes = last_changes(read, &topics)?;
    changes.sort_by_key(|(_, changed_at)| std::cmp::Reverse(*changed_at));
    Ok(changes)
}
