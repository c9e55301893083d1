//! Rows of tips summed up: quarters, tippers, and how far they reach.

use footlights_base::{AccountId, Currency, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::analytics::{QUARTER_MS, Quarter, QuarterSums, Range, Span, SpanKind, TipperSums, quarter_of};
use crate::model::{Platform, Tip};
use crate::store::word;

statements! {
    /// How far a creator's tips are summed up.
    SEALED = "SELECT sealed_until, version FROM companion_sealed WHERE creator_id = $1";
    /// The first row of a creator.
    BEGIN = "INSERT INTO companion_sealed (creator_id, sealed_until, version) VALUES ($1, 0, 0) ON CONFLICT (creator_id) DO NOTHING";
    /// Moves on, if nothing that was read has changed since.
    ADVANCE = "UPDATE companion_sealed SET sealed_until = $4 WHERE creator_id = $1 AND sealed_until = $2 AND version = $3";
    /// Something that a sealing may have read has changed.
    DISTURB = "INSERT INTO companion_sealed (creator_id, sealed_until, version) VALUES ($1, 0, 1)
        ON CONFLICT (creator_id) DO UPDATE SET version = companion_sealed.version + 1";
    /// Adds to a quarter.
    ADD_QUARTER = "INSERT INTO companion_quarter (creator_id, quarter, platform, currency, gross_cents, refunded_cents, tip_count, largest_cents)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Takes a quarter away, to sum it up anew.
    DROP_QUARTER = "DELETE FROM companion_quarter WHERE creator_id = $1 AND quarter = $2 AND platform = $3 AND currency = $4";
    /// Adds to what a tipper gave in a span.
    ADD_TIPPER = "INSERT INTO companion_tipper (creator_id, span, since, platform, currency, tipper, tipper_name, net_cents, tip_count, first_at, last_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (creator_id, span, since, platform, currency, tipper) DO UPDATE SET tipper_name = excluded.tipper_name,
        net_cents = companion_tipper.net_cents + excluded.net_cents, tip_count = companion_tipper.tip_count + excluded.tip_count,
        last_at = excluded.last_at";
    /// Takes from what a tipper gave in a span.
    TAKE_TIPPER = "UPDATE companion_tipper SET net_cents = net_cents - $7, tip_count = tip_count - $8
        WHERE creator_id = $1 AND span = $2 AND since = $3 AND platform = $4 AND currency = $5 AND tipper = $6";
    /// Quarters of a range.
    QUARTERS = "SELECT quarter, platform, currency, gross_cents, refunded_cents, tip_count, largest_cents FROM companion_quarter
        WHERE creator_id = $1 AND quarter >= $2 AND quarter < $3 AND ($4 = '' OR platform = $4)";
    /// The same from tips.
    QUARTERS_OF_TIPS = "SELECT created_at / 900000, platform, currency, CAST(SUM(amount_cents) AS BIGINT), CAST(SUM(refunded_cents) AS BIGINT),
        CAST(SUM(CASE WHEN refunded_cents < amount_cents THEN 1 ELSE 0 END) AS BIGINT), MAX(amount_cents - refunded_cents) FROM companion_tip
        WHERE creator_id = $1 AND created_at >= $2 AND created_at < $3 AND ($4 = '' OR platform = $4)
        GROUP BY created_at / 900000, platform, currency";
    /// Tippers of spans.
    TIPPERS = "SELECT tipper, tipper_name, net_cents, tip_count, first_at, last_at FROM companion_tipper
        WHERE creator_id = $1 AND span = $2 AND since >= $3 AND since < $4 AND platform = $5 AND currency = $6";
    /// Those who gave most in one span.
    TOP_TIPPERS = "SELECT tipper, tipper_name, net_cents, tip_count, first_at, last_at FROM companion_tipper
        WHERE creator_id = $1 AND span = $2 AND since = $3 AND platform = $4 AND currency = $5 AND net_cents > 0
        ORDER BY net_cents DESC, tipper DESC LIMIT $6";
    /// How many gave something in one span.
    COUNT_TIPPERS = "SELECT COUNT(*) FROM companion_tipper
        WHERE creator_id = $1 AND span = $2 AND since = $3 AND platform = $4 AND currency = $5 AND net_cents > 0";
    /// One tipper in one span.
    ONE_TIPPER = "SELECT tipper, tipper_name, net_cents, tip_count, first_at, last_at FROM companion_tipper
        WHERE creator_id = $1 AND span = $2 AND since = $3 AND platform = $4 AND currency = $5 AND tipper = $6";
    /// The first tip at or after a moment.
    NEXT_TIP = "SELECT created_at FROM companion_tip WHERE creator_id = $1 AND created_at >= $2 ORDER BY created_at, id LIMIT 1";
    /// All sums of a creator go, to be made anew.
    FORGET_QUARTERS = "DELETE FROM companion_quarter WHERE creator_id = $1";
    /// The same of tippers.
    FORGET_TIPPERS = "DELETE FROM companion_tipper WHERE creator_id = $1";
    /// The same of how far they reach.
    FORGET_SEALED = "DELETE FROM companion_sealed WHERE creator_id = $1";
    /// Creators with tips, after one.
    CREATORS = "SELECT creator_id FROM companion_session WHERE creator_id > $1 GROUP BY creator_id ORDER BY creator_id LIMIT $2";
    /// All quarters of a creator, to compare.
    ALL_QUARTERS = "SELECT quarter, platform, currency, gross_cents, refunded_cents, tip_count, largest_cents FROM companion_quarter
        WHERE creator_id = $1 ORDER BY quarter, platform, currency";
    /// All sums of tippers, to compare.
    ALL_TIPPERS = "SELECT span, since, platform, currency, tipper, net_cents, tip_count FROM companion_tipper
        WHERE creator_id = $1 ORDER BY span, since, platform, currency, tipper";
}

/// How far a creator's tips are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) until: Timestamp,
    pub(crate) version: i64,
}

/// Whose sums, of what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Board {
    pub(crate) creator: AccountId,
    /// None: over all platforms.
    pub(crate) platform: Option<Platform>,
    pub(crate) currency: Currency,
}

impl Board {
    fn platform(&self) -> &'static str {
        self.platform.map_or("", Platform::as_str)
    }
}

fn quarter(row: &Row) -> Result<Quarter, Stop> {
    let sums = QuarterSums { gross_cents: row.get(3)?, refunded_cents: row.get(4)?, tip_count: row.get(5)?, largest_cents: row.get(6)? };
    Ok(Quarter { quarter: row.get(0)?, platform: word(row, 1)?, currency: row.get(2)?, sums })
}

fn tipper(row: &Row) -> Result<(String, TipperSums), Stop> {
    let sums =
        TipperSums { name: row.get(1)?, net_cents: row.get(2)?, tip_count: row.get(3)?, first_at: row.get(4)?, last_at: row.get(5)? };
    Ok((row.get(0)?, sums))
}

pub(crate) fn lookup_sealed(read: &mut impl Read, creator: AccountId) -> Result<Option<Sealed>, Stop> {
    let Some(row) = read.optional(SEALED, params![creator])? else { return Ok(None) };
    Ok(Some(Sealed { until: row.get(0)?, version: row.get(1)? }))
}

/// Makes the first row of a creator.
pub(crate) fn begin(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(BEGIN, params![creator])
}

/// Whether nobody was in between.
pub(crate) fn advance(tx: &mut Tx<'_>, creator: AccountId, seen: Sealed, until: Timestamp) -> Result<bool, Stop> {
    Ok(tx.count(ADVANCE, params![creator, seen.until, seen.version, until])? == 1)
}

/// A tip that is not summed up yet was refunded: whoever is about to sum it up reads it again.
pub(crate) fn disturb(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(DISTURB, params![creator])
}

pub(crate) fn add_quarter(tx: &mut Tx<'_>, creator: AccountId, quarter: &Quarter) -> Result<(), Stop> {
    let Quarter { quarter, platform, currency, sums } = *quarter;
    let QuarterSums { gross_cents, refunded_cents, tip_count, largest_cents } = sums;
    tx.run(ADD_QUARTER, params![creator, quarter, platform.as_str(), currency, gross_cents, refunded_cents, tip_count, largest_cents])
}

pub(crate) fn add_tipper(tx: &mut Tx<'_>, board: Board, span: Span, tipper: &str, sums: &TipperSums) -> Result<(), Stop> {
    let TipperSums { name, net_cents, tip_count, first_at, last_at } = sums;
    tx.run(
        ADD_TIPPER,
        params![
            board.creator,
            span.kind.as_str(),
            span.begins,
            board.platform(),
            board.currency,
            tipper,
            name.as_str(),
            *net_cents,
            *tip_count,
            *first_at,
            *last_at
        ],
    )
}

/// A refund of a tip that is summed up already: its quarter is summed up anew, its tipper has less.
pub(crate) fn refund(tx: &mut Tx<'_>, tip: &Tip, tipper: Option<&str>, cents: i64) -> Result<(), Stop> {
    let number = quarter_of(tip.created_at);
    let range = Range { from: Timestamp::from_millis(number * QUARTER_MS), to: Timestamp::from_millis((number + 1) * QUARTER_MS) };
    tx.run(DROP_QUARTER, params![tip.creator_id, number, tip.platform.as_str(), tip.currency])?;
    for quarter in quarters_of_tips(tx, tip.creator_id, range, Some(tip.platform))? {
        if quarter.currency == tip.currency {
            add_quarter(tx, tip.creator_id, &quarter)?;
        }
    }
    let Some(tipper) = tipper else { return Ok(()) };
    let gone = i64::from(tip.refunded_cents == tip.amount_cents);
    for kind in SpanKind::ALL {
        let span = Span::of(kind, tip.created_at);
        for platform in ["", tip.platform.as_str()] {
            let values = params![tip.creator_id, kind.as_str(), span.begins, platform, tip.currency, tipper, cents, gone];
            tx.run(TAKE_TIPPER, values)?;
        }
    }
    Ok(())
}

pub(crate) fn quarters(
    read: &mut impl Read,
    creator: AccountId,
    from: i64,
    to: i64,
    platform: Option<Platform>,
) -> Result<Vec<Quarter>, Stop> {
    read.rows(QUARTERS, params![creator, from, to, platform.map_or("", Platform::as_str)])?.iter().map(quarter).collect()
}

pub(crate) fn quarters_of_tips(
    read: &mut impl Read,
    creator: AccountId,
    range: Range,
    platform: Option<Platform>,
) -> Result<Vec<Quarter>, Stop> {
    let values = params![creator, range.from, range.to, platform.map_or("", Platform::as_str)];
    read.rows(QUARTERS_OF_TIPS, values)?.iter().map(quarter).collect()
}

/// Sums of every span of a kind that begins from `from` until before `to`.
pub(crate) fn tippers(
    read: &mut impl Read,
    board: Board,
    kind: SpanKind,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, TipperSums)>, Stop> {
    let values = params![board.creator, kind.as_str(), from, to, board.platform(), board.currency];
    read.rows(TIPPERS, values)?.iter().map(tipper).collect()
}

pub(crate) fn top_tippers(read: &mut impl Read, board: Board, span: Span, limit: u32) -> Result<Vec<(String, TipperSums)>, Stop> {
    let values = params![board.creator, span.kind.as_str(), span.begins, board.platform(), board.currency, limit];
    read.rows(TOP_TIPPERS, values)?.iter().map(tipper).collect()
}

pub(crate) fn count_tippers(read: &mut impl Read, board: Board, span: Span) -> Result<i64, Stop> {
    let values = params![board.creator, span.kind.as_str(), span.begins, board.platform(), board.currency];
    read.one(COUNT_TIPPERS, values)?.get(0)
}

pub(crate) fn lookup_tipper(read: &mut impl Read, board: Board, span: Span, name: &str) -> Result<Option<TipperSums>, Stop> {
    let values = params![board.creator, span.kind.as_str(), span.begins, board.platform(), board.currency, name];
    Ok(read.optional(ONE_TIPPER, values)?.map(|row| tipper(&row)).transpose()?.map(|(_, sums)| sums))
}

/// When the first tip at or after `from` came.
pub(crate) fn next_tip_at(read: &mut impl Read, creator: AccountId, from: Timestamp) -> Result<Option<Timestamp>, Stop> {
    read.optional(NEXT_TIP, params![creator, from])?.map(|row| row.get(0)).transpose()
}

/// Every sum of a creator goes.
pub(crate) fn forget(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_QUARTERS, params![creator])?;
    tx.run(FORGET_TIPPERS, params![creator])?;
    tx.run(FORGET_SEALED, params![creator])
}

/// Creators who had sessions, in order, after one.
pub(crate) fn creators(read: &mut impl Read, after: AccountId, limit: u32) -> Result<Vec<AccountId>, Stop> {
    read.rows(CREATORS, params![after, limit])?.iter().map(|row| row.get(0)).collect()
}

/// One kept sum, in a form that can be compared.
pub(crate) type KeptSum = (String, i64, String, String, String, i64, i64);

/// Everything that is kept of a creator, to compare before and after.
pub(crate) fn everything(read: &mut impl Read, creator: AccountId) -> Result<Vec<KeptSum>, Stop> {
    let mut all = Vec::new();
    for row in read.rows(ALL_QUARTERS, params![creator])? {
        let quarter = quarter(&row)?;
        let (platform, currency) = (quarter.platform.as_str().to_owned(), quarter.currency.to_string());
        let QuarterSums { gross_cents, refunded_cents, tip_count, largest_cents } = quarter.sums;
        let rest = format!("refunded {refunded_cents}, largest {largest_cents}");
        all.push(("quarter".to_owned(), quarter.quarter, platform, currency, rest, gross_cents, tip_count));
    }
    for row in read.rows(ALL_TIPPERS, params![creator])? {
        all.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?));
    }
    Ok(all)
}
