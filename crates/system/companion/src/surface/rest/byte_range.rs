//! The header `Range` (RFC 9110 §14): one range of bytes. Several, or other units, are passed over, as a server may.

/// What of a file is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    All,
    /// From the first up to, not including, the last; never empty.
    Part { from: u64, until: u64 },
    /// Something beyond its end.
    Nothing,
}

pub(super) fn wanted(range: Option<&str>, byte_count: u64) -> Wanted {
    let Some((first, last)) = range.and_then(one_range) else { return Wanted::All };
    let (from, until) = match (first, last) {
        (Some(first), Some(last)) if last < first => return Wanted::All,
        (Some(first), last) => (first, last.map_or(byte_count, |last| last.saturating_add(1).min(byte_count))),
        (None, Some(length)) => (byte_count.saturating_sub(length), byte_count),
        (None, None) => return Wanted::All,
    };
    if from < until { Wanted::Part { from, until } } else { Wanted::Nothing }
}

/// First and last of `bytes=first-last`, of which one may be missing.
fn one_range(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    let place = |text: &str| if text.is_empty() { Some(None) } else { number(text).map(Some) };
    unit.trim().eq_ignore_ascii_case("bytes").then_some(())?;
    Some((place(first)?, place(last)?))
}

/// Digits only; what is larger than any file is still a number.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};

    fn part(from: u64, until: u64) -> Wanted {
        Wanted::Part { from, until }
    }

    #[test]
    fn one_range_is_understood() {
        for (range, expected) in [
            ("bytes=0-", part(0, 100)),
            ("bytes=0-0", part(0, 1)),
            ("bytes=10-19", part(10, 20)),
            ("bytes=90-1000", part(90, 100)),
            ("Bytes= 99-99", part(99, 100)),
            ("bytes=-1", part(99, 100)),
            ("bytes=-1000", part(0, 100)),
            ("bytes=5-99999999999999999999999", part(5, 100)),
        ] {
            assert_eq!(wanted(Some(range), 100), expected, "{range}");
        }
    }

    #[test]
    fn what_lies_beyond_the_end_is_nothing() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=99999999999999999999999-", "bytes=-0"] {
            assert_eq!(wanted(Some(range), 100), Wanted::Nothing, "{range}");
        }
    }

    #[test]
    fn what_is_no_range_of_ours_is_passed_over() {
        for range in ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "bytes=9-1", "bytes=+1-2", "bytes=--1"] {
            assert_eq!(wanted(Some(range), 100), Wanted::All, "{range}");
        }
        assert_eq!(wanted(None, 100), Wanted::All);
    }
}
