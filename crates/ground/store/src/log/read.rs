//! Reading the event log of a topic. Order is sequence order and nothing else.

use std::sync::Arc;

use footlights_base::{Epoch, Event, Failure, Timestamp, Topic};
use serde_json::value::RawValue;

use crate::{Read, ReadTx, Row, Stop, Store, params, statements};

/// The most events one read answers.
pub const EVENTS_PER_READ_MAX: u32 = 1_000;
/// How many kinds one filter names at most.
pub(crate) const KINDS_MAX: usize = 16;

statements! {
    /// A topic's numbering.
    HEAD = "SELECT t.epoch, t.last, COALESCE(r.through, 0) FROM topic t
        LEFT JOIN store_trim r ON r.topic = t.id WHERE t.id = $1";
    /// Events behind a number.
    AFTER = "SELECT id, kind, tenant, topic, sequence, occurred_at, display_at, payload FROM event
        WHERE topic = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    /// Events behind a number whose kind is one of sixteen (fewer are repeated to fill up).
    AFTER_OF_KINDS = "SELECT id, kind, tenant, topic, sequence, occurred_at, display_at, payload FROM event
        WHERE topic = $1 AND sequence > $2 AND kind IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ORDER BY sequence LIMIT $3";
    /// Topics that got an event in a span of time.
    CHANGED = "SELECT id, last FROM topic WHERE changed_at >= $1 AND changed_at < $2 AND id > $3 ORDER BY id LIMIT $4";
}

/// Where a topic's numbering stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// Which life of the numbering it is; 0 for a topic without events.
    pub epoch: Epoch,
    /// The number of the last event; 0 for none.
    pub last: i64,
    /// Up to here events may be missing because they were kept long enough: who has seen less needs a snapshot.
    pub trimmed: i64,
}

/// Events of a topic and where it stood when they were read.
#[derive(Debug, Clone)]
pub struct LogPage {
    /// The topic's numbering in the same transaction.
    pub head: Head,
    /// The events in sequence order.
    pub events: Vec<Event>,
}

/// A caller's snapshot and the last event it includes.
#[derive(Debug, Clone)]
pub struct Seen<T> {
    /// The topic's numbering in the same transaction.
    pub head: Head,
    /// What the caller read.
    pub snapshot: T,
}

/// Where a topic's numbering stands.
///
/// # Errors
/// When the database fails.
pub fn head(read: &mut impl Read, topic: &Topic) -> Result<Head, Stop> {
    let Some(row) = read.optional(HEAD, params![topic])? else { return Ok(Head::default()) };
    Ok(Head { epoch: row.get(0)?, last: row.get(1)?, trimmed: row.get(2)? })
}

/// The events of a topic behind `after`, at most `limit` and [`EVENTS_PER_READ_MAX`].
///
/// # Errors
/// When the database fails.
pub fn events_after(read: &mut impl Read, topic: &Topic, after: i64, limit: u32) -> Result<LogPage, Stop> {
    let head = head(read, topic)?;
    let rows = read.rows(AFTER, params![topic, after, i64::from(limit.min(EVENTS_PER_READ_MAX))])?;
    Ok(LogPage { head, events: rows.iter().map(|row| event(row, head.epoch)).collect::<Result<_, _>>()? })
}

/// As [`events_after`], of these kinds only (none: all of them).
pub(crate) fn events_of_kinds(read: &mut impl Read, topic: &Topic, after: i64, limit: u32, kinds: &[&str]) -> Result<LogPage, Stop> {
    if kinds.is_empty() {
        return events_after(read, topic, after, limit);
    }
    let head = head(read, topic)?;
    let kind = |n: usize| kinds[n.min(kinds.len() - 1)];
    let limit = i64::from(limit.min(EVENTS_PER_READ_MAX));
    #[rustfmt::skip]
    let params = params![
        topic, after, limit, kind(0), kind(1), kind(2), kind(3), kind(4), kind(5), kind(6), kind(7),
        kind(8), kind(9), kind(10), kind(11), kind(12), kind(13), kind(14), kind(15)
    ];
    let rows = read.rows(AFTER_OF_KINDS, params)?;
    Ok(LogPage { head, events: rows.iter().map(|row| event(row, head.epoch)).collect::<Result<_, _>>()? })
}

/// Topics that got an event at or after `from` and before `to`, in order of their names behind `after`, with their
/// last number. Times are those of the nodes' clocks: let spans overlap by more than the clocks differ.
///
/// # Errors
/// When the database fails.
pub fn changed_topics(read: &mut impl Read, from: Timestamp, to: Timestamp, after: &str, limit: u32) -> Result<Vec<(Topic, i64)>, Stop> {
    let rows = read.rows(CHANGED, params![from, to, after, i64::from(limit.min(EVENTS_PER_READ_MAX))])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

impl Store {
    /// The events of a topic behind `after`, at most `limit` and [`EVENTS_PER_READ_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(&self, topic: &Topic, after: i64, limit: u32) -> Result<LogPage, Failure> {
        let topic = topic.clone();
        self.read("events_after", move |read: &mut ReadTx<'_>| events_after(read, &topic, after, limit)).await
    }

    /// Reads a snapshot and where the topic stands in one transaction: the snapshot includes exactly the events up
    /// to `head.last`.
    ///
    /// # Errors
    /// When the closure refuses or the database fails.
    pub async fn seen<T, F>(&self, topic: &Topic, snapshot: F) -> Result<Seen<T>, Failure>
    where
        F: Fn(&mut ReadTx<'_>) -> Result<T, Stop> + Send + 'static,
        T: Send + 'static,
    {
        let topic = topic.clone();
        self.read("snapshot", move |read: &mut ReadTx<'_>| Ok(Seen { head: head(read, &topic)?, snapshot: snapshot(read)? })).await
    }
}

pub(super) fn event(row: &Row, epoch: Epoch) -> Result<Event, Stop> {
    let payload = RawValue::from_string(row.get(7)?).map_err(|error| Stop::broken(format!("an event's payload: {error}")))?;
    Ok(Event {
        id: row.get(0)?,
        kind: Arc::from(row.get::<String>(1)?),
        tenant: row.get(2)?,
        topic: row.get(3)?,
        epoch,
        sequence: row.get(4)?,
        occurred_at: row.get(5)?,
        display_at: row.get(6)?,
        payload: payload.into(),
    })
}
