//! Reading the event log backwards over several topics: what happened last. Order is by time, then by topic and number.
//!
//! An event's time is read before its command waits for its turn, so within a topic times run nearly with the numbers: an event
//! stands elsewhere than its time says by no more than the commands that can wait beside it.

use footlights_base::{Event, Timestamp, Topic};
use serde::{Deserialize, Serialize};

use super::read::{event, head};
use crate::{Read, Stop, params, statements};

/// By how many numbers an event may stand elsewhere than its time says.
const ASTRAY_MAX: i64 = 256;
/// How many kinds one filter names at most.
pub const BACKWARD_KINDS_MAX: usize = 16;
/// How many topics one statement asks for.
const TOPICS_PER_LOOK: usize = 8;

statements! {
    /// The last event up to a number.
    NEAREST = "SELECT sequence, occurred_at FROM event WHERE topic = $1 AND sequence <= $2 ORDER BY sequence DESC LIMIT 1";
    /// Events before a number whose kind is one of sixteen (fewer are repeated to fill up), newest first.
    BEFORE = "SELECT id, kind, tenant, topic, sequence, occurred_at, display_at, payload FROM event
        WHERE topic = $1 AND sequence < $2 AND kind IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ORDER BY sequence DESC LIMIT $3";
    /// When topics got their last event, to the second.
    CHANGES = "SELECT id, changed_at FROM topic WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// The place of an event among those of several topics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LogPlace {
    /// When it happened.
    pub at: Timestamp,
    /// Its topic.
    pub topic: Topic,
    /// Its number.
    pub sequence: i64,
}

impl LogPlace {
    /// Where an event stands.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self { at: event.occurred_at, topic: event.topic.clone(), sequence: event.sequence }
    }
}

/// The newest events of one topic before a place (none: the newest of all), newest first, at most `limit`. Of these kinds only, of
/// which there are one to [`BACKWARD_KINDS_MAX`].
///
/// # Errors
/// When the database fails.
pub fn events_before(
    read: &mut impl Read,
    topic: &Topic,
    before: Option<&LogPlace>,
    limit: u32,
    kinds: &[&str],
) -> Result<Vec<Event>, Stop> {
    let head = head(read, topic)?;
    let from = match before {
        Some(place) => number_at(read, topic, place.at, head.last)?.saturating_add(ASTRAY_MAX).min(head.last),
        None => head.last,
    };
    let kind = |n: usize| kinds.get(n.min(kinds.len().saturating_sub(1))).copied().unwrap_or_default();
    // What stands astray on either side of the page is read with it, so that the order by time is right.
    let rows_max = i64::from(limit) + 2 * ASTRAY_MAX;
    #[rustfmt::skip]
    let params = params![
        topic, from + 1, rows_max, kind(0), kind(1), kind(2), kind(3), kind(4), kind(5), kind(6), kind(7),
        kind(8), kind(9), kind(10), kind(11), kind(12), kind(13), kind(14), kind(15)
    ];
    let mut events = Vec::new();
    for row in &read.rows(BEFORE, params)? {
        let found = event(row, head.epoch)?;
        if before.is_none_or(|place| LogPlace::of(&found) < *place) {
            events.push(found);
        }
    }
    events.sort_by_cached_key(|event| std::cmp::Reverse(LogPlace::of(event)));
    events.truncate(limit as usize);
    Ok(events)
}

/// About where a topic stood at a moment: the last number whose event had happened.
fn number_at(read: &mut impl Read, topic: &Topic, at: Timestamp, last: i64) -> Result<i64, Stop> {
    // Everything up to `low` had happened, everything behind `high` had not.
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let Some(row) = read.optional(NEAREST, params![topic, middle])? else {
            // Trimmed away: older than anything that is kept.
            low = middle;
            continue;
        };
        let (sequence, occurred_at): (i64, Timestamp) = (row.get(0)?, row.get(1)?);
        if occurred_at <= at {
            low = middle;
        } else {
            high = (sequence - 1).min(middle - 1);
        }
    }
    Ok(low)
}

/// When these topics got their last event, at the latest; those without one are left out.
///
/// # Errors
/// When the database fails.
pub fn last_changes(read: &mut impl Read, topics: &[Topic]) -> Result<Vec<(Topic, Timestamp)>, Stop> {
    let mut changes = Vec::new();
    for look in topics.chunks(TOPICS_PER_LOOK) {
        let topic = |n: usize| &look[n.min(look.len() - 1)];
        let params = params![topic(0), topic(1), topic(2), topic(3), topic(4), topic(5), topic(6), topic(7)];
        for row in &read.rows(CHANGES, params)? {
            let second: Timestamp = row.get(1)?;
            changes.push((row.get(0)?, second.plus(std::time::Duration::from_secs(1))));
        }
    }
    Ok(changes)
}
