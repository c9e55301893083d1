//! A configuration that was checked, in whole numbers.
//!
//! Owns: what is allowed. Does not know: what is done with it.

use footlights_base::OutOfRange;

use crate::config::{Config, Conversion, Decay, Goals, Kickoff, MoodWeights};
use crate::refusal::ConfigRefusal;

/// A checked [`Config`].
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub(crate) config: Config,
    /// What a tick leaves of a score, millionths; a million without decay.
    pub(crate) kept: u64,
    /// The factor between goals, millionths.
    pub(crate) factor: u64,
}

/// A day: no time-out is longer.
const SECONDS_MAX: f64 = 86_400.0;
/// Goals that can be listed.
const GOALS_MAX: usize = 100;
const POINTS_A_GOAL: f64 = 1e9;

impl Config {
    /// Checks every number.
    ///
    /// # Errors
    ///
    /// The first that is not in its range, or a combination that makes no train.
    pub fn check(self) -> Result<Rules, ConfigRefusal> {
        self.kickoff.check()?;
        let factor = self.goals.check()?;
        within("levels", f64::from(self.levels), 1.0, 100.0)?;
        self.decay.check()?;
        within("idle_seconds", f64::from(self.idle_seconds), 0.0, SECONDS_MAX)?;
        within("level_seconds", f64::from(self.level_seconds), 0.0, SECONDS_MAX)?;
        within("longest_seconds", f64::from(self.longest_seconds), 0.0, SECONDS_MAX)?;
        within("cooldown_seconds", f64::from(self.cooldown_seconds), 0.0, SECONDS_MAX)?;
        within("history", f64::from(self.history), 0.0, crate::HISTORY_MAX as f64)?;
        within("named", f64::from(self.named), 0.0, 100.0)?;
        self.conversion.as_ref().map_or(Ok(()), Conversion::check)?;
        self.moods.as_ref().map_or(Ok(()), MoodWeights::check)?;
        if self.conversion.is_none() && self.moods.is_none() {
            return Err(ConfigRefusal::NothingCounts);
        }
        let kept = 1_000_000 - millionths(self.decay.rate);
        if self.idle_seconds == 0 && self.level_seconds == 0 && self.longest_seconds == 0 && kept == 1_000_000 {
            return Err(ConfigRefusal::NeverEnds);
        }
        Ok(Rules { config: self, kept, factor })
    }
}

impl Rules {
    /// What was checked.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) const fn decays(&self) -> bool {
        self.kept < 1_000_000
    }

    /// How many entries start a train in a house of so many, at least 1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a u32")]
    pub(crate) fn kickoff_count(&self, present: u32) -> u32 {
        // The small correction keeps 10 % of 110 at 11: 0.1 is a little more than a tenth.
        let share = (f64::from(present) * self.config.kickoff.share_of_present - 1e-6).ceil() as u32;
        self.config.kickoff.events.max(share)
    }
}

impl Kickoff {
    fn check(&self) -> Result<(), ConfigRefusal> {
        within("kickoff.events", f64::from(self.events), 1.0, 500.0)?;
        within("kickoff.share_of_present", self.share_of_present, 0.0, 1.0)?;
        within("kickoff.people", f64::from(self.people), 1.0, 500.0)?;
        within("kickoff.window_seconds", f64::from(self.window_seconds), 1.0, 3_600.0)?;
        within("kickoff.least_points", self.least_points as f64, 0.0, 1e6)
    }
}

impl Goals {
    /// The factor between goals, millionths.
    fn check(&self) -> Result<u64, ConfigRefusal> {
        match self {
            Self::Listed { goals, step } => {
                if goals.is_empty() || goals.len() > GOALS_MAX {
                    return Err(ConfigRefusal::Entries { field: "goals.listed.goals", count: goals.len(), max: GOALS_MAX });
                }
                for goal in goals {
                    within("goals.listed.goals", *goal as f64, 1.0, POINTS_A_GOAL)?;
                }
                within("goals.listed.step", *step as f64, 0.0, POINTS_A_GOAL)?;
                Ok(1_000_000)
            }
            Self::FromKickoff { factor } => {
                within("goals.from_kickoff.factor", *factor, 1.0, 5.0)?;
                Ok(millionths(*factor))
            }
        }
    }
}

impl Decay {
    fn check(&self) -> Result<(), ConfigRefusal> {
        // A slower decay than this would tick for years before it ends a train.
        let least = if self.rate == 0.0 { 0.0 } else { 0.001 };
        within("decay.rate", self.rate, least, 0.99)?;
        within("decay.tick_seconds", f64::from(self.tick_seconds), 1.0, 60.0)
    }
}

impl Conversion {
    fn check(&self) -> Result<(), ConfigRefusal> {
        within("conversion.donation", self.donation, 0.0, 1e6)?;
        within("conversion.subscription", self.subscription, 0.0, 1e6)?;
        within("conversion.subscription_tier_2", self.subscription_tier_2, 0.0, 1e6)?;
        within("conversion.subscription_tier_3", self.subscription_tier_3, 0.0, 1e6)?;
        within("conversion.bit", self.bit, 0.0, 1e6)?;
        within("conversion.cheer", self.cheer, 0.0, 1e6)
    }
}

impl MoodWeights {
    pub(crate) fn check(&self) -> Result<(), ConfigRefusal> {
        within("moods.strong", self.strong, 0.0, 1.0)?;
        within("moods.tracked", self.tracked, 1.0, 100.0)?;
        within("moods.world_first", self.world_first, 1.0, 100.0)
    }
}

fn within(field: &'static str, value: f64, min: f64, max: f64) -> Result<(), ConfigRefusal> {
    Ok(OutOfRange::check(field, value, min, max)?)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a checked number from 0 to 5")]
fn millionths(value: f64) -> u64 {
    (value * 1e6).round() as u64
}
