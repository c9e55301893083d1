//! Levels and what they take.
//!
//! Owns: thresholds, from a train's first goal and its rules. Does not know: scores.
//! `threshold(n)` is the score that fills levels 1 to n; a train of level n has filled n − 1 of them.

use std::fmt;

use crate::config::{Goals, Top};
use crate::points::Points;
use crate::rules::Rules;

/// Where a train without a last level stops rising.
pub const LEVELS_MAX: u32 = 1_000;

/// A level by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 1, 2, 3 …
    Ordinary(u32),
    /// Above all ordinary ones.
    Legendary,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ordinary(number) => write!(f, "Level{number}"),
            Self::Legendary => f.write_str("Legendary"),
        }
    }
}

impl Rules {
    /// A level's name.
    #[must_use]
    pub fn level(&self, number: u32) -> Level {
        if self.config.top == Top::Legendary && number > self.config.levels { Level::Legendary } else { Level::Ordinary(number) }
    }

    /// The last level that has a goal.
    pub(crate) fn last_goal(&self) -> u32 {
        if self.config.top == Top::Endless { LEVELS_MAX } else { self.config.levels }
    }

    /// The highest level a train can have.
    pub(crate) fn highest(&self) -> u32 {
        self.last_goal() + u32::from(self.config.top == Top::Legendary)
    }

    /// The score that fills levels 1 to `level`; none where the level has no goal.
    pub(crate) fn threshold(&self, kickoff: u32, level: u32) -> Option<Points> {
        (level <= self.last_goal()).then(|| self.goals_of(kickoff).take(level as usize).fold(Points::ZERO, Points::plus))
    }

    /// Goals of level 1, 2, 3 …; sums stop at the limit, which no score passes.
    fn goals_of(&self, kickoff: u32) -> impl Iterator<Item = Points> + '_ {
        let mut last = Points::ZERO;
        (0..).map(move |index: usize| {
            last = match &self.config.goals {
                Goals::Listed { goals, step } => {
                    goals.get(index).map_or_else(|| last.plus(Points::whole(*step)), |goal| Points::whole(*goal))
                }
                Goals::FromKickoff { .. } if index == 0 => Points::whole(u64::from(kickoff)),
                Goals::FromKickoff { .. } => last.scaled(self.factor),
            };
            last
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, Level, Points};

    #[test]
    fn moods_take_the_kick_off_and_half_as_much_again_a_level() {
        let rules = Config::moods().check().expect("valid");
        let thresholds: Vec<f64> = (0..=5).map(|level| rules.threshold(10, level).expect("has a goal").as_f64()).collect();
        assert_eq!(thresholds, [0.0, 10.0, 25.0, 47.5, 81.25, 131.875]);
        assert_eq!(rules.threshold(10, 6), None);
        assert_eq!((rules.level(5), rules.level(6)), (Level::Ordinary(5), Level::Legendary));
    }

    #[test]
    fn twitch_goes_on_by_6_800_a_level_as_a_real_train_of_106_levels_did() {
        let rules = Config::twitch().check().expect("valid");
        assert_eq!(rules.threshold(3, 5), Some(Points::whole(42_600)));
        assert_eq!(rules.threshold(3, 6), Some(Points::whole(42_600 + 23_800)));
        let real = rules.threshold(3, 105).expect("no last level").floor();
        assert!((34_000_000..37_500_000).contains(&real), "35 M points were level 106, here {real}");
    }
}
