//! The words a crowd is made of: personalities with what they do to a member, and interests.
//!
//! Owns: the built-in ten personalities and `Fickle`, the ten interests, their numbers. Does not know: members, sessions.
//! Both are open strings: a game service may bring its own, up to [`PERSONALITIES_MAX`] and [`INTERESTS_MAX`]. Names compare without case
//! and are kept as they were written.

use serde::{Deserialize, Serialize};

/// Personalities of one game service: a member's are bits of a `u16`.
pub const PERSONALITIES_MAX: usize = 16;
/// Interests of one game service: a member's are bits of a `u16`.
pub const INTERESTS_MAX: usize = 16;

/// One personality. Percentages: 100 is as everybody, 0–400.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personality {
    /// The name, 1–64 bytes.
    pub name: String,
    /// How often it is drawn when a reservoir is seeded, as a weight among all, 0–10,000.
    #[serde(default = "hundred")]
    pub share: u16,
    /// How fast engagement grows.
    #[serde(default = "hundred")]
    pub growth: u16,
    /// How fast engagement is lost.
    #[serde(default = "hundred")]
    pub decay: u16,
    /// The level a member comes with.
    #[serde(default = "hundred")]
    pub base: u16,
    /// How readily it says what it feels.
    #[serde(default = "hundred")]
    pub voice: u16,
    /// How much a full, loud house draws it.
    #[serde(default = "hundred")]
    pub herd: u16,
    /// How readily it goes to another stream.
    #[serde(default = "hundred")]
    pub roam: u16,
    /// How firmly it stands by the streamer when others are hostile.
    #[serde(default = "hundred")]
    pub protect: u16,
    /// The first word of a label such as "Loyal Critic"; the name itself when empty.
    #[serde(default)]
    pub label: String,
}

const fn hundred() -> u16 {
    100
}

/// One interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// The name, 1–64 bytes.
    pub name: String,
    /// How often it is drawn when a reservoir is seeded, as a weight among all, 0–10,000.
    #[serde(default = "hundred")]
    pub share: u16,
    /// The last word of a label such as "Enthusiastic Explorer"; the name itself when empty.
    #[serde(default)]
    pub label: String,
}

/// Name, label, share, growth, decay, base, voice, herd, roam, protect.
type PersonalityRow = (&'static str, &'static str, [u16; 8]);

const PERSONALITIES: [PersonalityRow; 11] = [
    ("HighExcitement", "Enthusiastic", [110, 150, 120, 110, 150, 120, 110, 100]),
    ("LowExcitement", "Calm", [110, 65, 70, 95, 60, 80, 80, 90]),
    ("GroupOriented", "Sociable", [120, 105, 100, 100, 120, 220, 100, 130]),
    ("SoloViewer", "Solitary", [80, 95, 90, 95, 70, 30, 90, 60]),
    ("Vocal", "Vocal", [100, 110, 100, 105, 220, 110, 100, 120]),
    ("Lurker", "Quiet", [200, 80, 65, 85, 15, 80, 80, 50]),
    ("Loyal", "Loyal", [70, 110, 60, 115, 110, 90, 30, 200]),
    ("Explorer", "Roving", [90, 105, 110, 100, 90, 90, 220, 80]),
    ("Confrontational", "Provocative", [40, 100, 110, 90, 170, 110, 120, 20]),
    ("Supportive", "Kind", [100, 110, 85, 110, 130, 110, 70, 220]),
    ("Fickle", "Fickle", [100, 125, 170, 95, 100, 120, 180, 60]),
];

const INTERESTS: [(&str, &str, u16); 10] = [
    ("Combat", "Fighter", 160),
    ("Exploration", "Explorer", 120),
    ("Social", "Socialite", 140),
    ("Crafting", "Crafter", 80),
    ("Technical", "Technician", 60),
    ("PvP", "Duellist", 110),
    ("Discovery", "Discoverer", 90),
    ("Narrative", "Storyteller", 90),
    ("Speedrunning", "Speedrunner", 50),
    ("Creative", "Artist", 80),
];

/// The seed's ten personalities and `Fickle`.
#[must_use]
pub fn built_in_personalities() -> Vec<Personality> {
    let row = |(name, label, [share, growth, decay, base, voice, herd, roam, protect]): PersonalityRow| Personality {
        name: name.to_owned(),
        share,
        growth,
        decay,
        base,
        voice,
        herd,
        roam,
        protect,
        label: label.to_owned(),
    };
    PERSONALITIES.into_iter().map(row).collect()
}

/// The seed's ten interests.
#[must_use]
pub fn built_in_interests() -> Vec<Interest> {
    INTERESTS.into_iter().map(|(name, label, share)| Interest { name: name.to_owned(), share, label: label.to_owned() }).collect()
}
