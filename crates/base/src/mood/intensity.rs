//! How strongly something is felt.

use serde::{Deserialize, Serialize};

/// The strength of a sentiment, 0 (barely perceptible) to 1 (overwhelming); never NaN, so intensities have an order.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(try_from = "f32", into = "f32")]
pub struct Intensity(f32);

/// The number is not within 0 to 1.
#[derive(Debug, thiserror::Error)]
#[error("an intensity is a number from 0 to 1")]
pub struct IntensityOutOfRange;

impl Intensity {
    /// Nothing felt.
    pub const ZERO: Self = Self(0.0);
    /// As strong as it gets.
    pub const ONE: Self = Self(1.0);

    /// The nearest intensity: numbers outside come to the border, NaN to 0.
    #[must_use]
    pub const fn clamped(value: f32) -> Self {
        // A comparison with NaN is false; minus zero becomes zero, so that equal ones have equal bits.
        if value > 1.0 {
            Self(1.0)
        } else if value > 0.0 {
            Self(value)
        } else {
            Self(0.0)
        }
    }

    /// The number, 0 to 1.
    #[must_use]
    pub const fn get(self) -> f32 {
        self.0
    }
}

impl Eq for Intensity {}

#[expect(clippy::derive_ord_xor_partial_ord, reason = "without NaN and minus zero the total order is the derived partial one")]
impl Ord for Intensity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl TryFrom<f32> for Intensity {
    type Error = IntensityOutOfRange;

    fn try_from(value: f32) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&value) { Ok(Self::clamped(value)) } else { Err(IntensityOutOfRange) }
    }
}

impl From<Intensity> for f32 {
    fn from(intensity: Intensity) -> Self {
        intensity.0
    }
}

#[cfg(test)]
mod tests {
    use super::Intensity;

    #[test]
    fn only_zero_to_one_is_an_intensity() {
        for bad in [f32::NAN, -0.1, 1.1, f32::INFINITY] {
            assert!(Intensity::try_from(bad).is_err(), "{bad}");
        }
        assert_eq!(Intensity::try_from(0.25).expect("within").get(), 0.25);
        assert!(serde_json::from_str::<Intensity>("1.5").is_err());
        assert_eq!(serde_json::to_string(&Intensity::clamped(0.7)).expect("json"), "0.7");
    }

    #[test]
    fn clamping_knows_every_float() {
        assert_eq!(Intensity::clamped(f32::NAN), Intensity::ZERO);
        assert_eq!(Intensity::clamped(f32::INFINITY), Intensity::ONE);
        assert_eq!(Intensity::clamped(-0.0).get().to_bits(), 0);
        assert!(Intensity::clamped(0.2) < Intensity::clamped(0.3));
    }
}
