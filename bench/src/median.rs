//! Medians with their spread: a single figure of a noisy machine says nothing.

/// The middle of several runs and how far they lay apart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Median {
    pub(crate) mid: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Median {
    /// Of at least one figure; of none it is all zeros.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else { return Self::default() };
        let half = sorted.len() / 2;
        let mid = if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) };
        Self { mid, min: *min, max: *max }
    }

    /// The 99th of a hundred, between the middle and the highest.
    pub(crate) fn highest(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let of_all = Self::of(sorted.iter().copied());
        let place = (sorted.len() * 99).div_ceil(100).saturating_sub(1);
        Self { mid: sorted.get(place).copied().unwrap_or(of_all.max), min: of_all.mid, max: of_all.max }
    }
}

#[cfg(test)]
mod tests {
    use super::Median;

    #[test]
    #[expect(clippy::float_cmp, reason = "exact small numbers")]
    fn the_middle_of_odd_and_even_counts() {
        assert_eq!(Median::of([3.0, 1.0, 2.0]).mid, 2.0);
        assert_eq!(Median::of([4.0, 1.0, 2.0, 3.0]).mid, 2.5);
        assert_eq!(Median::of([]).mid, 0.0);
        let high = Median::highest((1..=200).map(f64::from));
        assert_eq!((high.min, high.mid, high.max), (100.5, 198.0, 200.0));
        assert_eq!(Median::highest([7.0]).mid, 7.0);
    }
}
