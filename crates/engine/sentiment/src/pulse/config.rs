//! The knobs of pulses, and the rules they mean once checked.
//!
//! Owns: names, ranges, defaults (seed Streaming architecture, `STREAM_SENTIMENT_*`, `STREAM_TRACK_*`). Does not know: where they are set.

use footlights_base::OutOfRange;

use super::refusal::PulseConfigRefusal;

/// All knobs. [`PulseConfig::check`] turns them into [`PulseRules`].
#[derive(Debug, Clone, PartialEq)]
pub struct PulseConfig {
    /// Length of a window, 5–300 s.
    pub interval_seconds: u32,
    /// Entries below which nothing is published, 1–1,000.
    pub entries_min: u32,
    /// Entries of a pulse, at most, 1–1,000; the faintest go.
    pub entries_max: u32,
    /// Distinct people below which nothing is published, 2–1,000.
    pub people_min: u32,
    /// How long a window that holds too little goes on, 0–60 s; then it is dropped.
    pub merged_seconds_max: u32,
    /// Viewers with a tracking id in one session, at most, 0–1,000.
    pub tracked_max: u32,
    /// The engagement score from which a viewer is a `HighEngager`, 0–1 ([`super::engagement`]).
    pub engagement_min: f64,
    /// Whether subscribers are tracked.
    pub track_subscribers: bool,
    /// Whether moderators are.
    pub track_moderators: bool,
    /// Whether those who led a raid here are.
    pub track_raid_leaders: bool,
    /// Whether VIPs are.
    pub track_vips: bool,
    /// Whether viewers are whom the platform says have been here before.
    pub track_returners: bool,
    /// Silence of somebody present that is a vote for boredom, and again each time it has grown by as much, 30–3,600 s; 0: silence says nothing.
    pub silence_seconds: u32,
    /// How long somebody is taken to be present after the last sign, 60–7,200 s.
    pub present_seconds: u32,
}

impl Default for PulseConfig {
    fn default() -> Self {
        Self {
            interval_seconds: 15,
            entries_min: 5,
            entries_max: 200,
            people_min: 5,
            merged_seconds_max: 60,
            tracked_max: 50,
            engagement_min: 0.7,
            track_subscribers: true,
            track_moderators: true,
            track_raid_leaders: true,
            track_vips: true,
            track_returners: true,
            silence_seconds: 120,
            present_seconds: 600,
        }
    }
}

/// A checked [`PulseConfig`].
#[derive(Debug, Clone, PartialEq)]
pub struct PulseRules {
    pub(super) config: PulseConfig,
}

impl PulseConfig {
    /// The rules this configuration means.
    ///
    /// # Errors
    ///
    /// The first number outside its range; a pulse that could never be full enough.
    pub fn check(&self) -> Result<PulseRules, PulseConfigRefusal> {
        let silence_min = if self.silence_seconds == 0 { 0.0 } else { 30.0 };
        for (what, value, min, max) in [
            ("interval_seconds", self.interval_seconds.into(), 5.0, 300.0),
            ("entries_min", self.entries_min.into(), 1.0, 1_000.0),
            ("entries_max", self.entries_max.into(), 1.0, 1_000.0),
            ("people_min", self.people_min.into(), 2.0, 1_000.0),
            ("merged_seconds_max", self.merged_seconds_max.into(), 0.0, 60.0),
            ("tracked_max", self.tracked_max.into(), 0.0, 1_000.0),
            ("engagement_min", self.engagement_min, 0.0, 1.0),
            ("silence_seconds", self.silence_seconds.into(), silence_min, 3_600.0),
            ("present_seconds", self.present_seconds.into(), 60.0, 7_200.0),
        ] {
            OutOfRange::check(what, value, min, max)?;
        }
        let least = self.entries_min.max(self.people_min);
        if self.entries_max < least {
            return Err(PulseConfigRefusal::NeverFull { entries_max: self.entries_max, least });
        }
        Ok(PulseRules { config: self.clone() })
    }
}

impl PulseRules {
    /// What was checked.
    #[must_use]
    pub fn config(&self) -> &PulseConfig {
        &self.config
    }
}
