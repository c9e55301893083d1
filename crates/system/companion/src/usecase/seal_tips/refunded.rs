//! A refund of a tip that is summed up already: every sheet it is in has less, and so has its minute.

use footlights_base::Timestamp;
use footlights_store::{Stop, Tx};

use crate::model::Tip;
use crate::model::analytics::{QUARTER_MS, Range, SpanKind, TipperKey, quarter_of};
use crate::store::minutes;
use crate::store::rollup::{self, Kept};

/// A tip has just been refunded by `cents`; `tip` and its row already say so. Under the keys of its session **and** its creator.
pub(crate) fn refunded(tx: &mut Tx<'_>, tip: &Tip, cents: i64) -> Result<(), Stop> {
    rollup::disturb(tx, tip.creator_id)?;
    let (reach, at) = (rollup::sealed(tx, tip.creator_id)?.reach, tip.created_at.as_millis());
    for (kind, until) in [(SpanKind::Slice, reach.sealed), (SpanKind::Day, reach.days), (SpanKind::Month, reach.months)] {
        if at < until {
            take(tx, tip, cents, kind)?;
        }
    }
    if at < reach.sealed { take_from_minute(tx, tip, cents) } else { Ok(()) }
}

fn take_from_minute(tx: &mut Tx<'_>, tip: &Tip, cents: i64) -> Result<(), Stop> {
    let (since, mut of_slice) = minutes::of_tip(tx, tip)?;
    let sums = of_slice.at_mut(tip.created_at).ok_or_else(|| Stop::broken("a sealed tip that its minute does not know"))?;
    sums.net_cents -= cents;
    sums.tip_count -= i64::from(tip.refunded_cents == tip.amount_cents);
    minutes::change(tx, tip, since, &of_slice)
}

fn take(tx: &mut Tx<'_>, tip: &Tip, cents: i64, kind: SpanKind) -> Result<(), Stop> {
    let mut kept = rollup::sheet_of(tx, kind, tip)?;
    let gone = i64::from(tip.refunded_cents == tip.amount_cents);
    let left_before = tip.amount_cents - tip.refunded_cents + cents;
    let broken = || Stop::broken("a sealed tip that its sheet does not know");
    let quarter = quarter_of(tip.created_at);
    let mut sums = *kept.sheet.sums.get(&quarter).ok_or_else(broken)?;
    sums.refunded_cents += cents;
    sums.tip_count -= gone;
    if sums.largest_cents == left_before {
        sums.largest_cents = largest(tx, tip, kind, &kept)?;
    }
    kept.sheet.sums.insert(quarter, sums);
    if let Some(name) = tip.tipper_name.as_deref() {
        let tipper = kept.sheet.tippers.get_mut(TipperKey::of(name)).ok_or_else(broken)?;
        tipper.net_cents -= cents;
        tipper.tip_count -= gone;
    }
    rollup::change_sheet(tx, tip.creator_id, kind, (tip.platform, tip.currency), &kept)
}

/// What is now the largest of the tip's quarter, as far as the sheet goes: of a slice by its tips, otherwise by its slices, which
/// say so already.
fn largest(tx: &mut Tx<'_>, tip: &Tip, kind: SpanKind, kept: &Kept) -> Result<i64, Stop> {
    if kind == SpanKind::Slice {
        return rollup::largest(tx, tip, kept.range);
    }
    let begin = quarter_of(tip.created_at) * QUARTER_MS;
    let range = Range { from: Timestamp::from_millis(begin), to: Timestamp::from_millis(begin + QUARTER_MS) };
    let slices = rollup::quarters(tx, tip.creator_id, SpanKind::Slice, range, Some(tip.platform))?;
    Ok(slices.iter().filter(|slice| slice.currency == tip.currency).map(|slice| slice.sums.largest_cents).max().unwrap_or(0))
}
