//! Rows of alerts. Every move is a compare-and-set on (id, attempt, state); a move that comes too late hits nothing.

use footlights_alerts::{AlertId, Card, Kind, State};
use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use serde_json::value::RawValue;

use crate::model::{AlertRow, TipId};

statements! {
    /// A new alert; a second one of the same id stays out.
    ADD = "INSERT INTO companion_alert (id, tenant_id, creator_id, waits_for, kind, tier, chars, test, tip_id, payload, state, attempt,
        shown_until, more, merged_into, created_at, ended_at) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, NULL, 0, NULL, $10, NULL)
        ON CONFLICT (id) DO NOTHING";
    /// Those that are not done, oldest first.
    WAITING = "SELECT id, kind, tier, chars, test, tip_id, payload, state, attempt, shown_until, more, created_at
        FROM companion_alert WHERE waits_for = $1 ORDER BY created_at, id LIMIT $2";
    /// One that is on and issued again at the head is not forgotten by the limit: those issued before come first of all.
    ISSUED = "SELECT id, kind, tier, chars, test, tip_id, payload, state, attempt, shown_until, more, created_at
        FROM companion_alert WHERE waits_for = $1 AND attempt > 0 ORDER BY created_at, id";
    /// Issued.
    SHOW = "UPDATE companion_alert SET state = 'showing', attempt = $2, shown_until = $3 WHERE id = $1 AND attempt = $4 AND state = 'queued'";
    /// Back to the head.
    REPEAT = "UPDATE companion_alert SET state = 'queued', shown_until = NULL WHERE id = $1 AND attempt = $2 AND state = 'showing'";
    /// Counted as shown.
    SHOWN = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $3 WHERE id = $1 AND attempt = $2 AND state = 'showing'";
    /// Shown as one more of another.
    MERGE = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $3, merged_into = $2
        WHERE id = $1 AND attempt = 0 AND state = 'queued'";
    /// The other has more.
    MORE = "UPDATE companion_alert SET more = more + 1 + $2 WHERE id = $1 AND attempt = 0 AND state = 'queued'";
    /// Its tip was given back before it was shown.
    SKIP_OF_TIP = "UPDATE companion_alert SET state = 'skipped', waits_for = NULL, ended_at = $3
        WHERE waits_for = $1 AND tip_id = $2 AND attempt = 0 AND state = 'queued'";
    /// Said to be finished by an overlay.
    FINISH = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $4
        WHERE id = $1 AND creator_id = $2 AND attempt = $3 AND state IN ('queued', 'showing')";
}

/// A new alert.
#[derive(Clone)]
pub(crate) struct NewAlert {
    pub(crate) id: AlertId,
    pub(crate) tenant: TenantId,
    pub(crate) creator: AccountId,
    pub(crate) kind: Kind,
    pub(crate) tier: u8,
    pub(crate) chars: u32,
    pub(crate) test: bool,
    pub(crate) tip: Option<TipId>,
    pub(crate) payload: String,
    pub(crate) at: Timestamp,
}

pub(crate) fn add(tx: &mut Tx<'_>, alert: &NewAlert) -> Result<(), Stop> {
    let row = params![
        alert.id,
        alert.tenant,
        alert.creator,
        alert.kind.as_str(),
        alert.tier,
        alert.chars,
        alert.test,
        alert.tip,
        &alert.payload,
        alert.at
    ];
    tx.run(ADD, row)
}

fn alert(row: &Row) -> Result<AlertRow, Stop> {
    let (kind, state) = (row.get::<String>(1)?, row.get::<String>(7)?);
    let state = match (state.as_str(), row.get::<Option<Timestamp>>(9)?) {
        ("showing", Some(until)) => State::Showing { until },
        _ => State::Queued,
    };
    let small = |index| row.get::<i64>(index).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let byte = |index| row.get::<i64>(index).map(|n| u8::try_from(n).unwrap_or(u8::MAX));
    let card = Card {
        id: row.get(0)?,
        kind: Kind::from_name(&kind).ok_or_else(|| Stop::broken(format!("{kind} is no kind of alert")))?,
        tier: byte(2)?,
        chars: small(3)?,
        at: row.get(11)?,
        state,
        attempt: byte(8)?,
        more: small(10)?,
        test: row.get(4)?,
    };
    let payload = RawValue::from_string(row.get(6)?).map_err(Stop::broken)?;
    Ok(AlertRow { card, tip: row.get(5)?, payload })
}

/// The alerts of a creator that are not done: all that were issued, and the oldest `limit` of the others.
pub(crate) fn list_waiting(read: &mut impl Read, creator: AccountId, limit: u32) -> Result<Vec<AlertRow>, Stop> {
    let mut alerts: Vec<AlertRow> = read.rows(ISSUED, params![creator])?.iter().map(alert).collect::<Result<_, _>>()?;
    for row in &read.rows(WAITING, params![creator, limit])? {
        let waiting = alert(row)?;
        if waiting.card.attempt == 0 {
            alerts.push(waiting);
        }
    }
    Ok(alerts)
}

/// Each answers whether the alert still stood where the caller thought.
pub(crate) fn show(tx: &mut Tx<'_>, id: AlertId, attempt: u8, until: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SHOW, params![id, attempt, until, attempt.saturating_sub(1)])? == 1)
}

pub(crate) fn repeat(tx: &mut Tx<'_>, id: AlertId, attempt: u8) -> Result<bool, Stop> {
    Ok(tx.count(REPEAT, params![id, attempt])? == 1)
}

pub(crate) fn shown(tx: &mut Tx<'_>, id: AlertId, attempt: u8, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SHOWN, params![id, attempt, at])? == 1)
}

/// Both or neither: the caller refuses the transaction where this answers `false`.
pub(crate) fn merge(tx: &mut Tx<'_>, id: AlertId, into: AlertId, more: u32, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(MERGE, params![id, into, at])? == 1 && tx.count(MORE, params![into, more])? == 1)
}

pub(crate) fn finish(tx: &mut Tx<'_>, creator: AccountId, id: AlertId, attempt: u8, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(FINISH, params![id, creator, attempt, at])? == 1)
}

/// One that was issued already stays.
pub(crate) fn skip_of_tip(tx: &mut Tx<'_>, creator: AccountId, tip: TipId, at: Timestamp) -> Result<(), Stop> {
    tx.run(SKIP_OF_TIP, params![creator, tip, at])
}
