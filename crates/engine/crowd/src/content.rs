//! What is on stage: the eleven event types, the tags they make, and what interests a tag speaks to.
//!
//! Owns: the committed tables, each documented where it stands. Does not know: members, sessions, fading.

use serde::{Deserialize, Serialize};

/// What happened in the game (seed: `TriggerReactionRequest.eventType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventType {
    /// An achievement, a boss defeated.
    Achievement,
    /// The first time anybody did this.
    WorldFirst,
    /// A kill in combat.
    CombatKill,
    /// A death in combat.
    CombatDeath,
    /// Something new was found.
    Discovery,
    /// People met.
    SocialEvent,
    /// Something was made.
    CraftComplete,
    /// A quest was finished.
    QuestComplete,
    /// A level was gained.
    LevelUp,
    /// A rare item was found.
    RareItem,
    /// What only the game knows; brings its own tags.
    CustomEvent,
}

/// What a moment of a stream was (seed: `StreamMoment.momentType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the seed's own words")]
pub enum MomentType {
    WorldFirst,
    Achievement,
    CombatHighlight,
    Discovery,
    SocialMoment,
    HypeTrainPeak,
}

impl EventType {
    /// All eleven, in the seed's order.
    pub const ALL: [Self; 11] = [
        Self::Achievement,
        Self::WorldFirst,
        Self::CombatKill,
        Self::CombatDeath,
        Self::Discovery,
        Self::SocialEvent,
        Self::CraftComplete,
        Self::QuestComplete,
        Self::LevelUp,
        Self::RareItem,
        Self::CustomEvent,
    ];

    /// The tags it makes, from the seed's table of game events and, where that has no row, in its manner.
    #[must_use]
    pub const fn tags(self) -> &'static [&'static str] {
        match self {
            Self::Achievement => &["combat", "achievement", "epic"],
            Self::WorldFirst => &["worldfirst", "historic", "unique"],
            Self::CombatKill => &["combat", "action", "danger"],
            Self::CombatDeath => &["combat", "danger", "drama"],
            Self::Discovery => &["exploration", "discovery", "adventure"],
            Self::SocialEvent => &["social", "drama", "roleplay"],
            Self::CraftComplete => &["crafting", "creation", "skill"],
            Self::QuestComplete => &["adventure", "narrative", "achievement"],
            Self::LevelUp => &["achievement", "skill", "strategy"],
            Self::RareItem => &["trade", "unique", "discovery"],
            Self::CustomEvent => &[],
        }
    }

    /// What a strong one is remembered as.
    #[must_use]
    pub const fn moment(self) -> MomentType {
        match self {
            Self::WorldFirst => MomentType::WorldFirst,
            Self::CombatKill | Self::CombatDeath => MomentType::CombatHighlight,
            Self::Discovery | Self::RareItem => MomentType::Discovery,
            Self::SocialEvent => MomentType::SocialMoment,
            Self::Achievement | Self::CraftComplete | Self::QuestComplete | Self::LevelUp | Self::CustomEvent => MomentType::Achievement,
        }
    }
}

/// How strongly a content tag speaks to an interest, percent, 1–100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    /// The interest's name.
    pub interest: String,
    /// Percent.
    pub weight: u8,
}

/// A content tag and what it speaks to. A tag that is an interest's name needs no row: it speaks to that interest fully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRule {
    /// The tag, 1–64 bytes, compared without case.
    pub tag: String,
    /// What it speaks to, at least one interest.
    pub appeals: Vec<Appeal>,
}

const TAGS: [(&str, &[(&str, u8)]); 21] = [
    ("action", &[("Combat", 70), ("PvP", 50), ("Speedrunning", 30)]),
    ("danger", &[("Combat", 60), ("Exploration", 40), ("PvP", 30)]),
    ("creation", &[("Crafting", 80), ("Creative", 80)]),
    ("skill", &[("Crafting", 50), ("Technical", 60), ("Speedrunning", 50), ("PvP", 30)]),
    ("drama", &[("Social", 80), ("Narrative", 60)]),
    ("roleplay", &[("Social", 60), ("Narrative", 80), ("Creative", 40)]),
    ("adventure", &[("Exploration", 80), ("Discovery", 50), ("Narrative", 40)]),
    ("economy", &[("Technical", 60), ("Crafting", 40), ("Social", 20)]),
    ("trade", &[("Crafting", 50), ("Social", 40), ("Technical", 30)]),
    ("strategy", &[("Technical", 70), ("PvP", 50), ("Combat", 30)]),
    ("worldfirst", &[("Discovery", 100), ("Speedrunning", 80), ("Combat", 60), ("Exploration", 60), ("Narrative", 40), ("Social", 40)]),
    ("historic", &[("Narrative", 80), ("Discovery", 70), ("Social", 40)]),
    ("unique", &[("Discovery", 80), ("Creative", 50), ("Exploration", 50)]),
    ("achievement", &[("Speedrunning", 60), ("Combat", 50), ("Technical", 40), ("Social", 20)]),
    ("epic", &[("Combat", 80), ("Narrative", 60), ("Exploration", 30)]),
    ("speedrun", &[("Speedrunning", 100), ("Technical", 50)]),
    ("music", &[("Creative", 90), ("Social", 50)]),
    ("teaching", &[("Technical", 90), ("Crafting", 40)]),
    ("chatting", &[("Social", 100)]),
    ("building", &[("Crafting", 80), ("Creative", 70), ("Technical", 40)]),
    ("tournament", &[("PvP", 100), ("Combat", 60), ("Social", 30)]),
];

/// The committed table. Tags that are interests (`combat`, `crafting`, `exploration`, `discovery`, `social` …) need no row in it.
#[must_use]
pub fn built_in_tags() -> Vec<TagRule> {
    let appeal = |&(interest, weight): &(&str, u8)| Appeal { interest: interest.to_owned(), weight };
    TAGS.iter().map(|(tag, appeals)| TagRule { tag: (*tag).to_owned(), appeals: appeals.iter().map(appeal).collect() }).collect()
}
