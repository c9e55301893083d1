//! How the overlay's alerts come: when, how long, how loud, and who looks first.

use footlights_alerts::Timing;
use footlights_base::FieldError;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

use super::out_of_range;
use crate::model::AMOUNT_MAX;

/// The longest a tip is held for moderation, in milliseconds.
const HOLD_MS_MAX: u32 = 30_000;
/// The longest gap, in milliseconds.
const GAP_MS_MAX: u32 = 10_000;
/// An alert stays at least and at most so long, in milliseconds.
const STAY_MS: std::ops::RangeInclusive<u32> = 1_000..=60_000;
/// Alerts that may wait before those of one tier become one.
const WAITING: std::ops::RangeInclusive<u32> = 1..=100;

/// The shortest and the longest an alert stays, entering and leaving included, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// At least.
    pub min_ms: u32,
    /// At most.
    pub max_ms: u32,
}

/// What comes of alerts that queued while no overlay was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenClosed {
    /// They come one by one.
    Keep,
    /// They are summed up in one.
    Summary,
}

/// How the overlay's alerts come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertSettings {
    /// Nothing new is shown; what comes in waits.
    pub paused: bool,
    /// What comes in is not shown at all.
    pub do_not_disturb: bool,
    /// Of sounds: 0 (silent) to 100.
    pub volume: u8,
    /// How long a tip waits for a moderator before it is shown by itself, in milliseconds: 0 (off) to 30,000.
    pub hold_ms: u32,
    /// Smaller tips make no alert, in minor units.
    pub min_cents: i64,
    /// What comes of alerts that queued while no overlay was open.
    pub when_closed: WhenClosed,
    /// Alerts that may wait before those of one tier become one: 1 to 100.
    pub waiting_max: u32,
    /// Between two alerts, in milliseconds: 0 to 10,000.
    pub gap_ms: u32,
    /// How long a tip's alert stays.
    pub tip: Span,
    /// How long other alerts stay.
    pub other: Span,
    /// From these amounts on, in minor units, an alert is of the second and the third tier.
    pub tiers: [i64; 2],
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            paused: false,
            do_not_disturb: false,
            volume: 80,
            hold_ms: 0,
            min_cents: 0,
            when_closed: WhenClosed::Keep,
            waiting_max: 20,
            gap_ms: 250,
            tip: Span { min_ms: 5_000, max_ms: 12_000 },
            other: Span { min_ms: 3_000, max_ms: 6_000 },
            tiers: [1_000, 5_000],
        }
    }
}

impl AlertSettings {
    /// As the engine wants it.
    #[must_use]
    pub fn timing(&self) -> Timing {
        let ms = |ms: u32| Duration::from_millis(ms.into());
        Timing {
            gap: ms(self.gap_ms),
            tip: (ms(self.tip.min_ms), ms(self.tip.max_ms)),
            other: (ms(self.other.min_ms), ms(self.other.max_ms)),
            waiting_max: self.waiting_max as usize,
            ..Timing::default()
        }
    }

    pub(super) fn check(&self, wrong: &mut Vec<FieldError>) {
        if self.volume > 100 {
            wrong.push(out_of_range("/alerts/volume", "From 0 to 100."));
        }
        if self.hold_ms > HOLD_MS_MAX {
            wrong.push(out_of_range("/alerts/holdMs", "From 0 to 30,000 milliseconds."));
        }
        if !(0..=AMOUNT_MAX).contains(&self.min_cents) {
            wrong.push(out_of_range("/alerts/minCents", "From 0 to 100,000,000."));
        }
        if !WAITING.contains(&self.waiting_max) {
            wrong.push(out_of_range("/alerts/waitingMax", "From 1 to 100."));
        }
        if self.gap_ms > GAP_MS_MAX {
            wrong.push(out_of_range("/alerts/gapMs", "From 0 to 10,000 milliseconds."));
        }
        for (name, span) in [("/alerts/tip", self.tip), ("/alerts/other", self.other)] {
            if !(STAY_MS.contains(&span.min_ms) && STAY_MS.contains(&span.max_ms) && span.min_ms <= span.max_ms) {
                wrong.push(out_of_range(name, "From 1,000 to 60,000 milliseconds, the longest not below the shortest."));
            }
        }
        if !(1 <= self.tiers[0] && self.tiers[0] <= self.tiers[1] && self.tiers[1] <= AMOUNT_MAX) {
            wrong.push(out_of_range("/alerts/tiers", "Two amounts from 1 to 100,000,000, the second not below the first."));
        }
    }
}
