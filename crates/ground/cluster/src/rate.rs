//! Shared counters: how often something happened lately, over all nodes.

use std::collections::HashMap;
use std::time::Duration;

use footlights_base::Timestamp;

/// Counters a node keeps in memory at most; expired ones are cleared away when it is reached.
const COUNTERS_MAX: usize = 100_000;

/// How a counter forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Starts at zero every so often, aligned to the clock.
    Fixed(Duration),
    /// What lies back further than this counts less and less: the previous window weighs by the share of it that is still in sight.
    Sliding(Duration),
}

impl Window {
    /// Its length in whole milliseconds, at least one.
    pub(crate) fn millis(self) -> i64 {
        let (Self::Fixed(length) | Self::Sliding(length)) = self;
        i64::try_from(length.as_millis()).unwrap_or(i64::MAX / 4).max(1)
    }

    pub(crate) fn is_sliding(self) -> bool {
        matches!(self, Self::Sliding(_))
    }
}

/// A counter after counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How much was counted within the window, this time included.
    pub total: u64,
    /// When the current window ends: a good `Retry-After`.
    pub resets_in: Duration,
}

/// The counters of one process.
#[derive(Default)]
pub(crate) struct Counters(HashMap<Box<str>, Counter>);

struct Counter {
    window: i64,
    index: i64,
    current: u64,
    previous: u64,
}

impl Counters {
    pub(crate) fn count(&mut self, key: &str, window: Window, by: u64, now: Timestamp) -> Count {
        let length = window.millis();
        let (index, into) = (now.as_millis().div_euclid(length), now.as_millis().rem_euclid(length));
        if self.0.len() >= COUNTERS_MAX && !self.0.contains_key(key) {
            self.0.retain(|_, counter| counter.index + 1 >= now.as_millis().div_euclid(counter.window));
        }
        let fresh = Counter { window: length, index, current: 0, previous: 0 };
        let counter = self.0.entry(key.into()).or_insert(fresh);
        if counter.window != length || counter.index != index {
            let follows = counter.window == length && counter.index + 1 == index;
            let previous = if follows { counter.current } else { 0 };
            *counter = Counter { window: length, index, current: 0, previous };
        }
        counter.current = counter.current.saturating_add(by);
        let left = length - into;
        let seen = i128::from(counter.previous) * i128::from(left) / i128::from(length);
        let before = if window.is_sliding() { u64::try_from(seen).unwrap_or(u64::MAX) } else { 0 };
        Count { total: counter.current.saturating_add(before), resets_in: Duration::from_millis(u64::try_from(left).unwrap_or(0)) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use footlights_base::Timestamp;

    use super::{Counters, Window};

    #[test]
    fn a_fixed_window_forgets_all_and_a_sliding_one_bit_by_bit() {
        let second = Duration::from_secs(1);
        let mut counters = Counters::default();
        let mut at = |key, window, ms| counters.count(key, window, 1, Timestamp::from_millis(ms)).total;
        assert_eq!(
            [at("f", Window::Fixed(second), 0), at("f", Window::Fixed(second), 999), at("f", Window::Fixed(second), 1_000)],
            [1, 2, 1]
        );
        for _ in 0..9 {
            at("s", Window::Sliding(second), 500);
        }
        assert_eq!(at("s", Window::Sliding(second), 999), 10);
        assert_eq!(at("s", Window::Sliding(second), 1_500), 6, "half of the ten and this one");
        assert_eq!(at("s", Window::Sliding(second), 9_000), 1);
    }
}
