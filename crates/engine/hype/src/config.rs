//! The knobs of a train as a room's settings or a scenario file write them.
//!
//! Owns: names and units. Does not know: what is allowed (`crate::rules` checks), the three profiles (`crate::profile`), what is done with it.

use serde::{Deserialize, Serialize};

/// All knobs. [`Config::check`] turns them into [`crate::Rules`] or says what is wrong with the first wrong one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What starts a train.
    pub kickoff: Kickoff,
    /// What each level takes.
    pub goals: Goals,
    /// Ordinary levels, 1–100 (`HYPE_TRAIN_LEVELS`). [`Top::Endless`] goes on beyond them.
    pub levels: u32,
    /// What is above the last ordinary level.
    pub top: Top,
    /// What a score loses by itself.
    pub decay: Decay,
    /// How long a train lasts without being fed, 0–86,400 s; 0: for ever (`HYPE_TRAIN_DURATION_SECONDS`).
    pub idle_seconds: u32,
    /// How long a level lasts, whatever feeds it, 0–86,400 s; 0: for ever. Only reaching the next one begins anew.
    pub level_seconds: u32,
    /// How long a train lasts in all, 0–86,400 s; 0: for ever (`HYPE_TRAIN_MAX_DURATION_MINUTES`).
    pub longest_seconds: u32,
    /// How long no other starts after its end, 0–86,400 s. What is given meanwhile counts for no kick-off.
    pub cooldown_seconds: u32,
    /// What contributions are worth; absent: they are refused.
    pub conversion: Option<Conversion>,
    /// What moods are worth; absent: they are refused.
    pub moods: Option<MoodWeights>,
    /// Ended trains that are remembered, 0–100.
    pub history: u32,
    /// Contributors an ended train's summary names, 0–100.
    pub named: u32,
}

/// What starts a train: so many contributions, or voices of one category, within so long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kickoff {
    /// How many, 1–500 (`HYPE_TRAIN_TRIGGER_THRESHOLD`).
    pub events: u32,
    /// Or this share of those present where that is more, 0–1.
    pub share_of_present: f64,
    /// From how many people at least, 1–500.
    pub people: u32,
    /// Within how long, 1–3,600 s.
    pub window_seconds: u32,
    /// A contribution of fewer points starts nothing, 0–1,000,000.
    pub least_points: u64,
}

/// What each level takes, in points beyond the level before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goals {
    /// Listed for the first levels; each one after them takes `step` more than the one before.
    Listed {
        /// 1–100 goals of 1–1,000,000,000 points.
        goals: Vec<u64>,
        /// 0–1,000,000,000 points.
        step: u64,
    },
    /// The first level takes as many points as the kick-off took entries, each after it `factor` times the one before
    /// (`HYPE_TRAIN_LEVEL_EXPONENT`, 1–5). A small house has a small train, a large one a large.
    FromKickoff {
        /// 1–5.
        factor: f64,
    },
}

/// What is above the last ordinary level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Top {
    /// Nothing: filling the last level celebrates and completes the train.
    Completes,
    /// One level without a goal, Legendary: reaching it celebrates, and the train goes on.
    Legendary,
    /// Further levels, up to [`crate::LEVELS_MAX`].
    Endless,
}

/// What a score loses by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decay {
    /// Share of the score lost a tick, 0.001–0.99, or 0: none, and levels are never lost (`HYPE_TRAIN_DECAY_RATE`).
    pub rate: f64,
    /// Length of a tick, 1–60 s, counted from the start of the train.
    pub tick_seconds: u32,
}

/// What contributions are worth, in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// A whole unit of money (100 hundredths), 0–1,000,000.
    pub donation: f64,
    /// A subscription of the first tier, 0–1,000,000.
    pub subscription: f64,
    /// Of the second tier, 0–1,000,000.
    pub subscription_tier_2: f64,
    /// Of the third tier, 0–1,000,000.
    pub subscription_tier_3: f64,
    /// One bit, 0–1,000,000.
    pub bit: f64,
    /// One unit cheered, 0–1,000,000.
    pub cheer: f64,
}

/// What moods are worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoodWeights {
    /// Only intensities above this count, 0–1.
    pub strong: f64,
    /// How much more subscribers, moderators and VIPs count, 1–100.
    pub tracked: f64,
    /// How much more a world-first counts, 1–100 (`WORLD_FIRST_HYPE_MULTIPLIER`).
    pub world_first: f64,
}
