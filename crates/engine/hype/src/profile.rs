//! The three profiles, each a configuration.
//!
//! Owns: their numbers and where they come from. Does not know: how they are carried out.

use crate::config::{Config, Conversion, Decay, Goals, Kickoff, MoodWeights, Top};

impl Config {
    /// Seed Parlor, "Hype Trains": the first contribution starts it, 5 minutes of silence end it, a full last level is celebrated.
    /// The seed names no goals; these ask 150 money units in all.
    #[must_use]
    pub fn classic() -> Self {
        Self {
            kickoff: Kickoff { events: 1, share_of_present: 0.0, people: 1, window_seconds: 300, least_points: 0 },
            goals: Goals::Listed { goals: vec![1_000, 2_000, 3_000, 4_000, 5_000], step: 1_000 },
            levels: 5,
            top: Top::Completes,
            decay: Decay { rate: 0.0, tick_seconds: 5 },
            idle_seconds: 300,
            level_seconds: 0,
            longest_seconds: 0,
            cooldown_seconds: 0,
            conversion: Some(Conversion {
                donation: 100.0,
                subscription: 500.0,
                subscription_tier_2: 1_000.0,
                subscription_tier_3: 2_500.0,
                bit: 1.0,
                cheer: 1.0,
            }),
            moods: None,
            history: 10,
            named: 10,
        }
    }

    /// As Twitch runs it (5-facts §3): a kick-off by several people, a level's time begun anew only by the next level, no last level.
    #[must_use]
    pub fn twitch() -> Self {
        Self {
            kickoff: Kickoff { events: 3, share_of_present: 0.0, people: 2, window_seconds: 300, least_points: 100 },
            goals: Goals::Listed { goals: vec![2_000, 4_500, 7_600, 11_500, 17_000], step: 6_800 },
            top: Top::Endless,
            idle_seconds: 0,
            level_seconds: 300,
            cooldown_seconds: 7_200,
            ..Self::classic()
        }
    }

    /// Hype from moods: seed Showtime, "The Hype Train System", with one formula for the two documents' (decision 21).
    #[must_use]
    pub fn moods() -> Self {
        Self {
            kickoff: Kickoff { events: 10, share_of_present: 0.1, people: 5, window_seconds: 15, least_points: 0 },
            goals: Goals::FromKickoff { factor: 1.5 },
            top: Top::Legendary,
            decay: Decay { rate: 0.1, tick_seconds: 5 },
            idle_seconds: 300,
            longest_seconds: 600,
            conversion: None,
            moods: Some(MoodWeights { strong: 0.8, tracked: 2.0, world_first: 10.0 }),
            ..Self::classic()
        }
    }
}
