//! Many runs as one: medians and bands.
//!
//! Owns: quantiles of every point over all runs. Does not know: how they are drawn.

use super::record::{Curve, Record};

/// Quantiles of one column, point by point: 5, 25, 50, 75, 95 %; of one run only the line in the middle. NaN where the streamer is on in no run.
#[derive(Debug, Clone, Default)]
pub(super) struct Band {
    pub(super) of: [Vec<f32>; 5],
}

/// The quantiles a band has.
pub(super) const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// One streamer over all runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Banded {
    pub(super) name: String,
    pub(super) audience: Band,
    pub(super) engagement: Band,
    pub(super) followers: Band,
    pub(super) level: Band,
    /// Mean over the runs of the share of members who show each mood, in the order of [`super::record::MOODS`].
    pub(super) moods: Vec<[f32; 8]>,
}

/// All streamers over all runs, whose columns are thinned.
pub(super) fn bands(runs: &[Record]) -> Vec<Banded> {
    let banded = |index: usize| Banded {
        name: runs[0].curves[index].name.clone(),
        audience: band(runs, index, |curve| &curve.audience),
        engagement: band(runs, index, |curve| &curve.engagement),
        followers: band(runs, index, |curve| &curve.followers),
        level: band(runs, index, |curve| &curve.level),
        moods: moods(runs, index),
    };
    (0..runs.first().map_or(0, |run| run.curves.len())).map(banded).collect()
}

fn band(runs: &[Record], index: usize, column: impl Fn(&Curve) -> &Vec<f32>) -> Band {
    let points = column(&runs[0].curves[index]).len();
    let mut band = Band::default();
    let mut values = Vec::with_capacity(runs.len());
    if runs.len() == 1 {
        // One run has a line and no width.
        band.of[2].clone_from(column(&runs[0].curves[index]));
        return band;
    }
    for point in 0..points {
        values.clear();
        values.extend(runs.iter().map(|run| column(&run.curves[index])[point]).filter(|value| !value.is_nan()));
        values.sort_by(f32::total_cmp);
        for (quantile, out) in QUANTILES.iter().zip(&mut band.of) {
            out.push(at_quantile(&values, *quantile));
        }
    }
    band
}

fn moods(runs: &[Record], index: usize) -> Vec<[f32; 8]> {
    let points = runs[0].curves[index].moods.len();
    let shares = |point: usize| {
        let mut sums = [0.0; 8];
        for counts in runs.iter().map(|run| &run.curves[index].moods[point]) {
            let all: f32 = counts.iter().sum();
            if all > 0.0 {
                sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count / all);
            }
        }
        let all: f32 = sums.iter().sum();
        // Nobody there in any run: not a share of anything.
        sums.map(|sum| sum / all)
    };
    (0..points).map(shares).collect()
}

/// The nearest of the values, which are in order.
fn at_quantile(values: &[f32], quantile: f64) -> f32 {
    let Some(last) = values.len().checked_sub(1) else {
        return f32::NAN;
    };
    values[(quantile * last as f64).round() as usize]
}

#[cfg(test)]
mod tests {
    use super::{at_quantile, bands};

    use super::super::record::{Curve, Record};

    #[test]
    fn quantiles_are_values_that_were_there() {
        let values: Vec<f32> = (0..=100).map(|value| value as f32).collect();
        assert_eq!([0.05, 0.5, 0.95].map(|quantile| at_quantile(&values, quantile)), [5.0, 50.0, 95.0]);
        assert_eq!(at_quantile(&[7.0], 0.95), 7.0);
        assert!(at_quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn a_band_leaves_out_runs_in_which_it_is_not_on() {
        let run = |value: f32| Record {
            seed: 1,
            tick_seconds: 5,
            bucket: 1,
            points: vec![1, 2],
            curves: vec![Curve { name: "a".into(), audience: vec![value, 1.0], ..Curve::default() }],
            notes: vec![],
            hash: 0,
        };
        let bands = bands(&[run(f32::NAN), run(4.0), run(8.0)]);
        assert_eq!([bands[0].audience.of[0][0], bands[0].audience.of[4][0], bands[0].audience.of[2][1]], [4.0, 8.0, 1.0]);
    }
}
