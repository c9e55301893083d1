//! Lengths of time as people write them: `90m`, `1h30m`, `45s`, `2d`.
//!
//! Owns: reading and writing them, whole seconds. Does not know: what they are for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// A length of time, or a moment counted from a beginning, in whole seconds, up to 99 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Length(pub(super) u32);

/// The longest there is.
const SECONDS_MAX: u32 = 99 * 86_400;

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{}` is no time such as 1h30m, 45s or 2d", text.chars().take(40).collect::<String>());
        let mut rest = text.trim();
        let mut seconds: u32 = 0;
        let mut last = u32::MAX;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let number: u32 = rest[..digits].parse().map_err(|_| wrong())?;
            let unit = match rest.as_bytes()[digits] {
                b'd' => 86_400,
                b'h' => 3_600,
                b'm' => 60,
                b's' => 1,
                _ => return Err(wrong()),
            };
            // Larger units first, each once: 1h30m and never 30m1h.
            if unit >= last {
                return Err(wrong());
            }
            last = unit;
            seconds = number.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or_else(wrong)?;
            rest = rest[digits + 1..].trim_start();
        }
        if last == u32::MAX || seconds > SECONDS_MAX { Err(wrong()) } else { Ok(Self(seconds)) }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.0 / 86_400, 'd'), (self.0 / 3_600 % 24, 'h'), (self.0 / 60 % 60, 'm'), (self.0 % 60, 's')];
        if self.0 == 0 {
            return f.write_str("0s");
        }
        parts.into_iter().filter(|(number, _)| *number > 0).try_for_each(|(number, unit)| write!(f, "{number}{unit}"))
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Length;

    #[test]
    fn what_is_read_is_written_the_same() {
        for (text, seconds) in [("45s", 45), ("90m", 5_400), ("1h30m", 5_400), ("2d", 172_800), ("0s", 0), ("1d2h3m4s", 93_784)] {
            assert_eq!(text.parse(), Ok(Length(seconds)), "{text}");
            assert_eq!(Length(seconds).to_string().parse(), Ok(Length(seconds)));
        }
        assert_eq!(Length(5_400).to_string(), "1h30m");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "h", "1", "1x", "30m1h", "1h1h", "-1h", "4294967295d", "100d", "1.5h", "é", "1hé"] {
            assert!(text.parse::<Length>().is_err(), "{text}");
        }
    }
}
