//! The tick as it is defined: one seat after the other.

use super::{Span, matched, moved};
use crate::fixed::ONE;

pub(super) fn tick(span: &mut Span<'_>) {
    for index in 0..span.tickets.len() {
        step(span, index);
    }
}

/// One seat.
pub(super) fn step(span: &mut Span<'_>, index: usize) {
    let matched = matched(&span.air.weights, span.air.lift, span.interests[index]);
    let engagement = moved(span.engagement[index], matched, span.growth[index], span.decay[index], span.base[index]);
    span.engagement[index] = engagement;
    if span.air.adds_up {
        span.sum[index] = span.sum[index].wrapping_add(u32::from(engagement));
    }
    span.found.total += u64::from(engagement);
    span.found.engaged += u32::from(engagement > ONE / 2);
    span.consider(index);
}
