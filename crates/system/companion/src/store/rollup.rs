//! Tips summed up: sheets of slices, days and months, and how far they reach.

use footlights_base::{AccountId, Currency, Timestamp};
use footlights_store::{Read, Row, Stop, Tx, params, statements};

use crate::model::analytics::{Quarter, Range, Reach, Sheet, SpanKind, Tippers, pack_sums, pack_tippers, unpack_sums, unpack_tippers};
use crate::model::{Platform, Tip};
use crate::store::word;

statements! {
    /// How far a creator's tips are summed up.
    SEALED = "SELECT sealed_until, days_until, months_until, version FROM companion_sealed WHERE creator_id = $1";
    /// The first row of a creator.
    FIRST_ROW = "INSERT INTO companion_sealed (creator_id, sealed_until, days_until, months_until, version) VALUES ($1, 0, 0, 0, 0)
        ON CONFLICT (creator_id) DO NOTHING";
    /// Moves on, if nothing that was read has changed since.
    ADVANCE = "UPDATE companion_sealed SET sealed_until = $6, days_until = $7, months_until = $8
        WHERE creator_id = $1 AND version = $2 AND sealed_until = $3 AND days_until = $4 AND months_until = $5";
    /// Something that a sealing may have read has changed.
    DISTURB = "INSERT INTO companion_sealed (creator_id, sealed_until, days_until, months_until, version) VALUES ($1, 0, 0, 0, 1)
        ON CONFLICT (creator_id) DO UPDATE SET version = companion_sealed.version + 1";
    /// Adds a sheet.
    ADD_SHEET = "INSERT INTO companion_sheet (creator_id, span, since, platform, currency, ends_at, sums, tippers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A sheet says this from now on.
    CHANGE_SHEET = "UPDATE companion_sheet SET sums = $6, tippers = $7
        WHERE creator_id = $1 AND span = $2 AND since = $3 AND platform = $4 AND currency = $5";
    /// Quarters of spans.
    SUMS = "SELECT since, platform, currency, sums FROM companion_sheet
        WHERE creator_id = $1 AND span = $2 AND since >= $3 AND since < $4 AND ($5 = '' OR platform = $5)";
    /// Tippers of spans.
    TIPPERS = "SELECT since, tippers FROM companion_sheet
        WHERE creator_id = $1 AND span = $2 AND since >= $3 AND since < $4 AND ($5 = '' OR platform = $5) AND currency = $6";
    /// Whole sheets of spans.
    SHEETS = "SELECT since, platform, currency, sums, tippers FROM companion_sheet
        WHERE creator_id = $1 AND span = $2 AND since >= $3 AND since < $4 ORDER BY platform, currency";
    /// The sheet a moment lies in.
    SHEET_AT = "SELECT since, ends_at, sums, tippers FROM companion_sheet
        WHERE creator_id = $1 AND span = $2 AND since <= $3 AND platform = $4 AND currency = $5 ORDER BY since DESC LIMIT 1";
    /// The first sheet that begins at a moment or later.
    FIRST = "SELECT since FROM companion_sheet WHERE creator_id = $1 AND span = $2 AND since >= $3 ORDER BY since LIMIT 1";
    /// The last sheet that begins before a moment.
    LAST = "SELECT since, ends_at FROM companion_sheet WHERE creator_id = $1 AND span = $2 AND since < $3 ORDER BY since DESC LIMIT 1";
    /// The most that is left of one tip.
    LARGEST = "SELECT MAX(amount_cents - refunded_cents) FROM companion_tip
        WHERE creator_id = $1 AND created_at >= $2 AND created_at < $3 AND platform = $4 AND currency = $5";
    /// How many tips there are.
    COUNT_TIPS = "SELECT COUNT(*) FROM companion_tip WHERE creator_id = $1 AND created_at >= $2 AND created_at < $3";
    /// The first tip at or after a moment.
    NEXT_TIP = "SELECT created_at FROM companion_tip WHERE creator_id = $1 AND created_at >= $2 ORDER BY created_at, id LIMIT 1";
    /// All sheets of a creator go, to be made anew.
    FORGET_SHEETS = "DELETE FROM companion_sheet WHERE creator_id = $1";
    /// And nothing is summed up.
    FORGET_SEALED = "UPDATE companion_sealed SET sealed_until = 0, days_until = 0, months_until = 0, version = version + 1 WHERE creator_id = $1";
    /// Creators with sessions, after one.
    CREATORS = "SELECT creator_id FROM companion_session WHERE creator_id > $1 GROUP BY creator_id ORDER BY creator_id LIMIT $2";
    /// Creators after one with tips before a moment that are not summed up, or with days that are not, or maybe with a month that is not:
    /// where the month before is, the days may be a month of 28 days further nevertheless.
    BEHIND = "SELECT s.creator_id FROM (SELECT creator_id FROM companion_session WHERE creator_id > $1 GROUP BY creator_id) s
        LEFT JOIN companion_sealed d ON d.creator_id = s.creator_id
        WHERE d.days_until < d.sealed_until / 86400000 * 86400000 OR d.months_until + 2419200000 <= d.days_until
            OR EXISTS (SELECT 1 FROM companion_tip t
                WHERE t.creator_id = s.creator_id AND t.created_at >= COALESCE(d.sealed_until, 0) AND t.created_at < $2)
        ORDER BY s.creator_id LIMIT $3";
}

/// How far a creator's tips are summed up, and what changes when something they were summed up from does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sealed {
    pub(crate) reach: Reach,
    pub(crate) version: i64,
}

/// Which sheets of a span: the platform and the currency they count.
pub(crate) type Which = (Platform, Currency);

/// A sheet where it stands.
pub(crate) struct Kept {
    pub(crate) range: Range,
    pub(crate) sheet: Sheet,
}

fn any(platform: Option<Platform>) -> &'static str {
    platform.map_or("", Platform::as_str)
}

/// Nothing is summed up of a creator without a row.
pub(crate) fn sealed(read: &mut impl Read, creator: AccountId) -> Result<Sealed, Stop> {
    let Some(row) = read.optional(SEALED, params![creator])? else { return Ok(Sealed::default()) };
    Ok(Sealed { reach: Reach { sealed: row.get(0)?, days: row.get(1)?, months: row.get(2)? }, version: row.get(3)? })
}

/// Whether nobody was in between.
pub(crate) fn advance(tx: &mut Tx<'_>, creator: AccountId, seen: Sealed, to: Reach) -> Result<bool, Stop> {
    tx.run(FIRST_ROW, params![creator])?;
    let Sealed { reach: from, version } = seen;
    let values = params![creator, version, from.sealed, from.days, from.months, to.sealed, to.days, to.months];
    Ok(tx.count(ADVANCE, values)? == 1)
}

/// A tip was refunded: whoever is about to sum it up, or sums it is in, reads again.
pub(crate) fn disturb(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(DISTURB, params![creator])
}

pub(crate) fn add_sheet(
    tx: &mut Tx<'_>,
    creator: AccountId,
    kind: SpanKind,
    range: Range,
    which: Which,
    sheet: &Sheet,
) -> Result<(), Stop> {
    let (platform, currency) = which;
    let (sums, tippers) = (pack_sums(range.from, &sheet.sums), pack_tippers(range.from, &sheet.tippers));
    tx.run(ADD_SHEET, params![creator, kind.as_str(), range.from, platform.as_str(), currency, range.to, sums, tippers])
}

pub(crate) fn change_sheet(tx: &mut Tx<'_>, creator: AccountId, kind: SpanKind, which: Which, kept: &Kept) -> Result<(), Stop> {
    let (platform, currency) = which;
    let since = kept.range.from;
    let (sums, tippers) = (pack_sums(since, &kept.sheet.sums), pack_tippers(since, &kept.sheet.tippers));
    tx.run(CHANGE_SHEET, params![creator, kind.as_str(), since, platform.as_str(), currency, sums, tippers])
}

/// The sheet that a sealed tip is in.
pub(crate) fn sheet_of(read: &mut impl Read, kind: SpanKind, tip: &Tip) -> Result<Kept, Stop> {
    let values = params![tip.creator_id, kind.as_str(), tip.created_at, tip.platform.as_str(), tip.currency];
    let row = read.optional(SHEET_AT, values)?.ok_or_else(|| Stop::broken("a sealed tip without its sheet"))?;
    let range = Range { from: row.get(0)?, to: row.get(1)? };
    let mut sheet = Sheet::default();
    sheet.merge(range.from, &row.get::<Vec<u8>>(2)?, &row.get::<Vec<u8>>(3)?).map_err(Stop::broken)?;
    Ok(Kept { range, sheet })
}

/// Every quarter of the spans of a kind that begin within a range; of a quarter in several slices each.
pub(crate) fn quarters(
    read: &mut impl Read,
    creator: AccountId,
    kind: SpanKind,
    range: Range,
    platform: Option<Platform>,
) -> Result<Vec<Quarter>, Stop> {
    let mut found = Vec::new();
    for row in read.rows(SUMS, params![creator, kind.as_str(), range.from, range.to, any(platform)])? {
        let (platform, currency) = (word(&row, 1)?, row.get(2)?);
        let each = |quarter, sums| found.push(Quarter { quarter, platform, currency, sums });
        unpack_sums(row.get(0)?, &row.get::<Vec<u8>>(3)?, each).map_err(Stop::broken)?;
    }
    Ok(found)
}

/// Adds the tippers of all spans of a kind that begin within a range.
pub(crate) fn tippers(
    read: &mut impl Read,
    creator: AccountId,
    kind: SpanKind,
    range: Range,
    of: (Option<Platform>, Currency),
    into: &mut Tippers,
) -> Result<(), Stop> {
    for row in read.rows(TIPPERS, params![creator, kind.as_str(), range.from, range.to, any(of.0), of.1])? {
        unpack_tippers(row.get(0)?, &row.get::<Vec<u8>>(1)?, into).map_err(Stop::broken)?;
    }
    Ok(())
}

/// What all sheets of a kind that begin within a range add up to, by platform and currency.
pub(crate) fn merged(read: &mut impl Read, creator: AccountId, kind: SpanKind, range: Range) -> Result<Vec<(Which, Sheet)>, Stop> {
    let mut all: Vec<(Which, Sheet)> = Vec::new();
    for row in read.rows(SHEETS, params![creator, kind.as_str(), range.from, range.to])? {
        let which = (word(&row, 1)?, row.get(2)?);
        if all.last().is_none_or(|(last, _)| *last != which) {
            all.push((which, Sheet::default()));
        }
        let (_, sheet) = all.last_mut().expect("one was put there");
        sheet.merge(row.get(0)?, &row.get::<Vec<u8>>(3)?, &row.get::<Vec<u8>>(4)?).map_err(Stop::broken)?;
    }
    Ok(all)
}

/// Where the first sheet of a kind begins that does so at a moment or later.
pub(crate) fn first(read: &mut impl Read, creator: AccountId, kind: SpanKind, from: Timestamp) -> Result<Option<Timestamp>, Stop> {
    read.optional(FIRST, params![creator, kind.as_str(), from])?.map(|row| row.get(0)).transpose()
}

/// The last span of a kind that begins before a moment.
pub(crate) fn last(read: &mut impl Read, creator: AccountId, kind: SpanKind, before: Timestamp) -> Result<Option<Range>, Stop> {
    let range = |row: Row| Ok(Range { from: row.get(0)?, to: row.get(1)? });
    read.optional(LAST, params![creator, kind.as_str(), before])?.map(range).transpose()
}

/// The most that is left of one tip of a range.
pub(crate) fn largest(read: &mut impl Read, tip: &Tip, range: Range) -> Result<i64, Stop> {
    let values = params![tip.creator_id, range.from, range.to, tip.platform.as_str(), tip.currency];
    Ok(read.one(LARGEST, values)?.get::<Option<i64>>(0)?.unwrap_or(0))
}

pub(crate) fn count_tips(read: &mut impl Read, creator: AccountId, range: Range) -> Result<i64, Stop> {
    read.one(COUNT_TIPS, params![creator, range.from, range.to])?.get(0)
}

/// When the first tip at or after `from` came.
pub(crate) fn next_tip_at(read: &mut impl Read, creator: AccountId, from: Timestamp) -> Result<Option<Timestamp>, Stop> {
    read.optional(NEXT_TIP, params![creator, from])?.map(|row| row.get(0)).transpose()
}

/// Every sum of a creator goes.
pub(crate) fn forget(tx: &mut Tx<'_>, creator: AccountId) -> Result<(), Stop> {
    tx.run(FORGET_SHEETS, params![creator])?;
    tx.run(FORGET_SEALED, params![creator])
}

/// Creators who had sessions, in order, after one.
pub(crate) fn creators(read: &mut impl Read, after: AccountId, limit: u32) -> Result<Vec<AccountId>, Stop> {
    read.rows(CREATORS, params![after, limit])?.iter().map(|row| row.get(0)).collect()
}

/// Creators of whom something before a moment may not be summed up, in order, after one.
pub(crate) fn behind(read: &mut impl Read, after: AccountId, before: Timestamp, limit: u32) -> Result<Vec<AccountId>, Stop> {
    read.rows(BEHIND, params![after, before, limit])?.iter().map(|row| row.get(0)).collect()
}
