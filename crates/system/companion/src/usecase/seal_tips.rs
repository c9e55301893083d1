//! Sums up tips to which nothing can be added any more, a step at a time. Called by a job and by `footlights rebuild`.
//!
//! A step reads outside of its transaction and writes only if nobody refunded one of these tips in between; then it says from
//! which moment on tips are still to be summed up, under the live session's key: a tip that was on its way at that moment
//! is recorded at it, never before ([`Book::sealed_until`](crate::model::Book)).

mod fold;
mod refunded;

use std::collections::BTreeMap;
use std::time::Duration;

use footlights_base::{AccountId, Failure, Timestamp};
use footlights_store::{ReadTx, Stop, Tx};

pub(crate) use self::refunded::refunded;
use crate::Companion;
use crate::model::analytics::{Minutes, QUARTER_MS, Range, Reach, Sheet, SpanKind, quarter_of};
use crate::model::{CountedTip, SessionId};
use crate::store::rollup::{self, Sealed, Which};
use crate::store::{figures, minutes};

/// How old a tip is before it is summed up: long enough that hardly one is still on its way.
pub(crate) const SETTLES_AFTER: Duration = Duration::from_secs(5);
/// Tips that one step sums up, unless more came in one and the same millisecond: what a question reads at the edge of its range,
/// and what the one writer of SQLite is held for, is bounded by it.
const TIPS_PER_STEP: u32 = 4_000;

/// Whether there is more to sum up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// A slice was summed up, or has to be read again; there may be more.
    Advanced,
    /// Everything old enough is summed up.
    Done,
}

/// What one step read and is about to write.
struct Step {
    seen: Sealed,
    to: Reach,
    /// The tips that were read.
    tips: Option<(Range, i64)>,
    sheets: Vec<(SpanKind, Range, Which, Sheet)>,
    /// Of each session that has tips in a slice.
    minutes: Vec<(SessionId, Range, Minutes)>,
}

impl Companion {
    /// One step of summing up a creator's tips.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn seal_tips(&self, creator: AccountId) -> Result<Sealing, Failure> {
        self.seal_until(creator, self.now().minus(SETTLES_AFTER)).await
    }

    /// The same of tips before a moment.
    pub(super) async fn seal_until(&self, creator: AccountId, end: Timestamp) -> Result<Sealing, Failure> {
        let read = self.store.read("companion.read_tips_to_seal", move |tx| read_step(tx, creator, end)).await?;
        let Some(step) = read.map(std::sync::Arc::new) else { return Ok(Sealing::Done) };
        let written = self.write_on_stage("companion.seal_tips", creator, move |tx, _live| write_step(tx, creator, &step)).await;
        written.map(|()| Sealing::Advanced)
    }
}

fn read_step(read: &mut ReadTx<'_>, creator: AccountId, end: Timestamp) -> Result<Option<Step>, Stop> {
    let seen = rollup::sealed(read, creator)?;
    if let Some(step) = fold::read_step(read, creator, seen)? {
        return Ok(Some(step));
    }
    let from = Timestamp::from_millis(seen.reach.sealed);
    if from >= end {
        return Ok(None);
    }
    let tips = whole_moments(read, creator, Range { from, to: end })?;
    let Some(last) = tips.last() else { return Ok(None) };
    let range = Range { from, to: Timestamp::from_millis(last.created_at.as_millis() + 1) };
    let count = i64::try_from(tips.len()).unwrap_or(i64::MAX);
    let to = Reach { sealed: range.to.as_millis(), ..seen.reach };
    Ok(Some(Step { seen, to, tips: Some((range, count)), sheets: sum_up(&tips, range), minutes: by_minute(&tips, range) }))
}

/// So many tips as one step takes, all or none of each millisecond.
fn whole_moments(read: &mut ReadTx<'_>, creator: AccountId, range: Range) -> Result<Vec<CountedTip>, Stop> {
    let mut tips: Vec<CountedTip> = Vec::new();
    loop {
        let after = tips.last().map(|tip| (tip.created_at, tip.id));
        let page = figures::counted_tips(read, creator, range, after, TIPS_PER_STEP)?;
        let is_last = page.len() < TIPS_PER_STEP as usize;
        tips.extend(page);
        if is_last {
            return Ok(tips);
        }
        let cut = tips.last().map(|tip| tip.created_at);
        if tips.first().map(|tip| tip.created_at) < cut {
            tips.retain(|tip| Some(tip.created_at) < cut);
            return Ok(tips);
        }
    }
}

/// The sheets of the slices that lie in a range: one a quarter, platform and currency.
fn sum_up(tips: &[CountedTip], range: Range) -> Vec<(SpanKind, Range, Which, Sheet)> {
    let mut slices: BTreeMap<(i64, Which), Sheet> = BTreeMap::new();
    for tip in tips {
        slices.entry((quarter_of(tip.created_at), (tip.platform, tip.currency))).or_default().add(tip);
    }
    slices.into_iter().map(|((quarter, which), sheet)| (SpanKind::Slice, slice(quarter, range), which, sheet)).collect()
}

/// The minutes of the same slices, session by session.
fn by_minute(tips: &[CountedTip], range: Range) -> Vec<(SessionId, Range, Minutes)> {
    let mut slices: BTreeMap<(i64, SessionId), Minutes> = BTreeMap::new();
    for tip in tips {
        slices.entry((quarter_of(tip.created_at), tip.session_id)).or_default().add_tip(tip);
    }
    slices.into_iter().map(|((quarter, session), minutes)| (session, slice(quarter, range), minutes)).collect()
}

/// As much of a range as lies in a quarter.
fn slice(quarter: i64, range: Range) -> Range {
    Range {
        from: Timestamp::from_millis(quarter * QUARTER_MS).max(range.from),
        to: Timestamp::from_millis((quarter + 1) * QUARTER_MS).min(range.to),
    }
}

fn write_step(tx: &mut Tx<'_>, creator: AccountId, step: &Step) -> Result<(), Stop> {
    // Counted under the live session's key: what was on its way when the step read is there now, or comes later than `to`.
    if let Some((range, count)) = step.tips
        && rollup::count_tips(tx, creator, range)? != count
    {
        return Ok(());
    }
    if !rollup::advance(tx, creator, step.seen, step.to)? {
        // A refund or another sealing was faster: nothing is written, the next step reads anew.
        return Ok(());
    }
    for (kind, range, which, sheet) in &step.sheets {
        rollup::add_sheet(tx, creator, *kind, *range, *which, sheet)?;
    }
    for (session, range, of_slice) in &step.minutes {
        minutes::add(tx, creator, *session, range.from, of_slice)?;
    }
    Ok(())
}
