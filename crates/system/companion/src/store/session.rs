//! Rows of sessions.

use footlights_base::{AccountId, Rejection, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};
use serde_json::{Map, Value};

use crate::model::{Book, Hold, Session, SessionFilter, SessionId, SessionOwner, Totals, Viewers};
use crate::store::word;

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, SessionId);

statements! {
    /// Adds a session unless its creator has an active one.
    INSERT = "INSERT INTO companion_session (id, tenant_id, creator_id, platform, status, title, metadata, currency, started_at, total_tips_cents,
        tip_count, viewer_count, peak_viewers, viewer_ms) VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8, 0, 0, 0, 0, 0)
        ON CONFLICT (creator_id) WHERE status = 'active' DO NOTHING";
    /// One.
    BY_ID = "SELECT id, tenant_id, creator_id, platform, status, title, metadata, currency, started_at, ended_at, total_tips_cents, tip_count,
        viewer_count, peak_viewers, viewers_from, viewers_at, viewer_ms FROM companion_session WHERE id = $1";
    /// The active one of a creator.
    ACTIVE = "SELECT id, tenant_id, creator_id, platform, status, title, metadata, currency, started_at, ended_at, total_tips_cents, tip_count,
        viewer_count, peak_viewers, viewers_from, viewers_at, viewer_ms FROM companion_session WHERE creator_id = $1 AND status = 'active'";
    /// The id of the active one.
    ACTIVE_ID = "SELECT id FROM companion_session WHERE creator_id = $1 AND status = 'active'";
    /// What tips and viewer counts decide on.
    BOOK = "SELECT tenant_id, creator_id, platform, status, started_at, currency, total_tips_cents, tip_count, viewer_count, peak_viewers,
        viewers_from, viewers_at, viewer_ms FROM companion_session WHERE id = $1";
    /// What hangs on it.
    METADATA = "SELECT metadata FROM companion_session WHERE id = $1";
    /// A creator's, newest first.
    LIST = "SELECT id, tenant_id, creator_id, platform, status, title, metadata, currency, started_at, ended_at, total_tips_cents, tip_count,
        viewer_count, peak_viewers, viewers_from, viewers_at, viewer_ms FROM companion_session
        WHERE creator_id = $1 AND started_at >= $2 AND started_at < $3 AND ($4 = '' OR status = $4) AND ($5 = '' OR platform = $5)
        AND (started_at, id) < ($6, $7) AND tenant_id = $9 ORDER BY started_at DESC, id DESC LIMIT $8";
    /// Those a creator had begun by a moment, newest first.
    IDS = "SELECT id FROM companion_session WHERE creator_id = $1 AND started_at <= $2 ORDER BY started_at DESC, id DESC LIMIT $3";
    /// Other totals.
    SET_TOTALS = "UPDATE companion_session SET total_tips_cents = $2, tip_count = $3 WHERE id = $1";
    /// Other viewer figures.
    SET_VIEWERS = "UPDATE companion_session SET viewer_count = $2, peak_viewers = $3, viewers_from = $4, viewers_at = $5, viewer_ms = $6
        WHERE id = $1";
    /// Another title or metadata.
    DESCRIBE = "UPDATE companion_session SET title = $2, metadata = $3 WHERE id = $1";
    /// Over.
    END = "UPDATE companion_session SET status = 'ended', ended_at = $2, viewer_count = $3, peak_viewers = $4, viewers_from = $5,
        viewers_at = $6, viewer_ms = $7 WHERE id = $1";
}

fn session(row: &Row) -> Result<Session, Stop> {
    Ok(Session {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        platform: word(row, 3)?,
        status: word(row, 4)?,
        title: row.get(5)?,
        metadata: json(&row.get::<String>(6)?)?,
        currency: row.get(7)?,
        started_at: row.get(8)?,
        ended_at: row.get(9)?,
        totals: Totals { total_tips_cents: row.get(10)?, tip_count: row.get(11)?, currency: row.get(7)? },
        viewers: viewers(row, 12)?,
    })
}

fn json(text: &str) -> Result<Map<String, Value>, Stop> {
    serde_json::from_str(text).map_err(Stop::broken)
}

/// The five columns of viewer figures from `first` on.
fn viewers(row: &Row, first: usize) -> Result<Viewers, Stop> {
    Ok(Viewers {
        count: row.get(first)?,
        peak: row.get(first + 1)?,
        from: row.get(first + 2)?,
        at: row.get(first + 3)?,
        area_ms: row.get(first + 4)?,
    })
}

/// Adds it, or refuses when its creator has an active one.
pub(crate) fn add(tx: &mut Tx<'_>, session: &Session, refusal: Rejection) -> Result<(), Stop> {
    let metadata = serde_json::to_string(&session.metadata).map_err(Stop::broken)?;
    let values = params![
        session.id,
        session.tenant_id,
        session.creator_id,
        session.platform.as_str(),
        session.title.as_deref(),
        metadata,
        session.currency,
        session.started_at
    ];
    tx.must(INSERT, values, 1, refusal)
}

pub(crate) fn lookup(read: &mut impl Read, id: SessionId) -> Result<Option<Session>, Stop> {
    read.optional(BY_ID, params![id])?.map(|row| session(&row)).transpose()
}

pub(crate) fn metadata(read: &mut impl Read, id: SessionId) -> Result<Map<String, Value>, Stop> {
    json(&read.one(METADATA, params![id])?.get::<String>(0)?)
}

pub(crate) fn find_active(read: &mut impl Read, creator: AccountId) -> Result<Option<Session>, Stop> {
    read.optional(ACTIVE, params![creator])?.map(|row| session(&row)).transpose()
}

pub(crate) fn find_active_id(read: &mut impl Read, creator: AccountId) -> Result<Option<SessionId>, Stop> {
    read.optional(ACTIVE_ID, params![creator])?.map(|row| row.get(0)).transpose()
}

/// The ids of those that had begun by `until`, newest first.
pub(crate) fn list_ids(read: &mut impl Read, creator: AccountId, until: Timestamp, limit: u32) -> Result<Vec<SessionId>, Stop> {
    read.rows(IDS, params![creator, until, limit])?.iter().map(|row| row.get(0)).collect()
}

pub(crate) fn lookup_book(read: &mut impl Read, id: SessionId) -> Result<Option<Book>, Stop> {
    let Some(row) = read.optional(BOOK, params![id])? else { return Ok(None) };
    Ok(Some(Book {
        owner: SessionOwner { tenant_id: row.get(0)?, creator_id: row.get(1)? },
        platform: word(&row, 2)?,
        status: word(&row, 3)?,
        started_at: row.get(4)?,
        totals: Totals { currency: row.get(5)?, total_tips_cents: row.get(6)?, tip_count: row.get(7)? },
        viewers: viewers(&row, 8)?,
        hold: Hold::default(),
        sealed_until: Timestamp::from_millis(0),
    }))
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list(
    read: &mut impl Read,
    who: SessionOwner,
    filter: &SessionFilter,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Session>, Stop> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MAX), SessionId::from_bytes([0xff; 16])));
    let values = params![
        who.creator_id,
        filter.from.unwrap_or(Timestamp::from_millis(i64::MIN)),
        filter.to.unwrap_or(Timestamp::from_millis(i64::MAX)),
        filter.status.map_or("", |status| status.as_str()),
        filter.platform.map_or("", |platform| platform.as_str()),
        at,
        id,
        limit + 1,
        who.tenant_id
    ];
    read.rows(LIST, values)?.iter().map(session).collect()
}

pub(crate) fn set_totals(tx: &mut Tx<'_>, id: SessionId, totals: Totals) -> Result<(), Stop> {
    tx.overwrite(SET_TOTALS, params![id, totals.total_tips_cents, totals.tip_count])
}

pub(crate) fn set_viewers(tx: &mut Tx<'_>, id: SessionId, viewers: Viewers) -> Result<(), Stop> {
    tx.run(SET_VIEWERS, params![id, viewers.count, viewers.peak, viewers.from, viewers.at, viewers.area_ms])
}

/// Writes title and metadata.
pub(crate) fn describe(tx: &mut Tx<'_>, session: &Session) -> Result<(), Stop> {
    let metadata = serde_json::to_string(&session.metadata).map_err(Stop::broken)?;
    tx.run(DESCRIBE, params![session.id, session.title.as_deref(), metadata])
}

/// Writes the end and the last viewer figures.
pub(crate) fn end(tx: &mut Tx<'_>, id: SessionId, at: Timestamp, viewers: Viewers) -> Result<(), Stop> {
    tx.run(END, params![id, at, viewers.count, viewers.peak, viewers.from, viewers.at, viewers.area_ms])
}
