//! The same tick, 64 seats at a time: fixed-size blocks, no branches, narrow integers, so that the compiler finds its vectors.

use super::{Span, moved, scalar};
use crate::fixed::ONE;
use crate::vocabulary::INTERESTS_MAX;

/// Seats of a block: 128 bytes of engagement, a few vector registers on any machine.
const BLOCK: usize = 64;

pub(super) fn tick(span: &mut Span<'_>) {
    let (speaks, count) = speaking(span);
    let speaks = &speaks[..count];
    let blocks = span.tickets.len() / BLOCK;
    for block in 0..blocks {
        let from = block * BLOCK;
        if step(span, speaks, from) {
            for index in from..from + BLOCK {
                span.consider(index);
            }
        }
    }
    for index in blocks * BLOCK..span.tickets.len() {
        scalar::step(span, index);
    }
}

/// The interests the stage speaks to, as bit and weight: the others cost nothing.
fn speaking(span: &Span<'_>) -> ([(u16, u16); INTERESTS_MAX], usize) {
    let (mut speaks, mut count) = ([(0, 0); INTERESTS_MAX], 0);
    for (bit, &weight) in span.air.weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
        speaks[count] = (1 << bit, u16::from(weight));
        count += 1;
    }
    (speaks, count)
}

fn block<T>(column: &[T], from: usize) -> &[T; BLOCK] {
    column[from..from + BLOCK].try_into().expect("a block is inside its span")
}

fn block_mut<T>(column: &mut [T], from: usize) -> &mut [T; BLOCK] {
    (&mut column[from..from + BLOCK]).try_into().expect("a block is inside its span")
}

/// One block; whether anybody in it may leave.
fn step(span: &mut Span<'_>, speaks: &[(u16, u16)], from: usize) -> bool {
    let mut matched = [u16::from(span.air.lift); BLOCK];
    let interests = block(span.interests, from);
    for &(bit, weight) in speaks {
        for lane in 0..BLOCK {
            matched[lane] += if interests[lane] & bit == 0 { 0 } else { weight };
        }
    }
    let (growth, decay, base) = (block(span.growth, from), block(span.decay, from), block(span.base, from));
    let engagement = block_mut(span.engagement, from);
    for lane in 0..BLOCK {
        engagement[lane] = moved(engagement[lane], matched[lane].min(255), growth[lane], decay[lane], base[lane]);
    }
    if span.air.adds_up {
        let sum = block_mut(span.sum, from);
        for lane in 0..BLOCK {
            sum[lane] = sum[lane].wrapping_add(u32::from(engagement[lane]));
        }
    }
    let until = block(span.until, from);
    let (now, below) = (span.air.tick as u16, span.air.leave_below);
    let (mut total, mut engaged, mut any) = (0u32, 0u16, 0u16);
    for lane in 0..BLOCK {
        total += u32::from(engagement[lane]);
        engaged += u16::from(engagement[lane] > ONE / 2);
        any |= u16::from(until[lane] == now) | u16::from(engagement[lane] < below);
    }
    span.found.total += u64::from(total);
    span.found.engaged += u32::from(engaged);
    any != 0
}
