//! How often and how far apart something that failed is tried again. Knows nothing of what is tried.

use std::time::Duration;

use footlights_base::Chance;

/// Tries and the pauses between them: doubling, capped, with jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often it is run in all before it becomes a dead letter; at least 1.
    pub tries: u32,
    /// The pause after the first failure.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
}

impl Default for Retry {
    /// Ten tries over a good quarter of an hour.
    fn default() -> Self {
        Self { tries: 10, first: Duration::from_secs(1), longest: Duration::from_mins(5) }
    }
}

impl Retry {
    /// Whether a failure of try `attempt` (1, 2, 3 …) was the last one.
    #[must_use]
    pub fn is_last(&self, attempt: u32) -> bool {
        attempt >= self.tries.max(1)
    }

    /// The pause after try `attempt` (1, 2, 3 …) failed: between half of the step and the whole, so that what
    /// failed together does not come back together.
    #[must_use]
    pub fn pause(&self, attempt: u32, chance: &Chance) -> Duration {
        let doublings = attempt.saturating_sub(1).min(30);
        let step = self.first.saturating_mul(1 << doublings).min(self.longest);
        step.mul_f64(0.5 + chance.unit() / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use footlights_base::Chance;

    use super::Retry;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry { tries: 9, first: Duration::from_secs(1), longest: Duration::from_secs(20) };
        let chance = Chance::seeded(1);
        for (attempt, whole) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 20), (400, 20)] {
            let pause = retry.pause(attempt, &chance);
            let whole = Duration::from_secs(whole);
            assert!(pause >= whole / 2 && pause <= whole, "{attempt}: {pause:?}");
        }
    }

    #[test]
    fn there_is_always_one_try() {
        let never = Retry { tries: 0, ..Retry::default() };
        assert!(never.is_last(1));
        assert!(!Retry::default().is_last(9) && Retry::default().is_last(10));
    }
}
