//! Points in time: milliseconds since the Unix epoch, written as RFC 3339 UTC.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A moment, UTC, to the millisecond. As text always `2026-11-21T19:02:03.004Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text is not an RFC 3339 time.
#[derive(Debug, thiserror::Error)]
#[error("not an RFC 3339 time such as 2026-11-21T19:02:03.004Z")]
pub struct TimestampParseError;

impl Timestamp {
    /// From milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This moment and `by` later; stops at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This moment less `by`.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How much later this is than `earlier`; zero when it is not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at:.3}"),
            // Outside of what a calendar can say; the number is still the truth.
            Err(_) => write!(f, "@{}ms", self.0),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimestampParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>().map(|at| Self(at.as_millisecond())).map_err(|_| TimestampParseError)
    }
}

crate::serde_as_text!(Timestamp);

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn text_always_has_three_decimals_and_a_z() {
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(1_795_287_723_004).to_string(), "2026-11-21T19:02:03.004Z");
    }

    #[test]
    fn reads_any_offset() {
        let with_offset: Timestamp = "2026-11-21T20:02:03.004+01:00".parse().expect("valid");
        assert_eq!(with_offset, Timestamp::from_millis(1_795_287_723_004));
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_moment_outside_the_calendar_does_not_panic() {
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), format!("@{}ms", i64::MAX));
    }
}
