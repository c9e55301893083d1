//! Rows that figures and exports are made of: tips in the order they came, sessions of a range, minutes of a session.

use std::time::Duration;

use footlights_base::{AccountId, Currency, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::analytics::{MinuteSums, Minutes, Range, SessionFigures};
use crate::model::{CountedTip, ExportedTip, Platform, SessionId, SessionOwner, TipId, Viewers};
use crate::store::word;

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, TipId);

statements! {
    /// What of tips is summed up, oldest first.
    COUNTED_TIPS = "SELECT id, session_id, platform, currency, amount_cents, refunded_cents, tipper_name, created_at FROM companion_tip
        WHERE creator_id = $1 AND created_at >= $2 AND created_at < $3 AND (created_at, id) > ($4, $5) ORDER BY created_at, id LIMIT $6";
    /// Names in tips of one moment, the last first.
    NAMES_AT = "SELECT tipper_name FROM companion_tip WHERE creator_id = $1 AND created_at = $2 AND currency = $3 AND ($4 = '' OR platform = $4)
        AND tipper_name IS NOT NULL ORDER BY id DESC";
    /// What of tips is exported, oldest first.
    EXPORT_OF_CREATOR = "SELECT id, session_id, created_at, platform, source, amount_cents, refunded_cents, currency, amount_tokens, tipper_name,
        message, external_id FROM companion_tip WHERE creator_id = $1 AND tenant_id = $2 AND created_at >= $3 AND created_at < $4
        AND (created_at, id) > ($5, $6) ORDER BY created_at, id LIMIT $7";
    /// The same of one session.
    EXPORT_OF_SESSION = "SELECT id, session_id, created_at, platform, source, amount_cents, refunded_cents, currency, amount_tokens, tipper_name,
        message, external_id FROM companion_tip WHERE session_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
    /// Sessions that were live at some moment of a range.
    SESSIONS = "SELECT started_at, ended_at, viewer_count, peak_viewers, viewers_from, viewers_at, viewer_ms FROM companion_session
        WHERE creator_id = $1 AND tenant_id = $2 AND started_at < $4 AND (ended_at IS NULL OR ended_at > $3) AND ($5 = '' OR platform = $5)";
    /// The most that watched in a minute.
    SEE_VIEWERS = "INSERT INTO companion_viewer_minute (session_id, minute, viewer_count) VALUES ($1, $2, $3)
        ON CONFLICT (session_id, minute) DO UPDATE SET viewer_count =
        CASE WHEN excluded.viewer_count > companion_viewer_minute.viewer_count THEN excluded.viewer_count ELSE companion_viewer_minute.viewer_count END";
    /// The minutes of a session in which somebody counted.
    VIEWER_MINUTES = "SELECT minute, viewer_count FROM companion_viewer_minute WHERE session_id = $1 AND minute < $2 ORDER BY minute LIMIT $3";
    /// The minutes of a session in which tips came.
    TIP_MINUTES = "SELECT created_at / 60000, CAST(SUM(amount_cents - refunded_cents) AS BIGINT),
        CAST(SUM(CASE WHEN refunded_cents < amount_cents THEN 1 ELSE 0 END) AS BIGINT) FROM companion_tip
        WHERE session_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY created_at / 60000";
}

/// The key before every row.
fn before_all() -> After {
    (Timestamp::from_millis(i64::MIN), TipId::from_bytes([0; 16]))
}

/// Tips of a range, oldest first.
pub(crate) fn counted_tips(
    read: &mut impl Read,
    creator: AccountId,
    range: Range,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<CountedTip>, Stop> {
    // Where the range begins, not where all begins: PostgreSQL looks for this pair in the index and reads on from there.
    let (at, id) = after.unwrap_or((range.from.minus(Duration::from_millis(1)), TipId::from_bytes([0xff; 16])));
    let counted = |row: &Row| {
        Ok(CountedTip {
            id: row.get(0)?,
            session_id: row.get(1)?,
            platform: word(row, 2)?,
            currency: row.get(3)?,
            amount_cents: row.get(4)?,
            refunded_cents: row.get(5)?,
            tipper_name: row.get(6)?,
            created_at: row.get(7)?,
        })
    };
    read.rows(COUNTED_TIPS, params![creator, range.from, range.to, at, id, limit])?.iter().map(counted).collect()
}

/// Names in tips of one moment, the last first.
pub(crate) fn names_at(
    read: &mut impl Read,
    creator: AccountId,
    at: Timestamp,
    currency: Currency,
    platform: Option<Platform>,
) -> Result<Vec<String>, Stop> {
    read.rows(NAMES_AT, params![creator, at, currency, platform.map_or("", Platform::as_str)])?.iter().map(|row| row.get(0)).collect()
}

fn exported(row: &Row) -> Result<ExportedTip, Stop> {
    Ok(ExportedTip {
        id: row.get(0)?,
        session_id: row.get(1)?,
        created_at: row.get(2)?,
        platform: word(row, 3)?,
        source: word(row, 4)?,
        amount_cents: row.get(5)?,
        refunded_cents: row.get(6)?,
        currency: row.get(7)?,
        amount_tokens: row.get(8)?,
        tipper_name: row.get(9)?,
        message: row.get(10)?,
        external_id: row.get(11)?,
    })
}

/// A page of a creator's tips of a range, oldest first.
pub(crate) fn export_of_creator(
    read: &mut impl Read,
    who: SessionOwner,
    range: Range,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<ExportedTip>, Stop> {
    let (at, id) = after.unwrap_or((range.from.minus(Duration::from_millis(1)), TipId::from_bytes([0xff; 16])));
    let values = params![who.creator_id, who.tenant_id, range.from, range.to, at, id, limit];
    read.rows(EXPORT_OF_CREATOR, values)?.iter().map(exported).collect()
}

/// A page of a session's tips, oldest first.
pub(crate) fn export_of_session(
    read: &mut impl Read,
    session: SessionId,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<ExportedTip>, Stop> {
    let (at, id) = after.unwrap_or_else(before_all);
    read.rows(EXPORT_OF_SESSION, params![session, at, id, limit])?.iter().map(exported).collect()
}

/// Sessions that were live at some moment of a range; those that still are last until `now`.
pub(crate) fn sessions(
    read: &mut impl Read,
    who: SessionOwner,
    range: Range,
    platform: Option<Platform>,
    now: Timestamp,
) -> Result<Vec<SessionFigures>, Stop> {
    let values = params![who.creator_id, who.tenant_id, range.from, range.to, platform.map_or("", Platform::as_str)];
    let figures = |row: &Row| {
        let viewers = Viewers { count: row.get(2)?, peak: row.get(3)?, from: row.get(4)?, at: row.get(5)?, area_ms: row.get(6)? };
        let until = row.get::<Option<Timestamp>>(1)?.unwrap_or(now);
        let average_viewers = viewers.average(until);
        Ok(SessionFigures { started_at: row.get(0)?, until, peak_viewers: viewers.peak, average_viewers })
    };
    read.rows(SESSIONS, values)?.iter().map(figures).collect()
}

/// So many watch in this minute, perhaps more before.
pub(crate) fn see_viewers(tx: &mut Tx<'_>, session: SessionId, at: Timestamp, count: u32) -> Result<(), Stop> {
    tx.run(SEE_VIEWERS, params![session, at.as_millis().div_euclid(60_000), count])
}

/// Minutes of a session and how many watched in each, before a minute.
pub(crate) fn viewer_minutes(read: &mut impl Read, session: SessionId, before: i64, limit: i64) -> Result<Vec<(i64, u32)>, Stop> {
    let minute = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    read.rows(VIEWER_MINUTES, params![session, before, limit])?.iter().map(minute).collect()
}

/// Adds minutes of a session out of the tips of a range.
pub(crate) fn tip_minutes(read: &mut impl Read, session: SessionId, range: Range, into: &mut Minutes) -> Result<(), Stop> {
    for row in read.rows(TIP_MINUTES, params![session, range.from, range.to])? {
        into.add(row.get(0)?, MinuteSums { net_cents: row.get(1)?, tip_count: row.get(2)? });
    }
    Ok(())
}
