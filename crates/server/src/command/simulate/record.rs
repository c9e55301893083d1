//! What was seen while a scenario was played: curves, marks, ends.
//!
//! Owns: columns by tick, thinning them to what a page can show. Does not know: how they came about, how they are drawn.

use footlights_base::SentimentCategory;

use super::scenario::Measure;

/// Points of a curve on a page, at most.
pub(super) const POINTS_MAX: usize = 720;

/// The categories in the order of columns.
pub(super) const MOODS: [SentimentCategory; 8] = [
    SentimentCategory::Excited,
    SentimentCategory::Supportive,
    SentimentCategory::Amused,
    SentimentCategory::Surprised,
    SentimentCategory::Curious,
    SentimentCategory::Critical,
    SentimentCategory::Hostile,
    SentimentCategory::Bored,
];

/// One streamer's columns; a number each tick, or each point once it is thinned. NaN while it is not on.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) audience: Vec<f32>,
    pub(super) engagement: Vec<f32>,
    pub(super) followers: Vec<f32>,
    /// 0 without a train, 6 for Legendary.
    pub(super) level: Vec<f32>,
    /// Points of the running train.
    pub(super) score: Vec<f32>,
    /// Trains begun so far.
    pub(super) trains: Vec<f32>,
    /// Members by what they show, in the order of [`MOODS`]; one a point, from the beginning.
    pub(super) moods: Vec<[f32; 8]>,
    pub(super) marks: Vec<Mark>,
    pub(super) rides: Vec<footlights_hype::Summary>,
    pub(super) ends: Vec<footlights_crowd::Summary>,
    /// Members who left, by reason ([`footlights_crowd::Reason::ALL`]).
    pub(super) left: [u64; 4],
}

/// Something worth a mark above the curves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) tick: u32,
    /// What is written beside it; nothing for what happens again and again.
    pub(super) text: Option<String>,
    pub(super) kind: MarkKind,
}

/// What a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    Event,
    Raid,
    /// The stage was empty.
    Pause,
}

/// One run of a scenario.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) seed: u64,
    pub(super) tick_seconds: u32,
    /// Ticks a point stands for while somebody is on; hours in which nobody is have no points.
    pub(super) bucket: u32,
    /// The ticks after which the points of the curves were taken.
    pub(super) points: Vec<u32>,
    pub(super) curves: Vec<Curve>,
    /// What could not be done, and why; the first few.
    pub(super) notes: Vec<String>,
    /// A number for all of the state at the end.
    pub(super) hash: u64,
}

impl Curve {
    /// The column of a measure.
    pub(super) fn column(&self, measure: Measure) -> &[f32] {
        match measure {
            Measure::Audience => &self.audience,
            Measure::Engagement => &self.engagement,
            Measure::HypeLevel => &self.level,
            Measure::Followers => &self.followers,
            Measure::Trains => &self.trains,
        }
    }

    /// One number for each point: the last since the point before, and of trains the highest, so that a short one is seen.
    fn thin(&mut self, points: &[u32]) {
        let parts = |column: &[f32], pick: fn(&[f32]) -> f32| {
            let from = |index: usize| index.checked_sub(1).map_or(0, |before| points[before] as usize);
            points.iter().enumerate().map(|(index, to)| pick(&column[from(index)..*to as usize])).collect()
        };
        for column in [&mut self.audience, &mut self.engagement, &mut self.followers, &mut self.trains] {
            *column = parts(column, last_real);
        }
        for column in [&mut self.level, &mut self.score] {
            *column = parts(column, |part| part.iter().copied().fold(f32::NAN, f32::max));
        }
    }
}

/// The last number of a stretch that is one.
fn last_real(part: &[f32]) -> f32 {
    part.iter().rev().copied().find(|value| !value.is_nan()).unwrap_or(f32::NAN)
}

impl Record {
    pub(super) fn thin(&mut self) {
        let points = &self.points;
        self.curves.iter_mut().for_each(|curve| curve.thin(points));
    }

    /// Seconds from the beginning at which a point was taken.
    pub(super) fn seconds_at(&self, point: usize) -> f64 {
        f64::from(self.tick_seconds) * f64::from(self.points[point])
    }
}

/// Ticks a point stands for, so that hardly more than [`POINTS_MAX`] are drawn of so many.
pub(super) fn bucket(ticks: u32) -> u32 {
    ticks.div_ceil(POINTS_MAX as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Curve, bucket};

    #[test]
    fn thinning_keeps_the_last_and_of_trains_the_highest() {
        let five = || vec![0.0; 5];
        let mut curve = Curve {
            audience: vec![1.0, 2.0, f32::NAN, 4.0, f32::NAN],
            level: vec![0.0, 3.0, 1.0, f32::NAN, f32::NAN],
            engagement: five(),
            followers: five(),
            trains: five(),
            score: five(),
            ..Curve::default()
        };
        curve.thin(&[2, 4, 5]);
        assert_eq!(curve.audience[..2], [2.0, 4.0]);
        assert!(curve.audience[2].is_nan() && curve.level[2].is_nan());
        assert_eq!(curve.level[..2], [3.0, 1.0]);
        assert_eq!((bucket(10), bucket(720), bucket(721), bucket(7_200)), (1, 1, 2, 10));
    }
}
