//! Whole days are summed up from their slices, whole months from their days, one at a time.

use footlights_base::{AccountId, Timestamp};
use footlights_store::{ReadTx, Stop};

use super::Step;
use crate::model::analytics::{Reach, SpanKind};
use crate::store::rollup::{self, Sealed};

/// The next day or month that is over and not summed up yet.
pub(super) fn read_step(read: &mut ReadTx<'_>, creator: AccountId, seen: Sealed) -> Result<Option<Step>, Stop> {
    let reach = seen.reach;
    let begin_of = |kind: SpanKind, ms: i64| kind.around(Timestamp::from_millis(ms)).from.as_millis();
    let day = Fold { of: SpanKind::Slice, into: SpanKind::Day, from: reach.days, end: begin_of(SpanKind::Day, reach.sealed) };
    if let Some(step) = day.read(read, creator, seen, |days| Reach { days, ..reach })? {
        return Ok(Some(step));
    }
    let month = Fold { of: SpanKind::Day, into: SpanKind::Month, from: reach.months, end: begin_of(SpanKind::Month, reach.days) };
    month.read(read, creator, seen, |months| Reach { months, ..reach })
}

/// Spans of one kind are summed up into those of another, of which none is over after `end`.
struct Fold {
    of: SpanKind,
    into: SpanKind,
    from: i64,
    end: i64,
}

impl Fold {
    fn read(self, read: &mut ReadTx<'_>, creator: AccountId, seen: Sealed, to: impl Fn(i64) -> Reach) -> Result<Option<Step>, Stop> {
        if self.from >= self.end {
            return Ok(None);
        }
        let next = rollup::first(read, creator, self.of, Timestamp::from_millis(self.from))?;
        let next = next.filter(|since| since.as_millis() < self.end);
        let Some(since) = next else {
            return Ok(Some(Step { seen, to: to(self.end), tips: None, sheets: Vec::new(), minutes: Vec::new() }));
        };
        let range = self.into.around(since);
        let merged = rollup::merged(read, creator, self.of, range)?;
        let sheets = merged.into_iter().map(|(which, sheet)| (self.into, range, which, sheet)).collect();
        Ok(Some(Step { seen, to: to(range.to.as_millis()), tips: None, sheets, minutes: Vec::new() }))
    }
}
