//! Rows of alerts. Every move is a compare-and-set on (id, attempt, state); a move that comes too late hits nothing.

use footlights_alerts::{AlertId, Card, Kind, State};
use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use serde_json::value::RawValue;

use super::word;
use crate::model::{Alert, AlertFilter, AlertRow, AlertState, NewAlert, SessionOwner, TipId};

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, AlertId);

statements! {
    /// A new alert; a second one of the same id stays out.
    ADD = "INSERT INTO companion_alert (id, tenant_id, creator_id, waits_for, kind, tier, chars, test, tip_id, payload, state, attempt,
        release_at, shown_until, more, noticed, merged_into, replay_of, created_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, NULL, 0, 0, NULL, $13, $14, $15) ON CONFLICT (id) DO NOTHING";
    /// Those that are not done, oldest first.
    WAITING = "SELECT id, kind, tier, chars, test, tip_id, payload, state, attempt, shown_until, more, created_at, release_at, noticed, replay_of, tenant_id
        FROM companion_alert WHERE waits_for = $1 ORDER BY created_at, id LIMIT $2";
    /// One that is on and issued again at the head is not forgotten by the limit: those issued before come first of all.
    ISSUED = "SELECT id, kind, tier, chars, test, tip_id, payload, state, attempt, shown_until, more, created_at, release_at, noticed, replay_of, tenant_id
        FROM companion_alert WHERE waits_for = $1 AND attempt > 0 ORDER BY created_at, id";
    /// Its time with the moderators is over.
    RELEASE = "UPDATE companion_alert SET state = 'queued' WHERE id = $1 AND state = 'held'";
    /// Issued.
    SHOW = "UPDATE companion_alert SET state = 'showing', attempt = $2, shown_until = $3 WHERE id = $1 AND attempt = $4 AND state = 'queued'";
    /// Back to the head.
    REPEAT = "UPDATE companion_alert SET state = 'queued', shown_until = NULL WHERE id = $1 AND attempt = $2 AND state = 'showing'";
    /// Counted as shown.
    SHOWN = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $3 WHERE id = $1 AND attempt = $2 AND state = 'showing'";
    /// Passed over.
    PASS_OVER = "UPDATE companion_alert SET state = 'skipped', waits_for = NULL, ended_at = $3
        WHERE id = $1 AND attempt = $2 AND state = 'queued'";
    /// Somebody does not want it shown, or no longer.
    SKIP = "UPDATE companion_alert SET state = 'skipped', waits_for = NULL, ended_at = $2
        WHERE id = $1 AND state IN ('held', 'queued', 'showing')";
    /// Shown as one more of another, or as part of a summary.
    MERGE = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $3, merged_into = $2
        WHERE id = $1 AND attempt = 0 AND state = 'queued'";
    /// The other has more.
    MORE = "UPDATE companion_alert SET more = more + 1 + $2 WHERE id = $1 AND attempt = 0 AND state = 'queued'";
    /// It has waited while an overlay was open.
    NOTICE = "UPDATE companion_alert SET noticed = 1 WHERE id = $1 AND attempt = 0 AND state = 'queued'";
    /// Said to be finished by an overlay.
    FINISH = "UPDATE companion_alert SET state = 'done', waits_for = NULL, ended_at = $4
        WHERE id = $1 AND creator_id = $2 AND attempt = $3 AND state IN ('queued', 'showing')";
    /// One.
    ONE = "SELECT id, tenant_id, creator_id, kind, tier, test, tip_id, payload, state, attempt, more, created_at, ended_at, release_at, replay_of, chars
        FROM companion_alert WHERE id = $1";
    /// What is not over of one tip.
    OF_TIP = "SELECT id, tenant_id, creator_id, kind, tier, test, tip_id, payload, state, attempt, more, created_at, ended_at, release_at, replay_of, chars
        FROM companion_alert WHERE tip_id = $1 AND state IN ('held', 'queued', 'showing')";
    /// A creator's, newest first.
    LIST = "SELECT id, tenant_id, creator_id, kind, tier, test, tip_id, payload, state, attempt, more, created_at, ended_at, release_at, replay_of, chars
        FROM companion_alert WHERE creator_id = $1 AND tenant_id = $2 AND ($3 = '' OR state = $3) AND (created_at, id) < ($4, $5)
        ORDER BY created_at DESC, id DESC LIMIT $6";
    /// The same of those that are not over, of which there are few.
    LIST_WAITING = "SELECT id, tenant_id, creator_id, kind, tier, test, tip_id, payload, state, attempt, more, created_at, ended_at, release_at, replay_of, chars
        FROM companion_alert WHERE waits_for = $1 AND tenant_id = $2 AND ($3 = '' OR state = $3) AND (created_at, id) < ($4, $5)
        ORDER BY created_at DESC, id DESC LIMIT $6";
    /// Replays and tests that are not over.
    COUNT_SINGLE = "SELECT COUNT(*) FROM companion_alert WHERE waits_for = $1 AND (replay_of IS NOT NULL OR test = 1)";
}

/// Whether it was added; not when there is one of its id.
pub(crate) fn add(tx: &mut Tx<'_>, alert: &NewAlert) -> Result<bool, Stop> {
    let state = alert.state();
    let row = params![
        alert.id,
        alert.tenant,
        alert.creator,
        (!state.is_over()).then_some(alert.creator),
        alert.kind.as_str(),
        alert.tier,
        alert.chars,
        alert.test,
        alert.tip,
        &alert.payload,
        state.as_str(),
        alert.held_until,
        alert.replay_of,
        alert.at,
        state.is_over().then_some(alert.at)
    ];
    Ok(tx.count(ADD, row)? == 1)
}

fn kind_of(row: &Row, index: usize) -> Result<Kind, Stop> {
    let kind: String = row.get(index)?;
    Kind::from_name(&kind).ok_or_else(|| Stop::broken(format!("{kind} is no kind of alert")))
}

fn small(row: &Row, index: usize) -> Result<u32, Stop> {
    row.get::<i64>(index).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

fn byte(row: &Row, index: usize) -> Result<u8, Stop> {
    row.get::<i64>(index).map(|n| u8::try_from(n).unwrap_or(u8::MAX))
}

fn waiting(row: &Row) -> Result<AlertRow, Stop> {
    let state = match (word(row, 7)?, row.get::<Option<Timestamp>>(9)?, row.get::<Option<Timestamp>>(12)?) {
        (AlertState::Showing, Some(until), _) => State::Showing { until },
        (AlertState::Held, _, Some(until)) => State::Held { until },
        _ => State::Queued,
    };
    let test: bool = row.get(4)?;
    let card = Card {
        id: row.get(0)?,
        kind: kind_of(row, 1)?,
        tier: byte(row, 2)?,
        chars: small(row, 3)?,
        at: row.get(11)?,
        state,
        attempt: byte(row, 8)?,
        more: small(row, 10)?,
        single: test || row.get::<Option<AlertId>>(14)?.is_some(),
        noticed: row.get(13)?,
    };
    let payload = RawValue::from_string(row.get(6)?).map_err(Stop::broken)?;
    Ok(AlertRow { tenant: row.get(15)?, card, test, tip: row.get(5)?, payload })
}

fn alert(row: &Row) -> Result<Alert, Stop> {
    let kind = kind_of(row, 3)?;
    Ok(Alert {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        kind: kind.as_str().to_owned(),
        lane: kind.lane().as_str().to_owned(),
        state: word(row, 8)?,
        tier: byte(row, 4)?,
        attempt: byte(row, 9)?,
        test: row.get(5)?,
        more: small(row, 10)?,
        tip_id: row.get(6)?,
        replay_of: row.get(14)?,
        payload: RawValue::from_string(row.get(7)?).map_err(Stop::broken)?,
        created_at: row.get(11)?,
        ended_at: row.get(12)?,
        release_at: row.get(13)?,
        chars: small(row, 15)?,
    })
}

/// The alerts of a creator that are not done: all that were issued, and the oldest `limit` of the others.
pub(crate) fn list_waiting(read: &mut impl Read, creator: AccountId, limit: u32) -> Result<Vec<AlertRow>, Stop> {
    let mut alerts: Vec<AlertRow> = read.rows(ISSUED, params![creator])?.iter().map(waiting).collect::<Result<_, _>>()?;
    for row in &read.rows(WAITING, params![creator, limit])? {
        let found = waiting(row)?;
        if found.card.attempt == 0 {
            alerts.push(found);
        }
    }
    Ok(alerts)
}

pub(crate) fn lookup(read: &mut impl Read, id: AlertId) -> Result<Option<Alert>, Stop> {
    read.optional(ONE, params![id])?.map(|row| alert(&row)).transpose()
}

/// The alerts of a tip that are not over: one, and its replays.
pub(crate) fn list_of_tip(read: &mut impl Read, tip: TipId) -> Result<Vec<Alert>, Stop> {
    read.rows(OF_TIP, params![tip])?.iter().map(alert).collect()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(
    read: &mut impl Read,
    owner: SessionOwner,
    filter: &AlertFilter,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Alert>, Stop> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MAX), AlertId::from_bytes([0xff; 16])));
    let state = filter.state.map_or("", |state| state.as_str());
    let sql = if filter.state.is_some_and(|state| !state.is_over()) { LIST_WAITING } else { LIST };
    read.rows(sql, params![owner.creator_id, owner.tenant_id, state, at, id, limit + 1])?.iter().map(alert).collect()
}

/// How many wait that are never merged.
pub(crate) fn count_single(read: &mut impl Read, creator: AccountId) -> Result<i64, Stop> {
    read.one(COUNT_SINGLE, params![creator])?.get(0)
}

/// Each of the following answers whether the alert still stood where the caller thought.
pub(crate) fn release(tx: &mut Tx<'_>, id: AlertId) -> Result<bool, Stop> {
    Ok(tx.count(RELEASE, params![id])? == 1)
}

pub(crate) fn show(tx: &mut Tx<'_>, id: AlertId, attempt: u8, until: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SHOW, params![id, attempt, until, attempt.saturating_sub(1)])? == 1)
}

pub(crate) fn repeat(tx: &mut Tx<'_>, id: AlertId, attempt: u8) -> Result<bool, Stop> {
    Ok(tx.count(REPEAT, params![id, attempt])? == 1)
}

pub(crate) fn shown(tx: &mut Tx<'_>, id: AlertId, attempt: u8, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SHOWN, params![id, attempt, at])? == 1)
}

pub(crate) fn pass_over(tx: &mut Tx<'_>, id: AlertId, attempt: u8, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(PASS_OVER, params![id, attempt, at])? == 1)
}

pub(crate) fn skip(tx: &mut Tx<'_>, id: AlertId, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(SKIP, params![id, at])? == 1)
}

pub(crate) fn notice(tx: &mut Tx<'_>, id: AlertId) -> Result<bool, Stop> {
    Ok(tx.count(NOTICE, params![id])? == 1)
}

/// Both or neither: the caller refuses the transaction where this answers `false`.
pub(crate) fn merge(tx: &mut Tx<'_>, id: AlertId, into: AlertId, more: u32, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(MERGE, params![id, into, at])? == 1 && tx.count(MORE, params![into, more])? == 1)
}

/// It is shown as a part of the summary `into`.
pub(crate) fn sum(tx: &mut Tx<'_>, id: AlertId, into: AlertId, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(MERGE, params![id, into, at])? == 1)
}

pub(crate) fn finish(tx: &mut Tx<'_>, creator: AccountId, id: AlertId, attempt: u8, at: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(FINISH, params![id, creator, attempt, at])? == 1)
}
