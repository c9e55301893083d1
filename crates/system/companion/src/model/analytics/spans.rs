//! Over which spans sums are kept, and how a range is put together from them. Spans are of UTC; a range's own days are made of
//! whole quarters of an hour.

use footlights_base::Timestamp;
use jiff::tz::TimeZone;

use super::Range;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// What sums are kept over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SpanKind {
    /// What one step of sealing took, within one quarter of an hour.
    Slice,
    Day,
    Month,
}

impl SpanKind {
    pub(crate) const EACH: [Self; 3] = [Self::Slice, Self::Day, Self::Month];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Slice => "slice",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The day or month that a moment lies in; the day for a slice.
    pub(crate) fn around(self, at: Timestamp) -> Range {
        let ms = at.as_millis();
        let (from, to) = match self {
            Self::Slice | Self::Day => (floor_day(ms), floor_day(ms) + DAY_MS),
            Self::Month => (month_of(ms, 0), month_of(ms, 1)),
        };
        Range { from: Timestamp::from_millis(from), to: Timestamp::from_millis(to) }
    }
}

/// How far a creator's tips are summed up, and how far those sums are in days and months already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reach {
    /// Every tip before this moment is in a slice, and no other.
    pub(crate) sealed: i64,
    /// The days before this one have sums of their own.
    pub(crate) days: i64,
    /// The months before this one have sums of their own.
    pub(crate) months: i64,
}

/// A piece of a range, and where it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Every span of a kind that begins from here until before there.
    Kept(SpanKind, Range),
    /// Slices, as far as they lie within; what they leave at the edges is read from the tips.
    Slices(Range),
    /// The tips themselves.
    Tips(Range),
}

fn floor_day(ms: i64) -> i64 {
    ms.div_euclid(DAY_MS) * DAY_MS
}

/// The begin of the UTC month a moment lies in, or of one that many later.
fn month_of(ms: i64, later: i32) -> i64 {
    let Ok(at) = jiff::Timestamp::from_millisecond(ms) else { return ms };
    let first = at.to_zoned(TimeZone::UTC).date().first_of_month();
    let month = first.saturating_add(jiff::Span::new().months(later));
    month.to_zoned(TimeZone::UTC).map_or(ms, |begin| begin.timestamp().as_millisecond())
}

fn ceil_day(ms: i64) -> i64 {
    floor_day(ms + DAY_MS - 1)
}

fn ceil_month(ms: i64) -> i64 {
    if month_of(ms, 0) == ms { ms } else { month_of(ms, 1) }
}

/// How a range is read: whole months and days where they are kept, then slices, and from the tips what is not sealed yet.
pub(crate) fn segments(range: Range, reach: Reach) -> Vec<Segment> {
    let (from, to) = (range.from.as_millis(), range.to.as_millis());
    let mut found = Vec::new();
    let (first, last) = (ceil_month(from), month_of(to, 0).min(reach.months));
    if first < last {
        found.push(Segment::Kept(SpanKind::Month, of(first, last)));
        days(from, first, reach, &mut found);
        days(last, to, reach, &mut found);
    } else {
        days(from, to, reach, &mut found);
    }
    found
}

fn days(from: i64, to: i64, reach: Reach, found: &mut Vec<Segment>) {
    let (first, last) = (ceil_day(from), floor_day(to).min(reach.days));
    if first < last {
        found.push(Segment::Kept(SpanKind::Day, of(first, last)));
        rest(from, first, reach, found);
        rest(last, to, reach, found);
    } else {
        rest(from, to, reach, found);
    }
}

fn rest(from: i64, to: i64, reach: Reach, found: &mut Vec<Segment>) {
    if from < to.min(reach.sealed) {
        found.push(Segment::Slices(of(from, to.min(reach.sealed))));
    }
    if from.max(reach.sealed) < to {
        found.push(Segment::Tips(of(from.max(reach.sealed), to)));
    }
}

const fn of(from: i64, to: i64) -> Range {
    Range { from: Timestamp::from_millis(from), to: Timestamp::from_millis(to) }
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::{Range, Reach, Segment, SpanKind, floor_day, month_of, segments};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn holds(range: Range, moment: i64) -> bool {
        range.from.as_millis() <= moment && moment < range.to.as_millis()
    }

    /// Every moment of a range is read once, whatever is sealed and however far days and months are: checked hour by hour.
    #[test]
    fn segments_cover_a_range_exactly_once() {
        let hour = |n: i64| at("2026-01-30T00:00:00Z").as_millis() + n * 3_600_000;
        for sealed in [-1, 0, 5, 24, 47, 48, 60, 24 * 33, 24 * 70] {
            for folded in [0, 1, 2, 40] {
                let days = (floor_day(hour(sealed)) - folded * 86_400_000).max(0);
                let reach = Reach { sealed: hour(sealed), days, months: month_of(days, -i32::from(folded == 2)) };
                for (from, to) in
                    [(0, 1), (1, 5), (0, 24), (3, 100), (0, 24 * 60), (30, 24 * 60 + 7), (24 * 2, 24 * 30), (24 * 33, 24 * 40)]
                {
                    let range = Range { from: Timestamp::from_millis(hour(from)), to: Timestamp::from_millis(hour(to)) };
                    let found = segments(range, reach);
                    for moment in -48..24 * 80 {
                        let tip = hour(moment);
                        let times = found.iter().filter(|segment| match **segment {
                            Segment::Tips(piece) => holds(piece, tip),
                            Segment::Slices(piece) => tip < reach.sealed && holds(piece, tip),
                            Segment::Kept(SpanKind::Month, piece) => tip < reach.months && holds(piece, month_of(tip, 0)),
                            Segment::Kept(_, piece) => tip < reach.days && holds(piece, floor_day(tip)),
                        });
                        assert_eq!(times.count(), usize::from(holds(range, tip)), "{tip} in {range:?}, {reach:?}: {found:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn of_a_long_time_whole_months_are_read() {
        let reach = Reach {
            sealed: at("2026-04-30T23:00:00Z").as_millis(),
            days: at("2026-04-30T00:00:00Z").as_millis(),
            months: at("2026-04-01T00:00:00Z").as_millis(),
        };
        let found = segments(Range { from: Timestamp::from_millis(0), to: at("2026-05-01T00:00:00Z") }, reach);
        let range = |from: &str, to: &str| Range { from: at(from), to: at(to) };
        let expected = [
            Segment::Kept(SpanKind::Month, Range { from: Timestamp::from_millis(0), to: at("2026-04-01T00:00:00Z") }),
            Segment::Kept(SpanKind::Day, range("2026-04-01T00:00:00Z", "2026-04-30T00:00:00Z")),
            Segment::Slices(range("2026-04-30T00:00:00Z", "2026-04-30T23:00:00Z")),
            Segment::Tips(range("2026-04-30T23:00:00Z", "2026-05-01T00:00:00Z")),
        ];
        assert_eq!(found, expected);
    }
}
