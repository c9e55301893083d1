//! Numbers and the range they must be in.
//!
//! Owns: the check and its refusal, which every configuration and input shares. Does not know: which numbers there are.

/// A number outside its range, or no number at all.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{what} is {value}, and must be from {min} to {max}")]
pub struct OutOfRange {
    /// What it is the number of: a field as its configuration writes it (`engagement.decay`), or what an input calls it.
    pub what: &'static str,
    /// What it was; may be NaN.
    pub value: f64,
    /// The least it may be.
    pub min: f64,
    /// The most it may be.
    pub max: f64,
}

impl OutOfRange {
    /// Refuses a number that is not from `min` to `max`. NaN is in no range.
    ///
    /// # Errors
    ///
    /// The number, by its name.
    pub fn check(what: &'static str, value: f64, min: f64, max: f64) -> Result<(), Self> {
        if (min..=max).contains(&value) { Ok(()) } else { Err(Self { what, value, min, max }) }
    }
}

#[cfg(test)]
mod tests {
    use super::OutOfRange;

    #[test]
    fn the_ends_are_inside_and_nan_is_nowhere() {
        for good in [0.0, 0.5, 1.0] {
            assert_eq!(OutOfRange::check("share", good, 0.0, 1.0), Ok(()));
        }
        for bad in [-0.001, 1.001, f64::NAN, f64::INFINITY] {
            assert!(OutOfRange::check("share", bad, 0.0, 1.0).is_err(), "{bad}");
        }
        let said = OutOfRange::check("levels", 0.0, 1.0, 100.0).expect_err("too few").to_string();
        assert_eq!(said, "levels is 0, and must be from 1 to 100");
    }
}
