//! How much somebody takes part: a pure function of one window.

use footlights_base::Intensity;

/// What somebody showed in one window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// Lines written.
    pub lines: u32,
    /// Acts done.
    pub acts: u32,
    /// The strongest feeling shown.
    pub strongest: Intensity,
    /// Intervals the window took; more than 1 where it was merged. Lines and acts count by the interval.
    pub intervals: u32,
}

/// Counts above this make no difference.
const COUNT_MAX: u32 = 16;

/// The engagement score behind the threshold, 0 to 1: what is left of indifference when each sign has taken its share. Two lines and an act,
/// or five lines, each strongly felt, pass 0.7; one line of whatever strength does not.
#[must_use]
pub fn engagement(shown: &Shown) -> f32 {
    let often = |count: u32, left: f32| {
        let times = count.div_ceil(shown.intervals.max(1)).min(COUNT_MAX);
        1.0 - (0..times).fold(1.0, |kept, _| kept * left)
    };
    let (writes, acts) = (often(shown.lines, 0.7), often(shown.acts, 0.4));
    1.0 - (1.0 - 0.7 * writes) * (1.0 - 0.6 * acts) * (1.0 - 0.4 * shown.strongest.get())
}

#[cfg(test)]
mod tests {
    use footlights_base::Intensity;

    use super::{Shown, engagement};

    fn of(lines: u32, acts: u32, strongest: f32) -> f32 {
        engagement(&Shown { lines, acts, strongest: Intensity::clamped(strongest), intervals: 1 })
    }

    #[test]
    fn who_takes_part_more_scores_more_and_nobody_above_one() {
        assert!(of(0, 0, 0.0).abs() < f32::EPSILON);
        assert!(of(1, 0, 1.0) < 0.7, "a line alone is not enough");
        assert!(of(2, 1, 0.8) > 0.7 && of(5, 0, 0.8) > 0.7);
        for count in 0..20 {
            assert!(of(count, 0, 0.5) <= of(count + 1, 0, 0.5) && of(0, count, 0.5) <= of(0, count + 1, 0.5));
        }
        assert!(of(u32::MAX, u32::MAX, 1.0) <= 1.0);
    }

    #[test]
    fn a_merged_window_does_not_count_twice() {
        let shown = Shown { lines: 4, acts: 0, strongest: Intensity::ONE, intervals: 1 };
        assert!(engagement(&Shown { intervals: 4, ..shown }) < engagement(&shown));
        assert!((engagement(&Shown { lines: 16, intervals: 4, ..shown }) - engagement(&shown)).abs() < f32::EPSILON);
    }
}
