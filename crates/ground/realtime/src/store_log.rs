//! The event log as the store keeps it.

use std::sync::Arc;

use footlights_base::{BoxFuture, Epoch, Event, Failure, Topic};
use footlights_store::{Read, Row, Sql, Stop, Store, params};
use futures_util::FutureExt as _;
use serde_json::value::{RawValue, to_raw_value};

use crate::join::Snapshot;
use crate::log::{EventLog, Stand, Tail, UNBORN};

/// Events a client may lack and still be brought up to date; beyond it gets a snapshot.
const RECOVERED_MAX: i64 = 1_000;
/// Bytes of their payloads together.
const RECOVERED_BYTES_MAX: usize = 1024 * 1024;

footlights_store::statements! {
    /// Where a topic stands.
    STAND = "SELECT last, epoch FROM topic WHERE id = $1";
    /// What came after a number.
    EVENTS_AFTER = "SELECT sequence, id, kind, tenant, occurred_at, display_at, payload FROM event WHERE topic = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
}

/// Every statement of this crate, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Sql> {
    STATEMENTS.to_vec()
}

pub(crate) struct StoreLog(pub(crate) Store);

impl EventLog for StoreLog {
    fn stand(&self, topic: Topic, last: Option<(Epoch, i64)>, snapshot: Option<Snapshot>) -> BoxFuture<'_, Result<Stand, Failure>> {
        let read = self.0.read("realtime.stand", move |tx| {
            let (sequence, epoch) = stands(tx, &topic)?;
            let missing = match last {
                Some(had) => missing(tx, &topic, (epoch, sequence), had)?,
                None => None,
            };
            let recovered = missing.is_some();
            let state = match &snapshot {
                Some(snapshot) if !recovered => Some(to_raw_value(&snapshot(tx)?).map_err(Stop::broken)?.into()),
                _ => None,
            };
            Ok(Stand { epoch, sequence, recovered, missing: missing.unwrap_or_default(), snapshot: state })
        });
        read.boxed()
    }

    fn after(&self, topic: Topic, sequence: i64, limit: usize) -> BoxFuture<'_, Result<Tail, Failure>> {
        let read = self.0.read("realtime.after", move |tx| {
            let (last, epoch) = stands(tx, &topic)?;
            let events = events(tx, &topic, epoch, sequence, i64::try_from(limit).unwrap_or(i64::MAX))?;
            Ok(Tail { epoch, sequence: last, events })
        });
        read.boxed()
    }

    fn stands(&self, topics: Vec<Topic>) -> BoxFuture<'_, Result<Vec<(Topic, Epoch, i64)>, Failure>> {
        let read = self.0.read("realtime.sweep", move |tx| {
            let mut all = Vec::with_capacity(topics.len());
            for topic in &topics {
                let (last, epoch) = stands(tx, topic)?;
                all.push((topic.clone(), epoch, last));
            }
            Ok(all)
        });
        read.boxed()
    }
}

fn stands(tx: &mut dyn Read, topic: &Topic) -> Result<(i64, Epoch), Stop> {
    match tx.optional(STAND, params![topic])? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, UNBORN)),
    }
}

/// Everything after what a client has, if it can be had whole.
fn missing(tx: &mut dyn Read, topic: &Topic, stands: (Epoch, i64), had: (Epoch, i64)) -> Result<Option<Vec<Arc<Event>>>, Stop> {
    let (epoch, last) = stands;
    // Who joined before the topic's first event lacks everything; who names no epoch means the one there is.
    let (theirs, had) = if had.0 == UNBORN { (epoch, had.1) } else { had };
    if theirs != epoch || had < 0 || had > last || last - had > RECOVERED_MAX {
        return Ok(None);
    }
    let events = events(tx, topic, epoch, had, RECOVERED_MAX)?;
    let whole = i64::try_from(events.len()).is_ok_and(|count| count == last - had);
    let bytes: usize = events.iter().map(|event| event.payload.get().len()).sum();
    Ok(Some(events).filter(|_| whole && bytes <= RECOVERED_BYTES_MAX))
}

fn events(tx: &mut dyn Read, topic: &Topic, epoch: Epoch, after: i64, limit: i64) -> Result<Vec<Arc<Event>>, Stop> {
    let rows = tx.rows(EVENTS_AFTER, params![topic, after, limit])?;
    rows.iter().map(|row| event(row, topic, epoch).map(Arc::new)).collect()
}

fn event(row: &Row, topic: &Topic, epoch: Epoch) -> Result<Event, Stop> {
    let (kind, payload): (String, String) = (row.get(2)?, row.get(6)?);
    Ok(Event {
        id: row.get(1)?,
        kind: kind.into(),
        tenant: row.get(3)?,
        topic: topic.clone(),
        epoch,
        sequence: row.get(0)?,
        occurred_at: row.get(4)?,
        display_at: row.get(5)?,
        payload: RawValue::from_string(payload).map_err(Stop::broken)?.into(),
    })
}
