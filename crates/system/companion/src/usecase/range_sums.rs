//! What the tips of a range add up to, exactly: read from sheets as far as they go, and from the tips themselves at the edges and
//! since the last sealing. Both are bounded, so a question costs the same however many tips there are.

use std::collections::HashMap;

use footlights_base::{AccountId, Currency, Timestamp};
use footlights_store::{ReadTx, Stop};

use crate::model::analytics::{Quarter, QuarterSums, Range, Segment, SpanKind, TipperKey, TipperSums, Tippers, quarter_of, segments};
use crate::model::{CountedTip, Platform};
use crate::store::{figures, rollup};

/// Tips read at once.
const PAGE: u32 = 5_000;

/// Whose tips of which stretch of time, and where they are summed up.
pub(super) struct RangeSums {
    creator: AccountId,
    platform: Option<Platform>,
    kept: Vec<(SpanKind, Range)>,
    /// What no sheet holds, or none that lies within the range.
    loose: Loose,
}

#[derive(Default)]
struct Loose {
    quarters: HashMap<(i64, Platform, Currency), QuarterSums>,
    tippers: HashMap<Currency, Tippers>,
}

impl RangeSums {
    /// Looks where the range is summed up, and reads the tips that are not.
    pub(super) fn read(read: &mut ReadTx<'_>, creator: AccountId, range: Range, platform: Option<Platform>) -> Result<Self, Stop> {
        let mut sums = Self { creator, platform, kept: Vec::new(), loose: Loose::default() };
        let sealed = rollup::sealed(read, creator)?;
        for segment in segments(range, sealed.reach) {
            match segment {
                Segment::Kept(kind, range) => sums.kept.push((kind, range)),
                Segment::Slices(range) => sums.slices(read, range)?,
                Segment::Tips(range) => sums.tips(read, range)?,
            }
        }
        Ok(sums)
    }

    /// Slices that lie within the range whole; the tips of those that its begin or its end cuts.
    fn slices(&mut self, read: &mut ReadTx<'_>, range: Range) -> Result<(), Stop> {
        let first = rollup::first(read, self.creator, SpanKind::Slice, range.from)?.unwrap_or(range.to).min(range.to);
        // No slice begins between the range's begin and `first`: what is there belongs to one that began before.
        let begun = rollup::last(read, self.creator, SpanKind::Slice, range.from)?;
        if let Some(begun) = begun.filter(|begun| begun.to > range.from) {
            self.tips(read, Range { from: range.from, to: begun.to.min(range.to) })?;
        }
        let last = rollup::last(read, self.creator, SpanKind::Slice, range.to)?.filter(|last| last.from >= first && last.to > range.to);
        let end = last.map_or(range.to, |last| last.from);
        if let Some(last) = last {
            self.tips(read, Range { from: last.from, to: range.to })?;
        }
        if first < end {
            self.kept.push((SpanKind::Slice, Range { from: first, to: end }));
        }
        Ok(())
    }

    fn tips(&mut self, read: &mut ReadTx<'_>, range: Range) -> Result<(), Stop> {
        let mut after = None;
        loop {
            let page = figures::counted_tips(read, self.creator, range, after, PAGE)?;
            let of_platform = |tip: &&CountedTip| self.platform.is_none_or(|platform| platform == tip.platform);
            page.iter().filter(of_platform).for_each(|tip| self.loose.add(tip));
            after = page.last().map(|tip| (tip.created_at, tip.id));
            if page.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    /// Its quarters; one may come several times.
    pub(super) fn quarters(&self, read: &mut ReadTx<'_>) -> Result<Vec<Quarter>, Stop> {
        let loose = self.loose.quarters.iter();
        let mut all: Vec<_> = loose
            .map(|((quarter, platform, currency), sums)| Quarter {
                quarter: *quarter,
                platform: *platform,
                currency: *currency,
                sums: *sums,
            })
            .collect();
        for (kind, range) in &self.kept {
            all.extend(rollup::quarters(read, self.creator, *kind, *range, self.platform)?);
        }
        Ok(all)
    }

    /// Its tippers in one currency.
    pub(super) fn tippers(&mut self, read: &mut ReadTx<'_>, currency: Currency) -> Result<Tippers, Stop> {
        let mut all = self.loose.tippers.remove(&currency).unwrap_or_default();
        for (kind, range) in &self.kept {
            rollup::tippers(read, self.creator, *kind, *range, (self.platform, currency), &mut all)?;
        }
        Ok(all)
    }

    /// How a tipper's name was spelled in their tip of this moment.
    pub(super) fn spelling(&self, read: &mut ReadTx<'_>, tipper: TipperKey, currency: Currency, at: Timestamp) -> Result<String, Stop> {
        let names = figures::names_at(read, self.creator, at, currency, self.platform)?;
        let found = names.into_iter().find(|name| TipperKey::of(name) == tipper);
        found.ok_or_else(|| Stop::broken("a tipper without a tip"))
    }
}

impl Loose {
    fn add(&mut self, tip: &CountedTip) {
        let key = (quarter_of(tip.created_at), tip.platform, tip.currency);
        self.quarters.entry(key).or_default().add(QuarterSums::of(tip));
        if let Some((tipper, sums)) = TipperSums::of(tip) {
            self.tippers.entry(tip.currency).or_default().add(tipper, sums);
        }
    }
}
