//! The same tick, 64 seats at a time: fixed-size blocks, no branches, narrow integers, so that the compiler finds its vectors.

use super::{Span, moved, scalar};
use crate::fixed::ONE;
use crate::vocabulary::INTERESTS_MAX;

/// Seats of a block: 128 bytes of engagement, a few vector registers on any machine.
const BLOCK: usize = 64;
/// Seats of the small blocks that follow the last whole one.
const SMALL: usize = 8;

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
    let speaks = &speaks[..count];
    let seats = span.tickets.len();
    let (large, small) = (seats / BLOCK * BLOCK, seats / SMALL * SMALL);
    for from in (0..large).step_by(BLOCK) {
        step::<BLOCK>(span, speaks, from);
    }
    for from in (large..small).step_by(SMALL) {
        step::<SMALL>(span, speaks, from);
    }
    for index in small..seats {
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

fn block<T, const N: usize>(column: &[T], from: usize) -> &[T; N] {
    column[from..from + N].try_into().expect("a block is inside its span")
}

fn block_mut<T, const N: usize>(column: &mut [T], from: usize) -> &mut [T; N] {
    (&mut column[from..from + N]).try_into().expect("a block is inside its span")
}

/// One block.
#[inline(always)]
fn step<const N: usize>(span: &mut Span<'_>, speaks: &[(u16, u16)], from: usize) {
    let mut matched = [u16::from(span.air.lift); N];
    let interests = block::<_, N>(span.interests, from);
    for &(bit, weight) in speaks {
        for lane in 0..N {
            matched[lane] += if interests[lane] & bit == 0 { 0 } else { weight };
        }
    }
    let (growth, decay, base) = (block::<_, N>(span.growth, from), block::<_, N>(span.decay, from), block::<_, N>(span.base, from));
    let engagement = block_mut::<_, N>(span.engagement, from);
    for lane in 0..N {
        engagement[lane] = moved(engagement[lane], matched[lane].min(255), growth[lane], decay[lane], base[lane]);
    }
    if span.air.adds_up {
        let sum = block_mut::<_, N>(span.sum, from);
        for lane in 0..N {
            sum[lane] = sum[lane].wrapping_add(u32::from(engagement[lane]));
        }
    }
    let until = block::<_, N>(span.until, from);
    let (now, below) = (span.air.tick as u16, span.air.leave_below);
    let (mut total, mut engaged, mut may_leave) = (0u32, 0u16, [0u8; N]);
    for lane in 0..N {
        total += u32::from(engagement[lane]);
        engaged += u16::from(engagement[lane] > ONE / 2);
        may_leave[lane] = u8::from(until[lane] == now) | u8::from(engagement[lane] < below);
    }
    span.found.total += u64::from(total);
    span.found.engaged += u32::from(engaged);
    consider(span, &may_leave, from);
}

/// Those who may leave, eight seats at a look: most of the time it is nobody.
fn consider(span: &mut Span<'_>, may_leave: &[u8], from: usize) {
    let (eights, _) = may_leave.as_chunks::<8>();
    for (number, &eight) in eights.iter().enumerate() {
        let mut left = u64::from_le_bytes(eight);
        while left != 0 {
            span.consider(from + number * 8 + left.trailing_zeros() as usize / 8);
            left &= left - 1;
        }
    }
}
