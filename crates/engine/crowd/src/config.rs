//! The knobs of a crowd, with their defaults, as a game service's settings or a scenario file writes them.
//!
//! Owns: names, units, defaults. Does not know: what is allowed ([`crate::rules`] checks) and what is done with it.

use serde::{Deserialize, Serialize};

use crate::content::{TagRule, built_in_tags};
use crate::vocabulary::{Interest, Personality, built_in_interests, built_in_personalities};

/// All knobs. [`Config::check`] turns them into [`crate::Rules`] or says what is wrong with the first wrong one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where all chance comes from.
    pub seed: u64,
    /// Length of a tick, 1–60 s (`AUDIENCE_TICK_INTERVAL_SECONDS`).
    pub tick_seconds: u32,
    /// Time between two matching rounds of a session, 1–3,600 s (`AUDIENCE_CHECK_IN_INTERVAL_SECONDS`).
    pub matching_seconds: u32,
    /// The same under load, 1–3,600 s (`HIGH_LOAD_CHECK_IN_INTERVAL_SECONDS`).
    pub high_load_matching_seconds: u32,
    /// How many members a reservoir is expected to get, 1–16,000,000 (`DEFAULT_POOL_SIZE`); memory for them is taken with the first.
    pub reservoir: u32,
    /// What an Unknown streamer's session opens with, 1–100,000 members (`DEFAULT_AUDIENCE_POOL_SIZE`).
    pub house: u32,
    /// Its factor a phase, 1–10 (`AUDIENCE_POOL_SCALE_PER_PHASE`).
    pub house_scale_per_phase: f64,
    /// Simulated members of one session at most, 1–16,000,000 (`MAX_CHECKED_OUT_PER_SESSION`).
    pub max_per_session: u32,
    /// Above how many members a pool is told as collectives, 2–16,000,000.
    pub collective_above: u32,
    /// Notable viewers told at most, 0–100.
    pub notables: u32,
    /// How engagement moves.
    pub engagement: Engagement,
    /// How long members stay and what brings new ones.
    pub attendance: Attendance,
    /// The parts of a matching score, editable per game service.
    pub weights: Weights,
    /// How reactions to events are reckoned.
    pub reaction: Reacting,
    /// Who becomes a follower, and for how long.
    pub follow: Following,
    /// Members made from sentiment pulses.
    pub real: Real,
    /// How personalities change.
    pub evolution: Evolution,
    /// Up to sixteen personalities.
    pub personalities: Vec<Personality>,
    /// Up to sixteen interests.
    pub interests: Vec<Interest>,
    /// Up to 256 content tags that are not an interest's name.
    pub tags: Vec<TagRule>,
}

/// How engagement moves. Rates are shares of the full level a tick.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Engagement {
    /// Growth at a full match, as a share of what is missing to 1, 0–0.1.
    pub growth: f64,
    /// Loss without any match, 0–0.1 (`ENGAGEMENT_DECAY_BASE_RATE`).
    pub decay: f64,
    /// The level of an average member when it comes, 0.05–0.9.
    pub base: f64,
    /// Loss a matching round for those no event has touched since the last one, 0–0.5 (`INTEREST_DECAY_RATE`; 0 here, see decision 19).
    pub interest_decay: f64,
    /// What tags that came from events lose a tick, 0–1.
    pub tag_fade: f64,
}

/// How long members stay and what brings new ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attendance {
    /// Below this engagement a member may leave, 0–0.5.
    pub leave_below: f64,
    /// How likely it then leaves, a tick, 0–1.
    pub leave_chance: f64,
    /// How long life lets an average member watch, 1–1,440 min.
    pub stay_minutes: u32,
    /// Share of those who come that only look in, 0–0.9.
    pub passers_by: f64,
    /// How long those stay, 5–600 s.
    pub passer_by_seconds: u32,
    /// How long a member rests after it left, 0–1,440 min.
    pub rest_minutes: u32,
    /// Share of the empty seats that somebody tries in a matching round, besides those just left, 0–1.
    pub arrival_rate: f64,
    /// What half of the buzz after an event is gone after, 0.5–240 min.
    pub buzz_half_life_minutes: f64,
    /// How much better another stream must score before a member goes there, 0–1.
    pub migration_margin: f64,
    /// Whether members go to other streams at all.
    pub migration: bool,
}

/// The parts of a matching score, each 0–1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// How engaged the member is.
    pub engagement: f64,
    /// Whether it follows the streamer, and how loyally.
    pub follower: f64,
    /// How well what is on stage matches its interests.
    pub content: f64,
    /// What the streamer is known for.
    pub reputation: f64,
    /// Hype, the size of the house and of the voice room.
    pub context: f64,
}

/// How reactions to events are reckoned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reacting {
    /// How much more a world-first counts, 1–100 (`WORLD_FIRST_HYPE_MULTIPLIER`).
    pub world_first: f64,
    /// Intensity from which a reaction feeds hype, 0–1.
    pub strong: f64,
    /// How far a significance of 1 lifts a matching member of average voice, 0–1.
    pub lift: f64,
    /// Moments kept of a session, 0–100.
    pub moments: u32,
}

/// Who becomes a follower, and for how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Following {
    /// Average engagement it takes, 0–1 (`FOLLOWER_ENGAGEMENT_THRESHOLD`).
    pub engagement: f64,
    /// Time watched it takes, 0–10,000 min (`FOLLOWER_WATCH_TIME_MINUTES`).
    pub watch_minutes: u32,
    /// In how many sessions in a row, 1–100 (`FOLLOW_CONVERSION_SESSION_COUNT`; 1 here, see decision 19).
    pub sessions: u32,
    /// Average engagement in each of them, where it is more than one, 0–1 (`INTEREST_THRESHOLD_FOR_FOLLOW`).
    pub interest: f64,
    /// Followers of one streamer at most, 0–1,000,000 (`MAX_FOLLOWERS_PER_STREAMER`).
    pub max: u32,
    /// The phase from which a streamer gets followers, 0 (Unknown) – 4 (Legend).
    pub from_phase: u8,
    /// Sessions in a row a follower may miss before it is lost, 1–1,000.
    pub missed_sessions: u32,
    /// Days without any session after which half the loyalty is gone, 1–3,650.
    pub neglect_half_life_days: u32,
}

/// Members made from sentiment pulses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Real {
    /// Whether pulses make members (`REAL_AUDIENCE_BLENDING_ENABLED`).
    pub blending: bool,
    /// How long an anonymous member outlives the pulse that fed it, 1–600 s (`REAL_DERIVED_MEMBER_TTL_SECONDS`).
    pub ttl_seconds: u32,
    /// Of one session at most, 0–5,000 (`MAX_REAL_DERIVED_VIEWERS`).
    pub max: u32,
    /// What a tracked member loses a tick once pulses have stopped, 0–1 (`REAL_DERIVED_VIEWER_DECAY_RATE`).
    pub decay: f64,
    /// Their share of the house at most, 0.01–1; 1 is no cap.
    pub max_share: f64,
    /// How much more entries of subscribers, moderators and VIPs feed hype, 1–10.
    pub role_weight: f64,
    /// How much a pulse of boredom alone adds to leaving, as a factor, 0–20.
    pub bored_churn: f64,
    /// Share of hostile entries from which the house rallies, 0.01–1.
    pub rally_share: f64,
    /// Share of the simulated members whose shown feeling a pulse colours, 0–1.
    pub contagion: f64,
}

/// How personalities change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Evolution {
    /// Off: nobody changes.
    pub enabled: bool,
    /// Up to sixteen ways to change.
    pub steps: Vec<EvolutionStep>,
}

/// One way to change: who has `from` and has watched one streamer for `hours` gets `to` for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvolutionStep {
    /// The personality that goes.
    pub from: String,
    /// The personality that comes.
    pub to: String,
    /// Hours of one streamer, 1–10,000.
    pub hours: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            tick_seconds: 5,
            matching_seconds: 60,
            high_load_matching_seconds: 300,
            reservoir: 10_000,
            house: 50,
            house_scale_per_phase: 2.0,
            max_per_session: 5_000,
            collective_above: 1_000,
            notables: 20,
            engagement: Engagement::default(),
            attendance: Attendance::default(),
            weights: Weights::default(),
            reaction: Reacting::default(),
            follow: Following::default(),
            real: Real::default(),
            evolution: Evolution::default(),
            personalities: built_in_personalities(),
            interests: built_in_interests(),
            tags: built_in_tags(),
        }
    }
}

impl Default for Engagement {
    fn default() -> Self {
        Self { growth: 0.025, decay: 0.02, base: 0.45, interest_decay: 0.0, tag_fade: 0.02 }
    }
}

impl Default for Attendance {
    fn default() -> Self {
        Self {
            leave_below: 0.05,
            leave_chance: 0.2,
            stay_minutes: 75,
            passers_by: 0.2,
            passer_by_seconds: 60,
            rest_minutes: 20,
            arrival_rate: 0.15,
            buzz_half_life_minutes: 12.0,
            migration_margin: 0.08,
            migration: true,
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { engagement: 0.2, follower: 0.3, content: 0.25, reputation: 0.15, context: 0.1 }
    }
}

impl Default for Reacting {
    fn default() -> Self {
        Self { world_first: 10.0, strong: 0.8, lift: 0.35, moments: 10 }
    }
}

impl Default for Following {
    fn default() -> Self {
        Self {
            engagement: 0.6,
            watch_minutes: 30,
            sessions: 1,
            interest: 0.8,
            max: 10_000,
            from_phase: 1,
            missed_sessions: 12,
            neglect_half_life_days: 60,
        }
    }
}

impl Default for Real {
    fn default() -> Self {
        Self {
            blending: true,
            ttl_seconds: 30,
            max: 500,
            decay: 0.1,
            max_share: 1.0,
            role_weight: 2.0,
            bored_churn: 4.0,
            rally_share: 0.15,
            contagion: 0.9,
        }
    }
}

impl Default for Evolution {
    fn default() -> Self {
        let step = |from: &str, to: &str, hours| EvolutionStep { from: from.to_owned(), to: to.to_owned(), hours };
        Self {
            enabled: true,
            steps: vec![step("Fickle", "Loyal", 50), step("Lurker", "Vocal", 120), step("Confrontational", "Supportive", 200)],
        }
    }
}
