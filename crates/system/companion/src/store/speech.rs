//! Rows of tips that wait to be spoken.

use std::time::Duration;

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{AlertId, SessionId, TipId};

statements! {
    /// A tip to speak; the same one again stays out.
    ADD = "INSERT INTO companion_speech (tip_id, tenant_id, creator_id, session_id, alert_id, sequence, queued_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tip_id) DO NOTHING";
    /// How many wait.
    COUNT = "SELECT COUNT(*) FROM companion_speech WHERE creator_id = $1";
    /// Those that wait, the first first.
    LIST = "SELECT tip_id, tenant_id, creator_id, session_id, alert_id, sequence, queued_at FROM companion_speech WHERE creator_id = $1
        ORDER BY queued_at, sequence, tip_id LIMIT $2";
    /// Takes one out; no row when another has.
    TAKE = "DELETE FROM companion_speech WHERE tip_id = $1";
    /// What a tip says.
    WORDS = "SELECT amount_cents, refunded_cents, tipper_name, message FROM companion_tip WHERE id = $1";
    /// How its alert stands.
    ALERT = "SELECT state, release_at FROM companion_alert WHERE id = $1";
    /// When the voice is free again.
    FREE_AT = "SELECT free_at FROM companion_speech_line WHERE creator_id = $1";
    /// It is taken until then.
    SET_FREE_AT = "INSERT INTO companion_speech_line (creator_id, free_at) VALUES ($1, $2)
        ON CONFLICT (creator_id) DO UPDATE SET free_at = excluded.free_at";
}

/// A tip that waits to be spoken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WaitingSpeech {
    pub(crate) tip: TipId,
    pub(crate) tenant: TenantId,
    pub(crate) creator: AccountId,
    pub(crate) session: SessionId,
    /// The alert of the tip: what holds that holds this.
    pub(crate) alert: AlertId,
    /// The tip's number in its session.
    pub(crate) sequence: i64,
    pub(crate) queued_at: Timestamp,
}

fn waiting(row: &Row) -> Result<WaitingSpeech, Stop> {
    Ok(WaitingSpeech {
        tip: row.get(0)?,
        tenant: row.get(1)?,
        creator: row.get(2)?,
        session: row.get(3)?,
        alert: row.get(4)?,
        sequence: row.get(5)?,
        queued_at: row.get(6)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, new: &WaitingSpeech) -> Result<(), Stop> {
    tx.run(ADD, params![new.tip, new.tenant, new.creator, new.session, new.alert, new.sequence, new.queued_at])
}

pub(crate) fn count(read: &mut impl Read, creator: AccountId) -> Result<u32, Stop> {
    read.one(COUNT, params![creator])?.get(0)
}

pub(crate) fn list(read: &mut impl Read, creator: AccountId, limit: u32) -> Result<Vec<WaitingSpeech>, Stop> {
    read.rows(LIST, params![creator, limit])?.iter().map(waiting).collect()
}

/// Whether it was still there.
pub(crate) fn take(tx: &mut Tx<'_>, tip: TipId) -> Result<bool, Stop> {
    Ok(tx.count(TAKE, params![tip])? == 1)
}

pub(crate) fn free_at(read: &mut impl Read, creator: AccountId) -> Result<Option<Timestamp>, Stop> {
    read.optional(FREE_AT, params![creator])?.map(|row| row.get(0)).transpose()
}

pub(crate) fn set_free_at(tx: &mut Tx<'_>, creator: AccountId, at: Timestamp) -> Result<(), Stop> {
    tx.run(SET_FREE_AT, params![creator, at])
}

/// What of a tip is repeated or spoken.
#[derive(Debug, Clone)]
pub(crate) struct TipWords {
    pub(crate) amount_cents: i64,
    pub(crate) tipper_name: Option<String>,
    pub(crate) message: Option<String>,
}

/// When to look again after an alert that is just being let go.
const LET_GO_WITHIN: Duration = Duration::from_millis(100);

/// How a tip stands with the moderators.
#[derive(Debug, Clone)]
pub(crate) enum Standing {
    /// Given back in full, or dropped by a moderator: nothing is said of it.
    Gone,
    /// A moderator may still drop it.
    HeldUntil(Timestamp),
    /// It may be spoken of.
    Open(TipWords),
}

/// Whether a tip may be spoken of at `now`.
pub(crate) fn standing(read: &mut impl Read, tip: TipId, alert: AlertId, now: Timestamp) -> Result<Standing, Stop> {
    let Some(words) = read.optional(WORDS, params![tip])? else { return Ok(Standing::Gone) };
    let (amount_cents, refunded): (i64, i64) = (words.get(0)?, words.get(1)?);
    if refunded >= amount_cents {
        return Ok(Standing::Gone);
    }
    let alert = read.optional(ALERT, params![alert])?;
    if let Some(alert) = alert {
        let (state, held_until): (String, Option<Timestamp>) = (alert.get(0)?, alert.get(1)?);
        match (state.as_str(), held_until) {
            ("skipped", _) => return Ok(Standing::Gone),
            // One whose time is over is being let go just now.
            ("held", Some(until)) => return Ok(Standing::HeldUntil(until.max(now.plus(LET_GO_WITHIN)))),
            _ => {}
        }
    }
    Ok(Standing::Open(TipWords { amount_cents, tipper_name: words.get(2)?, message: words.get(3)? }))
}
