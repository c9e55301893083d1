//! Rows of deliveries.

use footlights_base::{ErrorKind, Rejection, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::webhook::settings::{DEAD_KEPT_MAX, DELIVERED_KEPT_MAX};
use crate::webhook::{Delivery, DeliveryId, DeliveryState, WebhookId};

statements! {
    /// A new delivery; the same one twice is one.
    INSERT = "INSERT INTO outbound_delivery (id, webhook_id, event_id, kind, topic, sequence, state, attempts, next_try_at, created_at, tries)
        VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7, $7, '[]') ON CONFLICT (id) DO NOTHING";
    /// One.
    BY_ID = "SELECT id, webhook_id, event_id, kind, topic, sequence, state, attempts, created_at, next_try_at, ended_at, tries
        FROM outbound_delivery WHERE id = $1";
    /// A webhook's, newest first.
    LIST = "SELECT id, webhook_id, event_id, kind, topic, sequence, state, attempts, created_at, next_try_at, ended_at, tries
        FROM outbound_delivery WHERE webhook_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// Those in one state.
    LIST_IN = "SELECT id, webhook_id, event_id, kind, topic, sequence, state, attempts, created_at, next_try_at, ended_at, tries
        FROM outbound_delivery WHERE webhook_id = $1 AND state = $4 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// What came of a try.
    RECORD = "UPDATE outbound_delivery SET state = $2, attempts = $3, last_status = $4, last_error = $5, latency_ms = $6,
        next_try_at = $7, ended_at = $8, tries = $9 WHERE id = $1 AND state = 'pending'";
    /// A dead one is alive again.
    REVIVE = "UPDATE outbound_delivery SET state = 'pending', attempts = 0, next_try_at = $2, ended_at = NULL
        WHERE id = $1 AND state = 'dead'";
    /// How many of a webhook wait, counted so far.
    PENDING = "SELECT COUNT(*) FROM (SELECT id FROM outbound_delivery WHERE webhook_id = $1 AND state = 'pending' LIMIT $2) waiting";
    /// The newest that is beyond the limit of its state.
    BEYOND = "SELECT id FROM outbound_delivery WHERE webhook_id = $1 AND state = $2 ORDER BY id DESC LIMIT 1 OFFSET $3";
    /// Those up to it.
    DELETE_UP_TO = "DELETE FROM outbound_delivery WHERE webhook_id = $1 AND state = $2 AND id <= $3";
    /// Those whose time is over.
    DELETE_OLD = "DELETE FROM outbound_delivery WHERE webhook_id = $1 AND state <> 'pending' AND ended_at < $2";
    /// A webhook's.
    DELETE_OF = "DELETE FROM outbound_delivery WHERE webhook_id = $1";
    /// One whose webhook is gone.
    DELETE = "DELETE FROM outbound_delivery WHERE id = $1";
}

fn delivery(row: &Row) -> Result<Delivery, Stop> {
    let state: String = row.get(6)?;
    let tries: String = row.get(11)?;
    Ok(Delivery {
        id: row.get(0)?,
        webhook: row.get(1)?,
        event: row.get(2)?,
        kind: row.get(3)?,
        topic: row.get(4)?,
        sequence: row.get(5)?,
        state: DeliveryState::parse(&state).ok_or_else(|| Stop::broken("a delivery's state"))?,
        attempts: u32::try_from(row.get::<i64>(7)?).unwrap_or(u32::MAX),
        created_at: row.get(8)?,
        next_try_at: row.get(9)?,
        ended_at: row.get(10)?,
        tries: serde_json::from_str(&tries).map_err(|error| Stop::broken(format!("a delivery's tries: {error}")))?,
    })
}

/// Writes a new one down.
pub(crate) fn add(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<(), Stop> {
    let Delivery { id, webhook, event, kind, topic, sequence, created_at, .. } = delivery;
    tx.run(INSERT, params![*id, *webhook, *event, kind, topic, *sequence, *created_at])
}

/// One.
pub(crate) fn lookup(read: &mut impl Read, id: DeliveryId) -> Result<Option<Delivery>, Stop> {
    read.optional(BY_ID, params![id])?.as_ref().map(delivery).transpose()
}

/// One of a webhook.
///
/// # Errors
/// When the database refuses.
pub fn lookup_delivery(read: &mut impl Read, webhook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>, Stop> {
    Ok(lookup(read, id)?.filter(|delivery| delivery.webhook == webhook))
}

/// A webhook's, newest first, one more than `limit`; those in one state, or all.
///
/// # Errors
/// When the database refuses.
pub fn of_webhook(
    read: &mut impl Read,
    webhook: WebhookId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, Stop> {
    let (before, limit) = (before.unwrap_or(DeliveryId::from_bytes([0xff; 16])), i64::from(limit) + 1);
    let rows = match state {
        Some(state) => read.rows(LIST_IN, params![webhook, before, limit, state.as_str()]),
        None => read.rows(LIST, params![webhook, before, limit]),
    }?;
    rows.iter().map(delivery).collect()
}

/// Writes down what came of a try; false when it has ended otherwise meanwhile.
pub(crate) fn record(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<bool, Stop> {
    let Delivery { id, state, attempts, next_try_at, ended_at, tries, .. } = delivery;
    let last = tries.last();
    let status = last.and_then(|last| last.status).map(i64::from);
    let (error, latency) = (last.and_then(|last| last.error.as_deref()), last.map(|last| last.latency_ms));
    let tries = serde_json::json!(tries).to_string();
    let values = params![*id, state.as_str(), i64::from(*attempts), status, error, latency, *next_try_at, *ended_at, tries];
    Ok(tx.count(RECORD, values)? == 1)
}

/// A dead one waits again.
pub(crate) fn revive(tx: &mut Tx<'_>, id: DeliveryId, now: Timestamp) -> Result<(), Stop> {
    let refusal =
        Rejection::new(ErrorKind::Conflict, "not_dead", "This delivery is no dead letter: it has arrived, or will be tried again.");
    tx.must(REVIVE, params![id, now], 1, refusal)
}

/// Whether more than `most` of a webhook wait.
pub(crate) fn overflows(read: &mut impl Read, webhook: WebhookId, most: i64) -> Result<bool, Stop> {
    Ok(read.one(PENDING, params![webhook, most + 1])?.get::<i64>(0)? > most)
}

/// Forgets what is old, and what is more than is kept.
pub(crate) fn trim(tx: &mut Tx<'_>, webhook: WebhookId, old: Timestamp) -> Result<(), Stop> {
    for (state, kept) in [(DeliveryState::Delivered, DELIVERED_KEPT_MAX), (DeliveryState::Dead, DEAD_KEPT_MAX)] {
        if let Some(row) = tx.optional(BEYOND, params![webhook, state.as_str(), kept])? {
            let beyond: DeliveryId = row.get(0)?;
            tx.run(DELETE_UP_TO, params![webhook, state.as_str(), beyond])?;
        }
    }
    tx.run(DELETE_OLD, params![webhook, old])
}

/// Those of a webhook that goes.
pub(super) fn delete_of(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<(), Stop> {
    tx.run(DELETE_OF, params![webhook])
}

/// One whose webhook is gone.
pub(crate) fn delete(tx: &mut Tx<'_>, id: DeliveryId) -> Result<(), Stop> {
    tx.run(DELETE, params![id])
}
