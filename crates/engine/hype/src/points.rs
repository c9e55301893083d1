//! Points of a train, in 256ths, so that a mood of 0.83 counts and no float decides.
//!
//! Owns: the unit and its limit. Does not know: what earns points.

/// The most points a train can have.
pub const POINTS_MAX: u64 = 1 << 40;

/// An amount of points, 0–[`POINTS_MAX`], exact to a 256th. Sums stop at the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(u64);

impl Points {
    /// None.
    pub const ZERO: Self = Self(0);
    /// One point: a train whose score decays below it ends.
    pub const ONE: Self = Self(256);
    /// The limit.
    pub const MAX: Self = Self(POINTS_MAX << 8);

    /// Whole points; more than [`POINTS_MAX`] is that.
    #[must_use]
    pub const fn whole(points: u64) -> Self {
        if points > POINTS_MAX { Self::MAX } else { Self(points << 8) }
    }

    /// From 256ths of a point.
    #[must_use]
    pub const fn from_256ths(parts: u64) -> Self {
        if parts > Self::MAX.0 { Self::MAX } else { Self(parts) }
    }

    /// In 256ths of a point.
    #[must_use]
    pub const fn as_256ths(self) -> u64 {
        self.0
    }

    /// Whole points, rounded down.
    #[must_use]
    pub const fn floor(self) -> u64 {
        self.0 >> 8
    }

    /// As a float, for showing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "48 bits fit a double exactly")]
    pub const fn as_f64(self) -> f64 {
        self.0 as f64 / 256.0
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self::from_256ths(self.0 + other.0)
    }

    pub(crate) const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Times `millionths` / 1,000,000, rounded down.
    #[expect(clippy::cast_possible_truncation, reason = "what is above the limit is cut to it before")]
    pub(crate) const fn scaled(self, millionths: u64) -> Self {
        let scaled = self.0 as u128 * millionths as u128 / 1_000_000;
        if scaled > Self::MAX.0 as u128 { Self::MAX } else { Self(scaled as u64) }
    }
}

#[cfg(test)]
mod tests {
    use super::{POINTS_MAX, Points};

    #[test]
    fn sums_stop_at_the_limit_and_differences_at_nothing() {
        assert_eq!(Points::whole(u64::MAX), Points::MAX);
        assert_eq!(Points::MAX.plus(Points::MAX), Points::MAX);
        assert_eq!(Points::MAX.floor(), POINTS_MAX);
        assert_eq!(Points::ONE.minus(Points::MAX), Points::ZERO);
        assert_eq!(Points::MAX.scaled(5_000_000), Points::MAX);
    }

    #[test]
    fn a_tenth_goes_and_nine_tenths_stay() {
        assert_eq!(Points::whole(1_000).scaled(900_000), Points::whole(900));
        assert_eq!(Points::from_256ths(9).scaled(900_000), Points::from_256ths(8), "rounded down");
    }
}
