//! A scenario as it is written in TOML.
//!
//! Owns: names, defaults and units of the file. Does not know: what is allowed (`check`), what happens in it.

mod check;
mod limits;
mod place;
mod refusal;

use std::collections::BTreeMap;

use footlights_base::{SentimentCategory, TrackedViewerType};
use footlights_crowd::{EventType, Phase};
use serde::Deserialize;

use super::length::Length;

pub(super) use check::{Checked, FILE_BYTES_MAX, distribution, read};
pub(super) use refusal::Refusal;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// 1–200 bytes.
    pub(super) title: String,
    /// What it shows, up to 4,000 bytes.
    #[serde(default)]
    pub(super) about: String,
    /// 1m–31d.
    pub(super) length: Length,
    /// Where all chance comes from.
    #[serde(default = "one")]
    pub(super) seed: u64,
    /// Members of the reservoir, 1–16,000,000.
    #[serde(default = "ten_thousand")]
    pub(super) pool: u32,
    /// Whom the reservoir is made of.
    #[serde(default)]
    pub(super) members: Members,
    /// Knobs of the crowd; what is not said is as the crowd has it, but that everybody may get followers.
    #[serde(default)]
    pub(super) crowd: footlights_crowd::Config,
    /// Knobs of the hype train over its profile.
    #[serde(default)]
    pub(super) hype: toml::Table,
    /// 1–64.
    pub(super) stream: Vec<Stream>,
    /// Up to 200.
    #[serde(default)]
    pub(super) expect: Vec<Expectation>,
}

/// Weights over personalities and interests; a list that is empty leaves the vocabulary's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Members {
    pub(super) personalities: BTreeMap<String, u32>,
    pub(super) interests: BTreeMap<String, u32>,
    /// Personalities a member has at most, 1–8.
    pub(super) personalities_each: Option<u8>,
    /// Interests a member has at most, 1–8.
    pub(super) interests_each: Option<u8>,
}

/// One stream, or the same again and again. Times in it count from its own beginning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stream {
    /// Whose it is, 1–40 bytes, beginning with a letter or digit. Streams of one name are one streamer's.
    pub(super) name: String,
    #[serde(default)]
    pub(super) performer: Performer,
    #[serde(default)]
    pub(super) phase: Phase,
    /// When it begins.
    #[serde(default)]
    pub(super) at: Length,
    /// How long it lasts; to the end of the scenario where it is not said.
    pub(super) length: Option<Length>,
    /// Begins again after so long …
    pub(super) every: Option<Length>,
    /// … so many times in all.
    #[serde(default = "once")]
    pub(super) times: u32,
    /// Members it opens with; from the phase where it is not said.
    pub(super) house: Option<u32>,
    /// 0–1; from the phase where it is not said.
    pub(super) reputation: Option<f64>,
    /// Content tags it opens with, strengths 0–1.
    #[serde(default)]
    pub(super) tags: BTreeMap<String, f64>,
    #[serde(default)]
    pub(super) then: Vec<TagChange>,
    #[serde(default)]
    pub(super) event: Vec<EventLine>,
    #[serde(default)]
    pub(super) raid: Vec<RaidLine>,
    #[serde(default)]
    pub(super) pulse: Vec<PulseLine>,
    #[serde(default)]
    pub(super) pause: Vec<PauseLine>,
    #[serde(default)]
    pub(super) voice: Vec<VoiceLine>,
}

/// Who performs (seed: `StreamerEntityType`). The crowd does not care; reports say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(super) enum Performer {
    /// A character a player plays.
    #[default]
    Character,
    /// An account, as itself.
    Account,
    /// Nobody's: the game plays it.
    Actor,
}

/// Other tags on stage from now on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TagChange {
    pub(super) at: Length,
    pub(super) tags: BTreeMap<String, f64>,
}

/// Something that happens in the game, once or again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventLine {
    pub(super) at: Length,
    pub(super) event: EventType,
    /// 0–1.
    #[serde(default = "half")]
    pub(super) significance: f64,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    /// Drawn beside the curves; up to 100 bytes.
    pub(super) description: Option<String>,
    /// Happens again after so long, until the stream or `until` ends.
    pub(super) every: Option<Length>,
    pub(super) until: Option<Length>,
    /// Each time up to so much later, by chance.
    #[serde(default)]
    pub(super) jitter: Length,
}

/// The stream sends a share of its house to another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RaidLine {
    pub(super) at: Length,
    /// A stream's name; it must be on.
    pub(super) to: String,
    /// 0–1.
    #[serde(default = "most")]
    pub(super) share: f64,
    /// Whether the stream ends with it.
    #[serde(default = "yes")]
    pub(super) and_end: bool,
}

/// Real viewers whose feelings come in as pulses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PulseLine {
    pub(super) at: Length,
    pub(super) until: Length,
    #[serde(default = "fifteen_seconds")]
    pub(super) every: Length,
    /// Entries of a pulse, 1–1,000.
    pub(super) people: u32,
    /// How many of them are important viewers, always the same.
    #[serde(default)]
    pub(super) tracked: u32,
    /// What makes them important.
    #[serde(default = "subscriber")]
    pub(super) viewer: TrackedViewerType,
    /// Weights of what they feel.
    pub(super) moods: BTreeMap<SentimentCategory, f64>,
    /// How strongly, 0–1, give or take 0.1.
    #[serde(default = "strong")]
    pub(super) intensity: f64,
}

/// The stage is empty for a while.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PauseLine {
    pub(super) at: Length,
    #[serde(rename = "for")]
    pub(super) lasts: Length,
}

/// People in the voice room from now on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VoiceLine {
    pub(super) at: Length,
    pub(super) people: u16,
}

/// What a designer expects to see.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectation {
    /// Whose; of the only streamer where it is not said.
    pub(super) stream: Option<String>,
    /// What is measured.
    pub(super) what: Measure,
    /// What of it counts between `from` and `until`.
    #[serde(default)]
    pub(super) take: Take,
    /// At one moment of the scenario …
    pub(super) at: Option<Length>,
    /// … or from one …
    pub(super) from: Option<Length>,
    /// … to another; the whole scenario where nothing is said.
    pub(super) until: Option<Length>,
    pub(super) at_least: Option<f64>,
    pub(super) at_most: Option<f64>,
    /// With `--runs`: in which share of the runs it must hold, 0–1.
    #[serde(default = "nearly_all")]
    pub(super) in_runs: f64,
}

/// What can be measured of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    /// Members watching.
    Audience,
    /// Mean engagement, 0–1.
    Engagement,
    /// Level of the hype train; 6 is Legendary, 0 none.
    HypeLevel,
    /// Followers.
    Followers,
    /// Hype trains that have begun.
    Trains,
}

/// What of a stretch of time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Take {
    Least,
    #[default]
    Mean,
    Most,
    First,
    Last,
    /// Last less first.
    Change,
}

const fn one() -> u64 {
    1
}
const fn once() -> u32 {
    1
}
const fn yes() -> bool {
    true
}
const fn ten_thousand() -> u32 {
    10_000
}
const fn half() -> f64 {
    0.5
}
const fn most() -> f64 {
    0.8
}
const fn strong() -> f64 {
    0.85
}
const fn nearly_all() -> f64 {
    0.9
}
const fn fifteen_seconds() -> Length {
    Length(15)
}
const fn subscriber() -> TrackedViewerType {
    TrackedViewerType::Subscriber
}
