//! The same tick, 64 seats at a time: fixed-size blocks, no branches, narrow integers, so that the compiler finds its vectors.

#![expect(clippy::needless_range_loop, reason = "one lane of several columns at once is the shape that becomes vectors")]

use super::{Air, Span, moved};
use crate::fixed::ONE;
use crate::near;
use crate::seats::{BLOCK, Block};
use crate::vocabulary::INTERESTS_MAX;

/// How many blocks ahead memory is asked for the next one: about as long as it takes to answer.
pub(crate) const AHEAD: usize = 2;

pub(super) fn tick(span: &mut Span<'_>) {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the one way to call code for a processor that was asked whether it has AVX2")]
        // SAFETY: it has AVX2, as the line above found out; the code is safe otherwise.
        return unsafe { tick_avx2(span) };
    }
    blocks(span);
}

/// The same code, for processors whose registers are twice as wide.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn tick_avx2(span: &mut Span<'_>) {
    blocks(span);
}

#[inline(always)]
fn blocks(span: &mut Span<'_>) {
    let (speaks, count) = speaking(span);
    let (speaks, air) = (&speaks[..count], span.air);
    let mut before = 0u64;
    for number in 0..span.blocks.len() {
        if let Some(ahead) = span.blocks.get(number + AHEAD) {
            ahead.bring();
            if air.adds_up {
                near::bring_front(&span.sums[number + AHEAD], size_of::<[u32; BLOCK]>());
            }
        }
        let (total, engaged, may_leave) = step(&mut span.blocks[number], speaks, &air);
        span.found.total += u64::from(total);
        span.found.engaged += u32::from(engaged);
        if air.adds_up {
            add_up(&span.blocks[number].engagement, &mut span.sums[number]);
        }
        // Who they are is asked for now and needed a block later.
        let may_leave = bits(&may_leave) & sat(span.tickets.len() - number * BLOCK);
        lanes(may_leave).for_each(|lane| near::bring(&span.tickets[number * BLOCK + lane]));
        if number > 0 {
            lanes(before).for_each(|lane| span.consider((number - 1) * BLOCK + lane));
        }
        before = may_leave;
    }
    if let Some(last) = span.blocks.len().checked_sub(1) {
        lanes(before).for_each(|lane| span.consider(last * BLOCK + lane));
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

/// One block; engagement of all added up, how many are above one half, and who may leave.
#[inline(always)]
fn step(seats: &mut Block, speaks: &[(u16, u16)], air: &Air) -> (u32, u16, [u8; BLOCK]) {
    let mut matched = [u16::from(air.lift); BLOCK];
    for &(bit, weight) in speaks {
        for lane in 0..BLOCK {
            matched[lane] += if seats.interests[lane] & bit == 0 { 0 } else { weight };
        }
    }
    for lane in 0..BLOCK {
        let (growth, decay, base) = (seats.growth[lane], seats.decay[lane], seats.base[lane]);
        seats.engagement[lane] = moved(seats.engagement[lane], matched[lane].min(255), growth, decay, base);
    }
    let (now, below) = (air.tick as u16, air.leave_below);
    let (mut total, mut engaged, mut may_leave) = (0u32, 0u16, [0u8; BLOCK]);
    for lane in 0..BLOCK {
        let engagement = seats.engagement[lane];
        total += u32::from(engagement);
        engaged += u16::from(engagement > ONE / 2);
        may_leave[lane] = u8::from(seats.until[lane] == now) | u8::from(engagement < below);
    }
    (total, engaged, may_leave)
}

#[inline(always)]
fn add_up(engagement: &[u16; BLOCK], sums: &mut [u32; BLOCK]) {
    for lane in 0..BLOCK {
        sums[lane] = sums[lane].wrapping_add(u32::from(engagement[lane]));
    }
}

/// A bit a lane, of bytes that are 0 or 1.
#[inline(always)]
fn bits(lanes: &[u8; BLOCK]) -> u64 {
    // Moves the lowest bit of each of eight bytes into the highest byte, in their order.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = lanes.as_chunks::<8>();
    // Most of the time it is nobody.
    if eights.iter().fold(0, |any, &eight| any | u64::from_le_bytes(eight)) == 0 {
        return 0;
    }
    let gathered = eights.iter().map(|&eight| u64::from_le_bytes(eight).wrapping_mul(GATHER) >> 56);
    gathered.rev().fold(0, |bits, eight| bits << 8 | eight)
}

/// The lanes in which somebody sits, where so many seats are left.
#[inline(always)]
const fn sat(seats: usize) -> u64 {
    if seats < BLOCK { (1 << seats) - 1 } else { u64::MAX }
}

/// The lanes whose bits are set, the lowest first.
#[inline(always)]
fn lanes(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            lane
        })
    })
}
