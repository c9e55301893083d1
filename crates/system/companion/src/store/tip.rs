//! Rows of tips.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{Read, Row, Sql, Stop, Tx, Value, params, statements};

use crate::model::{SessionId, SessionOwner, Tip, TipFilter, TipId, search_text};
use crate::store::word;

/// Where a list goes on: the key of the last row seen.
pub(crate) type After = (Timestamp, TipId);

statements! {
    /// Adds a tip.
    INSERT = "INSERT INTO companion_tip (id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name,
        message, search, source, external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    /// Adds a tip unless its creator has one of this external id.
    INSERT_NEW = "INSERT INTO companion_tip (id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name,
        message, search, source, external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (creator_id, external_id) WHERE external_id IS NOT NULL DO NOTHING";
    /// One.
    BY_ID = "SELECT id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name, message, source,
        external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous FROM companion_tip WHERE id = $1";
    /// Everybody may see it.
    RELEASE = "UPDATE companion_tip SET held = 0 WHERE id = $1 AND held = 1";
    /// So much was given back in all.
    REFUND = "UPDATE companion_tip SET refunded_cents = $2 WHERE id = $1";
    /// By what a platform calls it.
    BY_EXTERNAL_ID = "SELECT id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name, message, source,
        external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous FROM companion_tip WHERE creator_id = $1 AND external_id = $2";
    /// A session's, newest first. `replace` finds a text in a text the same way on both databases.
    LIST_OF_SESSION = "SELECT id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name, message, source,
        external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous FROM companion_tip
        WHERE session_id = $1 AND created_at >= $2 AND created_at < $3 AND ($4 = '' OR platform = $4)
        AND ($5 = '' OR search <> replace(search, $5, '')) AND (created_at, id) < ($6, $7) AND ($9 = '' OR anonymous = 0) ORDER BY created_at DESC, id DESC LIMIT $8";
    /// A session's, oldest first.
    LIST_FORWARD = "SELECT id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name, message, source,
        external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous FROM companion_tip
        WHERE session_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
    /// A creator's over all sessions, newest first.
    LIST_OF_CREATOR = "SELECT id, tenant_id, creator_id, session_id, platform, amount_cents, currency, amount_tokens, tipper_name, message, source,
        external_id, menu_item_id, held, refunded_cents, created_at, menu_item_name, anonymous FROM companion_tip
        WHERE creator_id = $1 AND created_at >= $2 AND created_at < $3 AND ($4 = '' OR platform = $4)
        AND ($5 = '' OR search <> replace(search, $5, '')) AND (created_at, id) < ($6, $7) AND tenant_id = $9
        AND ($10 = '' OR anonymous = 0) ORDER BY created_at DESC, id DESC LIMIT $8";
}

/// Which names a search may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// All of them: the creator searches.
    All,
    /// Those that were given for others to see; tips of others are not searched through.
    Given,
}

fn tip(row: &Row) -> Result<Tip, Stop> {
    Ok(Tip {
        id: row.get(0)?,
        tenant_id: row.get(1)?,
        creator_id: row.get(2)?,
        session_id: row.get(3)?,
        platform: word(row, 4)?,
        amount_cents: row.get(5)?,
        currency: row.get(6)?,
        amount_tokens: row.get(7)?,
        tipper_name: row.get(8)?,
        message: row.get(9)?,
        source: word(row, 10)?,
        external_id: row.get(11)?,
        menu_item_id: row.get(12)?,
        held: row.get(13)?,
        refunded_cents: row.get(14)?,
        created_at: row.get(15)?,
        menu_item_name: row.get(16)?,
        anonymous: row.get(17)?,
    })
}

/// Adds it. Whether it is there now: not when its creator has one of the same external id.
///
/// Without an external id nothing can be in its way, so nobody waits to hear of it.
/// `search` is what [`TipFilter::search`] looks through.
pub(crate) fn add(tx: &mut Tx<'_>, tip: &Tip, search: &str) -> Result<bool, Stop> {
    let values = params![
        tip.id,
        tip.tenant_id,
        tip.creator_id,
        tip.session_id,
        tip.platform.as_str(),
        tip.amount_cents,
        tip.currency,
        tip.amount_tokens,
        tip.tipper_name.as_deref(),
        tip.message.as_deref(),
        search,
        tip.source.as_str(),
        tip.external_id.as_deref(),
        tip.menu_item_id,
        tip.held,
        tip.refunded_cents,
        tip.created_at,
        tip.menu_item_name.as_deref(),
        tip.anonymous
    ];
    if tip.external_id.is_some() {
        return Ok(tx.count(INSERT_NEW, values)? == 1);
    }
    tx.run(INSERT, values)?;
    Ok(true)
}

pub(crate) fn lookup(read: &mut impl Read, id: TipId) -> Result<Option<Tip>, Stop> {
    read.optional(BY_ID, params![id])?.map(|row| tip(&row)).transpose()
}

/// Whether it was held until now.
pub(crate) fn release(tx: &mut Tx<'_>, id: TipId) -> Result<bool, Stop> {
    Ok(tx.count(RELEASE, params![id])? == 1)
}

/// Writes how much of it was given back in all.
pub(crate) fn refund(tx: &mut Tx<'_>, id: TipId, refunded_cents: i64) -> Result<(), Stop> {
    tx.run(REFUND, params![id, refunded_cents])
}

pub(crate) fn find_by_external_id(read: &mut impl Read, creator: AccountId, external_id: &str) -> Result<Option<Tip>, Stop> {
    read.optional(BY_EXTERNAL_ID, params![creator, external_id])?.map(|row| tip(&row)).transpose()
}

/// One more than `limit`, so that the caller sees whether there are more.
pub(crate) fn list_of_session(
    read: &mut impl Read,
    session: SessionId,
    filter: &TipFilter,
    names: Names,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Tip>, Stop> {
    list(read, LIST_OF_SESSION, params![session], filter, after, limit, params![narrowed(filter, names)])
}

/// The same over all sessions of a creator.
pub(crate) fn list_of_creator(
    read: &mut impl Read,
    who: SessionOwner,
    filter: &TipFilter,
    names: Names,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Tip>, Stop> {
    list(read, LIST_OF_CREATOR, params![who.creator_id], filter, after, limit, params![who.tenant_id, narrowed(filter, names)])
}

/// Not empty where tips without a name are left out.
fn narrowed(filter: &TipFilter, names: Names) -> &'static str {
    if names == Names::Given && filter.search.is_some() { "given" } else { "" }
}

fn list(
    read: &mut impl Read,
    sql: Sql,
    whose: &[Value<'_>],
    filter: &TipFilter,
    after: Option<After>,
    limit: u32,
    and: &[Value<'_>],
) -> Result<Vec<Tip>, Stop> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MAX), TipId::from_bytes([0xff; 16])));
    let search = filter.search.as_deref().map(search_text).unwrap_or_default();
    let rest = params![
        filter.from.unwrap_or(Timestamp::from_millis(i64::MIN)),
        filter.to.unwrap_or(Timestamp::from_millis(i64::MAX)),
        filter.platform.map_or("", |platform| platform.as_str()),
        search,
        at,
        id,
        limit + 1
    ];
    read.rows(sql, &[whose, rest, and].concat())?.iter().map(tip).collect()
}

/// A session's, oldest first.
pub(crate) fn list_forward(read: &mut impl Read, session: SessionId, after: Option<After>, limit: u32) -> Result<Vec<Tip>, Stop> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), TipId::from_bytes([0; 16])));
    read.rows(LIST_FORWARD, params![session, at, id, limit])?.iter().map(tip).collect()
}
