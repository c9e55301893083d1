//! The tick as it is defined: one seat after the other.

use super::{Span, matched, moved};
use crate::fixed::ONE;
use crate::seats::BLOCK;

pub(super) fn tick(span: &mut Span<'_>) {
    for index in 0..span.tickets.len() {
        step(span, index);
    }
    // What is only made of seats is left to who uses it.
    span.dues.fill(None);
    if span.anew {
        span.blocks.iter_mut().zip(span.asides).for_each(|(block, aside)| block.match_anew(&aside.interests, &span.air.weights));
    }
}

/// One seat.
fn step(span: &mut Span<'_>, index: usize) {
    let (hot, lane) = (&mut span.blocks[index / BLOCK], index % BLOCK);
    let interests = span.asides[index / BLOCK].interests[lane];
    let matched = matched(&span.air.weights, span.air.lift, interests);
    let engagement = moved(hot.engagement[lane], matched, hot.growth[lane], hot.decay[lane], hot.base[lane]);
    hot.engagement[lane] = engagement;
    if span.air.adds_up {
        let sum = &mut span.sums[index / BLOCK][lane];
        *sum = sum.wrapping_add(u32::from(engagement));
    }
    span.found.total += u64::from(engagement);
    span.found.engaged += u32::from(engagement > ONE / 2);
    span.consider(index, true);
}
