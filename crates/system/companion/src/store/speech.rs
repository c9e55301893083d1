//! Rows of tips that wait to be spoken.

use footlights_base::{AccountId, TenantId, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::{SessionId, TipId};

statements! {
    /// A tip to speak; the same one again stays out.
    ADD = "INSERT INTO companion_speech (tip_id, tenant_id, creator_id, session_id, sequence, queued_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tip_id) DO NOTHING";
    /// How many wait.
    COUNT = "SELECT COUNT(*) FROM companion_speech WHERE creator_id = $1";
    /// Those that wait, the first first.
    LIST = "SELECT tip_id, tenant_id, creator_id, session_id, sequence, queued_at FROM companion_speech WHERE creator_id = $1
        ORDER BY queued_at, sequence, tip_id LIMIT $2";
    /// Takes one out.
    TAKE = "DELETE FROM companion_speech WHERE tip_id = $1";
    /// What a tip says.
    WORDS = "SELECT amount_cents, refunded_cents, CASE WHEN anonymous = 1 THEN NULL ELSE tipper_name END, message FROM companion_tip WHERE id = $1";
    /// Whether somebody did not want its alert to be shown.
    SKIPPED = "SELECT COUNT(*) FROM companion_alert WHERE tip_id = $1 AND state = 'skipped'";
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
        sequence: row.get(4)?,
        queued_at: row.get(5)?,
    })
}

pub(crate) fn add(tx: &mut Tx<'_>, new: &WaitingSpeech) -> Result<(), Stop> {
    tx.run(ADD, params![new.tip, new.tenant, new.creator, new.session, new.sequence, new.queued_at])
}

pub(crate) fn count(read: &mut impl Read, creator: AccountId) -> Result<u32, Stop> {
    read.one(COUNT, params![creator])?.get(0)
}

pub(crate) fn list(read: &mut impl Read, creator: AccountId, limit: u32) -> Result<Vec<WaitingSpeech>, Stop> {
    read.rows(LIST, params![creator, limit])?.iter().map(waiting).collect()
}

pub(crate) fn take(tx: &mut Tx<'_>, tip: TipId) -> Result<(), Stop> {
    tx.run(TAKE, params![tip])
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

/// What may be said of a tip; nothing when it was given back in full, or a moderator dropped it.
pub(crate) fn words(read: &mut impl Read, tip: TipId) -> Result<Option<TipWords>, Stop> {
    let Some(words) = read.optional(WORDS, params![tip])? else { return Ok(None) };
    let (amount_cents, refunded): (i64, i64) = (words.get(0)?, words.get(1)?);
    let skipped: i64 = read.one(SKIPPED, params![tip])?.get(0)?;
    if refunded >= amount_cents || skipped > 0 {
        return Ok(None);
    }
    Ok(Some(TipWords { amount_cents, tipper_name: words.get(2)?, message: words.get(3)? }))
}
