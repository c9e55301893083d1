//! Who gave how much: sums per tipper over days, months and all time, and how a range is put together from them.

use std::collections::HashMap;

use footlights_base::Timestamp;
use jiff::tz::TimeZone;

use super::{CountedTip, Range};
use crate::model::search_text;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// What sums of tippers are kept over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SpanKind {
    Day,
    Month,
    All,
}

impl SpanKind {
    pub(crate) const ALL: [Self; 3] = [Self::Day, Self::Month, Self::All];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::All => "all",
        }
    }
}

/// One span: a UTC day, a UTC month, or all time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub(crate) kind: SpanKind,
    pub(crate) begins: Timestamp,
}

impl Span {
    /// The span of a kind that a moment lies in.
    pub(crate) fn of(kind: SpanKind, at: Timestamp) -> Self {
        let begins = match kind {
            SpanKind::Day => at.as_millis().div_euclid(DAY_MS) * DAY_MS,
            SpanKind::Month => month_of(at.as_millis(), 0),
            SpanKind::All => 0,
        };
        Self { kind, begins: Timestamp::from_millis(begins) }
    }
}

/// The begin of the UTC month a moment lies in, or of one that many later.
fn month_of(ms: i64, later: i32) -> i64 {
    let Ok(at) = jiff::Timestamp::from_millisecond(ms) else { return ms };
    let first = at.to_zoned(TimeZone::UTC).date().first_of_month();
    let month = first.saturating_add(jiff::Span::new().months(later));
    month.to_zoned(TimeZone::UTC).map_or(ms, |begin| begin.timestamp().as_millisecond())
}

/// What one tipper gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TipperSums {
    /// As it was spelled last.
    pub(crate) name: String,
    pub(crate) net_cents: i64,
    pub(crate) tip_count: i64,
    pub(crate) first_at: Timestamp,
    pub(crate) last_at: Timestamp,
}

impl TipperSums {
    /// Of one tip; none of a tip without a name.
    pub(crate) fn of(tip: &CountedTip) -> Option<(String, Self)> {
        let name = tip.tipper_name.as_deref()?;
        let left = tip.amount_cents - tip.refunded_cents;
        let sums = Self {
            name: name.to_owned(),
            net_cents: left,
            tip_count: i64::from(left > 0),
            first_at: tip.created_at,
            last_at: tip.created_at,
        };
        Some((search_text(name), sums))
    }

    fn add(&mut self, other: Self) {
        if other.last_at >= self.last_at {
            self.name = other.name;
            self.last_at = other.last_at;
        }
        self.net_cents += other.net_cents;
        self.tip_count += other.tip_count;
        self.first_at = self.first_at.min(other.first_at);
    }
}

/// Sums by the tipper's folded name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tippers(pub(crate) HashMap<String, TipperSums>);

impl Tippers {
    pub(crate) fn add(&mut self, tipper: String, sums: TipperSums) {
        match self.0.entry(tipper) {
            std::collections::hash_map::Entry::Occupied(mut known) => known.get_mut().add(sums),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(sums);
            }
        }
    }

    /// How many have given something that was not given back.
    pub(crate) fn count(&self) -> i64 {
        i64::try_from(self.0.values().filter(|sums| sums.net_cents > 0).count()).unwrap_or(i64::MAX)
    }

    /// Those who gave most, the earlier of equals first.
    pub(crate) fn top(self, limit: usize) -> Vec<TipperStanding> {
        let mut all: Vec<_> = self.0.into_iter().filter(|(_, sums)| sums.net_cents > 0).collect();
        all.sort_by(|(a_key, a), (b_key, b)| (b.net_cents, a.first_at, a_key).cmp(&(a.net_cents, b.first_at, b_key)));
        let standing = |(index, (_, sums)): (usize, (String, TipperSums))| TipperStanding {
            rank: index + 1,
            tipper_name: sums.name,
            net_cents: sums.net_cents,
            tip_count: sums.tip_count,
            first_at: sums.first_at,
            last_at: sums.last_at,
        };
        all.into_iter().take(limit).enumerate().map(standing).collect()
    }
}

/// A place on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipperStanding {
    /// 1 for who gave most.
    pub rank: usize,
    /// As it was spelled last.
    pub tipper_name: String,
    /// What is left of their tips, in minor units.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
    /// When the first of them came.
    pub first_at: Timestamp,
    /// When the last of them came.
    pub last_at: Timestamp,
}

/// A part of a range, and where it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Sums of every span of a kind that begins from here until before there.
    Kept(SpanKind, Timestamp, Timestamp),
    /// The tips themselves.
    Tips(Range),
}

/// How a range is read: whole months and days from what is kept, the rest from tips. What is kept holds exactly the tips
/// before `sealed`, so the span that `sealed` lies in counts as whole where the range goes beyond it.
pub(crate) fn segments(range: Range, sealed: Timestamp) -> Vec<Segment> {
    let (from, to) = (range.from.as_millis(), range.to.as_millis());
    let sealed = sealed.as_millis();
    let mut parts = Vec::new();
    let tips = |from: i64, to: i64, parts: &mut Vec<Segment>| {
        if from < to {
            parts.push(Segment::Tips(Range { from: Timestamp::from_millis(from), to: Timestamp::from_millis(to) }));
        }
    };
    if sealed <= from {
        tips(from, to, &mut parts);
        return parts;
    }
    let kept = |kind, from: i64, to: i64, parts: &mut Vec<Segment>| {
        if from < to {
            parts.push(Segment::Kept(kind, Timestamp::from_millis(from), Timestamp::from_millis(to)));
        }
    };
    // Where the kept part may end: any span that begins before it is whole as far as this range is concerned.
    let open = to >= sealed;
    if from <= 0 && open {
        kept(SpanKind::All, 0, 1, &mut parts);
        tips(sealed, to, &mut parts);
        return parts;
    }
    let first_day = from.div_euclid(DAY_MS) * DAY_MS + if from.rem_euclid(DAY_MS) == 0 { 0 } else { DAY_MS };
    let last_day = if open { i64::MAX } else { to.div_euclid(DAY_MS) * DAY_MS };
    let end = if open { sealed } else { to };
    if first_day >= end || first_day >= last_day {
        tips(from, to, &mut parts);
        return parts;
    }
    let this_month = month_of(first_day, 0);
    let first_month = if this_month == first_day { first_day } else { month_of(first_day, 1) };
    let last_month = if open { i64::MAX } else { month_of(last_day, 0) };
    tips(from, first_day, &mut parts);
    if first_month < last_month && first_month < end {
        kept(SpanKind::Day, first_day, first_month, &mut parts);
        kept(SpanKind::Month, first_month, last_month, &mut parts);
        kept(SpanKind::Day, last_month, last_day, &mut parts);
    } else {
        kept(SpanKind::Day, first_day, last_day, &mut parts);
    }
    tips(if open { sealed } else { last_day }, to, &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::{Range, Segment, Span, SpanKind, segments};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    /// Every moment of a range is read once, whatever is sealed: checked hour by hour.
    #[test]
    fn segments_cover_a_range_exactly_once() {
        let hour = |n: i64| Timestamp::from_millis(at("2026-01-30T00:00:00Z").as_millis() + n * 3_600_000);
        for sealed in [-1, 0, 5, 24, 47, 48, 60, 24 * 33, 24 * 70] {
            for (from, to) in [(0, 1), (1, 5), (0, 24), (3, 100), (0, 24 * 60), (30, 24 * 60 + 7), (24 * 2, 24 * 30), (24 * 33, 24 * 40)] {
                let range = Range { from: hour(from), to: hour(to) };
                let parts = segments(range, hour(sealed));
                for moment in -48..24 * 80 {
                    let tip_at = hour(moment);
                    let times = parts.iter().filter(|part| match part {
                        Segment::Tips(part) => part.from <= tip_at && tip_at < part.to,
                        Segment::Kept(kind, from, to) => {
                            let begins = Span::of(*kind, tip_at).begins;
                            tip_at < hour(sealed) && *from <= begins && begins < *to
                        }
                    });
                    let expected = usize::from(range.from <= tip_at && tip_at < range.to);
                    assert_eq!(times.count(), expected, "{tip_at} in {range:?} sealed until {}: {parts:?}", hour(sealed));
                }
            }
        }
    }

    #[test]
    fn all_time_is_read_from_one_span() {
        let range = Range { from: Timestamp::from_millis(0), to: at("2026-05-01T00:00:00Z") };
        let sealed = at("2026-04-30T23:00:00Z");
        let all = Segment::Kept(SpanKind::All, Timestamp::from_millis(0), Timestamp::from_millis(1));
        assert_eq!(segments(range, sealed), [all, Segment::Tips(Range { from: sealed, to: range.to })]);
    }
}
