//! Memory asked for before it is needed, so that it is near when it is.
//!
//! Owns: the one instruction for it. Does not know: what is in that memory. Where there is no such instruction, nothing happens; the
//! result of a tick is the same either way.

/// Bytes that come at once.
const LINE: usize = 64;

/// Asks for where a value begins.
#[inline(always)]
pub(crate) fn bring<T>(value: &T) {
    ask(std::ptr::from_ref(value).cast());
}

/// Asks for the first `bytes` of a value.
#[inline(always)]
pub(crate) fn bring_front<T>(value: &T, bytes: usize) {
    let from: *const i8 = std::ptr::from_ref(value).cast();
    for line in 0..bytes.div_ceil(LINE) {
        ask(from.wrapping_add(line * LINE));
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(unsafe_code, reason = "the one way to ask for memory without waiting for it")]
fn ask(at: *const i8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: a prefetch reads nothing a program could see and faults on no address; any value is allowed.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(at) }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn ask(_: *const i8) {}
