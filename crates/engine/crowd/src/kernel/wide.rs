//! The same tick, 64 seats at a time: fixed-size blocks, no branches, narrow integers, so that the compiler finds its vectors.

#![expect(clippy::needless_range_loop, reason = "one lane of several columns at once is the shape that becomes vectors")]

use super::{Air, Span, moved};
use crate::fixed::ONE;
use crate::near;
use crate::seats::{BLOCK, Block, Due};
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
    let air = span.air;
    let (mut before, mut before_due) = (0u64, false);
    for number in 0..span.blocks.len() {
        if let Some(ahead) = span.blocks.get(number + AHEAD) {
            ahead.bring();
            if is_due(span.dues[number + AHEAD], &air) {
                near::bring_front(&span.asides[number + AHEAD].until, size_of::<[u16; BLOCK]>());
            }
            if air.adds_up {
                near::bring_front(&span.sums[number + AHEAD], size_of::<[u32; BLOCK]>());
            }
        }
        let block = &mut span.blocks[number];
        if span.anew {
            block.match_anew(&span.asides[number].interests, &air.weights);
        }
        let (total, engaged, mut may_leave) = step(block, &air);
        let due = is_due(span.dues[number], &air);
        if due {
            span.dues[number] = Some(called(&span.asides[number].until, air.tick as u16, &mut may_leave));
        }
        span.found.total += u64::from(total);
        span.found.engaged += u32::from(engaged);
        if air.adds_up {
            add_up(&span.blocks[number].engagement, &mut span.sums[number]);
        }
        // Who they are is asked for now and needed a block later.
        let may_leave = bits(&may_leave) & sat(span.tickets.len() - number * BLOCK);
        lanes(may_leave).for_each(|lane| near::bring(&span.tickets[number * BLOCK + lane]));
        if number > 0 {
            lanes(before).for_each(|lane| span.consider((number - 1) * BLOCK + lane, before_due));
        }
        (before, before_due) = (may_leave, due);
    }
    if let Some(last) = span.blocks.len().checked_sub(1) {
        lanes(before).for_each(|lane| span.consider(last * BLOCK + lane, before_due));
    }
}

/// Whether somebody may be called away in this tick.
#[inline(always)]
fn is_due(due: Due, air: &Air) -> bool {
    due.is_none_or(|due| due == air.tick as u16)
}

impl Block {
    /// How well the stage, which speaks differently now, matches everybody. Interests it does not speak to cost nothing.
    #[inline(always)]
    pub(super) fn match_anew(&mut self, interests: &[u16; BLOCK], weights: &[u8; INTERESTS_MAX]) {
        let mut matched = [0u16; BLOCK];
        for (bit, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            for lane in 0..BLOCK {
                matched[lane] += if interests[lane] & 1 << bit == 0 { 0 } else { u16::from(weight) };
            }
        }
        for lane in 0..BLOCK {
            self.matched[lane] = matched[lane].min(255) as u8;
        }
    }
}

/// One block; engagement of all added up, how many are above one half, and whose is so low that it may leave.
#[inline(always)]
fn step(seats: &mut Block, air: &Air) -> (u32, u16, [u8; BLOCK]) {
    for lane in 0..BLOCK {
        let matched = u16::from((seats.matched[lane] & air.heard).saturating_add(air.lift));
        let (growth, decay, base) = (seats.growth[lane], seats.decay[lane], seats.base[lane]);
        seats.engagement[lane] = moved(seats.engagement[lane], matched, growth, decay, base);
    }
    let (mut total, mut engaged, mut may_leave) = (0u32, 0u16, [0u8; BLOCK]);
    for lane in 0..BLOCK {
        let engagement = seats.engagement[lane];
        total += u32::from(engagement);
        engaged += u16::from(engagement > ONE / 2);
        may_leave[lane] = u8::from(engagement < air.leave_below);
    }
    (total, engaged, may_leave)
}

/// Who of a block is called away now may leave, too; answers when the next one is.
#[inline(always)]
fn called(until: &[u16; BLOCK], now: u16, may_leave: &mut [u8; BLOCK]) -> u16 {
    let (next, mut soonest) = (now.wrapping_add(1), u16::MAX);
    for lane in 0..BLOCK {
        may_leave[lane] |= u8::from(until[lane] == now);
        soonest = soonest.min(until[lane].wrapping_sub(next));
    }
    next.wrapping_add(soonest)
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
