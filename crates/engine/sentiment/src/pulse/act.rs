//! What viewers do besides writing, and the mood each act stands for, by table.

use footlights_base::{Intensity, OutOfRange, SentimentCategory};

use crate::classify::Mood;

/// Something a viewer did. What it wrote with it is a line of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Subscribed, anew or again.
    Subscription,
    /// Gave subscriptions away, 1–1,000,000.
    Gift {
        /// How many.
        count: u32,
    },
    /// Came with a raid, leading so many, 1–10,000,000.
    Raid {
        /// How many.
        viewers: u32,
    },
    /// Cheered, 1–100,000,000.
    Cheer {
        /// The platform's paid units.
        bits: u32,
    },
    /// Began to follow.
    Follow,
}

/// From how many on, what is felt, and how strongly. The last line that fits counts.
type Table = &'static [(u32, SentimentCategory, f32)];

const SUBSCRIPTION: Table = &[(1, SentimentCategory::Supportive, 0.8)];
const GIFT: Table =
    &[(1, SentimentCategory::Supportive, 0.8), (5, SentimentCategory::Excited, 0.875), (20, SentimentCategory::Excited, 1.0)];
const RAID: Table =
    &[(1, SentimentCategory::Excited, 0.625), (10, SentimentCategory::Excited, 0.8125), (100, SentimentCategory::Excited, 1.0)];
const CHEER: Table =
    &[(1, SentimentCategory::Supportive, 0.5), (100, SentimentCategory::Supportive, 0.75), (1_000, SentimentCategory::Excited, 0.9375)];
const FOLLOW: Table = &[(1, SentimentCategory::Supportive, 0.375)];

impl Act {
    const fn table(self) -> (Table, u32, u32, &'static str) {
        match self {
            Self::Subscription => (SUBSCRIPTION, 1, 1, "subscription"),
            Self::Gift { count } => (GIFT, count, 1_000_000, "gift.count"),
            Self::Raid { viewers } => (RAID, viewers, 10_000_000, "raid.viewers"),
            Self::Cheer { bits } => (CHEER, bits, 100_000_000, "cheer.bits"),
            Self::Follow => (FOLLOW, 1, 1, "follow"),
        }
    }

    pub(super) fn check(self) -> Result<(), OutOfRange> {
        let (_, size, max, what) = self.table();
        OutOfRange::check(what, size.into(), 1.0, max.into())
    }

    /// What it stands for.
    #[must_use]
    pub fn mood(self) -> Mood {
        let (table, size, ..) = self.table();
        let line = table.iter().rev().find(|(from, ..)| size >= *from).unwrap_or(&table[0]);
        Mood { category: line.1, intensity: Intensity::clamped(line.2) }
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::SentimentCategory;

    use super::Act;

    #[test]
    fn the_larger_an_act_the_stronger_its_mood() {
        let strength = |act: Act| act.mood().intensity;
        for pair in [
            [Act::Gift { count: 1 }, Act::Gift { count: 5 }],
            [Act::Gift { count: 19 }, Act::Gift { count: 20 }],
            [Act::Raid { viewers: 9 }, Act::Raid { viewers: 10 }],
            [Act::Raid { viewers: 99 }, Act::Raid { viewers: 100 }],
            [Act::Cheer { bits: 99 }, Act::Cheer { bits: 100 }],
            [Act::Cheer { bits: 999 }, Act::Cheer { bits: 1_000 }],
            [Act::Follow, Act::Subscription],
        ] {
            assert!(strength(pair[0]) < strength(pair[1]), "{pair:?}");
        }
        assert_eq!(Act::Follow.mood().category, SentimentCategory::Supportive);
        assert_eq!(Act::Raid { viewers: 3 }.mood().category, SentimentCategory::Excited);
    }
}
