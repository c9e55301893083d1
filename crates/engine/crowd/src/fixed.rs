//! Fixed-point numbers: what floats of a configuration become before they touch a member.
//!
//! Owns: the scales. Does not know: what is measured. Hot state is integers, so that every machine, width and thread count gives the
//! same bytes.

/// 1.0 of a level: engagement, loyalty, scores. A level is `0..=ONE`.
pub const ONE: u16 = u16::MAX;

/// A rate of 1.0 a tick would be this much; the largest rate a byte holds is 255/2048 ≈ 0.1245 a tick.
pub(crate) const RATE: f64 = 2048.0;

/// A share `0.0..=1.0` as a level.
pub(crate) fn level(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * f64::from(ONE)).round() as u16
}

/// A level as a share `0.0..=1.0`.
#[must_use]
pub fn share(level: u16) -> f64 {
    f64::from(level) / f64::from(ONE)
}

/// A rate a tick as a byte.
pub(crate) fn rate(per_tick: f64) -> u8 {
    (per_tick * RATE).round().clamp(0.0, 255.0) as u8
}

/// `level × part`, both levels.
#[inline]
pub(crate) const fn times(level: u16, part: u16) -> u16 {
    ((level as u32 * part as u32 + level as u32) >> 16) as u16
}
