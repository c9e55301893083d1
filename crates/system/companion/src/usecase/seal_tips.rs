//! Sums up tips to which nothing can be added any more, a part at a time. Called by a job and by `footlights rebuild`.
//!
//! Reads outside of the transaction and writes only if nobody refunded one of these tips in between.

use std::collections::BTreeMap;
use std::time::Duration;

use footlights_base::{AccountId, Currency, Failure, Timestamp};
use footlights_store::{ReadTx, Stop, Tx};

use crate::Companion;
use crate::events::creator_topic;
use crate::model::analytics::{QUARTER_MS, Quarter, QuarterSums, Range, Span, SpanKind, TipperSums, Tippers, quarter_of};
use crate::model::{CountedTip, Platform, Tip, search_text};
use crate::store::figures;
use crate::store::rollup::{self, Board, Sealed};

/// How old a quarter is before it is summed up. A tip's time is read before its transaction, which ends long before this.
const SETTLES_AFTER: Duration = Duration::from_secs(3_600);
/// Tips that one step sums up, unless a single quarter holds more.
const TIPS_PER_STEP: usize = 20_000;
/// Tips read at once.
const PAGE: u32 = 2_000;

/// Whether there is more to sum up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// A part was summed up, or has to be read again; there may be more.
    Advanced,
    /// Everything old enough is summed up.
    Done,
}

/// What one step read and is about to write.
struct Part {
    seen: Sealed,
    until: Timestamp,
    quarters: Vec<Quarter>,
    tippers: Vec<(Board, Span, Tippers)>,
}

impl Companion {
    /// One step of summing up a creator's tips.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn seal_tips(&self, creator: AccountId) -> Result<Sealing, Failure> {
        let end = quarter_of(self.now().minus(SETTLES_AFTER)) * QUARTER_MS;
        let end = Timestamp::from_millis(end);
        let read = self.store.read("companion.read_tips_to_seal", move |tx| read_part(tx, creator, end)).await?;
        let Some(part) = read else { return Ok(Sealing::Done) };
        let written = self.store.write("companion.seal_tips", creator_topic(creator), move |tx| write_part(tx, creator, &part)).await;
        written.map(|()| Sealing::Advanced)
    }
}

/// A tip has just been refunded by `cents`; `tip` already says so. Under the keys of its session **and** its creator.
pub(crate) fn refunded(tx: &mut Tx<'_>, tip: &Tip, cents: i64) -> Result<(), Stop> {
    let sealed = rollup::lookup_sealed(tx, tip.creator_id)?;
    if sealed.is_none_or(|sealed| tip.created_at >= sealed.until) {
        return rollup::disturb(tx, tip.creator_id);
    }
    let tipper = tip.tipper_name.as_deref().map(search_text);
    rollup::refund(tx, tip, tipper.as_deref(), cents)
}

fn read_part(read: &mut ReadTx<'_>, creator: AccountId, end: Timestamp) -> Result<Option<Part>, Stop> {
    let known = rollup::lookup_sealed(read, creator)?;
    let from = known.map_or(Timestamp::from_millis(0), |sealed| sealed.until);
    if from >= end {
        return Ok(None);
    }
    let next = rollup::next_tip_at(read, creator, from)?;
    let seen = known.unwrap_or(Sealed { until: from, version: 0 });
    let Some(next) = next.filter(|at| *at < end) else {
        // Nothing to sum up: a creator without tips gets no row.
        return Ok(known.map(|seen| Part { seen, until: end, quarters: Vec::new(), tippers: Vec::new() }));
    };
    // A step stays within one UTC day, so that its tippers belong to one day and month.
    let day_ends = Span::of(SpanKind::Day, next).begins.plus(Duration::from_secs(86_400));
    let range = Range { from: Timestamp::from_millis(quarter_of(next) * QUARTER_MS), to: day_ends.min(end) };
    let (tips, until) = whole_quarters(read, creator, range)?;
    Ok(Some(sum_up(creator, seen, until, &tips)))
}

/// The tips of so many whole quarters as one step takes, and where the next step begins.
fn whole_quarters(read: &mut ReadTx<'_>, creator: AccountId, range: Range) -> Result<(Vec<CountedTip>, Timestamp), Stop> {
    let mut tips: Vec<CountedTip> = Vec::new();
    loop {
        let after = tips.last().map(|tip| (tip.created_at, tip.id));
        let page = figures::counted_tips(read, creator, range, after, PAGE)?;
        let is_last = page.len() < PAGE as usize;
        tips.extend(page);
        if is_last {
            return Ok((tips, range.to));
        }
        let last = tips.last().map_or(0, |tip| quarter_of(tip.created_at));
        let first = tips.first().map_or(0, |tip| quarter_of(tip.created_at));
        if tips.len() >= TIPS_PER_STEP && last > first {
            tips.retain(|tip| quarter_of(tip.created_at) < last);
            return Ok((tips, Timestamp::from_millis(last * QUARTER_MS)));
        }
    }
}

fn sum_up(creator: AccountId, seen: Sealed, until: Timestamp, tips: &[CountedTip]) -> Part {
    let mut quarters: BTreeMap<(i64, &str, String), Quarter> = BTreeMap::new();
    let mut tippers: Vec<(Board, Span, Tippers)> = Vec::new();
    for tip in tips {
        let CountedTip { platform, currency, created_at, .. } = *tip;
        let sums = QuarterSums::of(tip);
        let quarter = quarter_of(created_at);
        let key = (quarter, platform.as_str(), currency.to_string());
        let known = quarters.entry(key).or_insert(Quarter { quarter, platform, currency, sums: QuarterSums::default() });
        known.sums.add(sums);
        let Some((tipper, sums)) = TipperSums::of(tip) else { continue };
        for platform in [None, Some(platform)] {
            let board = of_board(&mut tippers, creator, platform, currency, created_at);
            board.add(tipper.clone(), sums.clone());
        }
    }
    Part { seen, until, quarters: quarters.into_values().collect(), tippers }
}

/// The day's sums of a board; months and all time get the same added.
fn of_board(
    boards: &mut Vec<(Board, Span, Tippers)>,
    creator: AccountId,
    platform: Option<Platform>,
    currency: Currency,
    at: Timestamp,
) -> &mut Tippers {
    let found = boards.iter().position(|(board, ..)| board.platform == platform && board.currency == currency);
    let index = found.unwrap_or_else(|| {
        boards.push((Board { creator, platform, currency }, Span::of(SpanKind::Day, at), Tippers::default()));
        boards.len() - 1
    });
    &mut boards[index].2
}

fn write_part(tx: &mut Tx<'_>, creator: AccountId, part: &Part) -> Result<(), Stop> {
    rollup::begin(tx, creator)?;
    if !rollup::advance(tx, creator, part.seen, part.until)? {
        // A refund or another sealing was faster: nothing is written, the next step reads anew.
        return Ok(());
    }
    for quarter in &part.quarters {
        rollup::add_quarter(tx, creator, quarter)?;
    }
    for (board, day, tippers) in &part.tippers {
        for kind in SpanKind::ALL {
            let span = Span::of(kind, day.begins);
            for (tipper, sums) in &tippers.0 {
                rollup::add_tipper(tx, *board, span, tipper, sums)?;
            }
        }
    }
    Ok(())
}
