//! What contributions and moods are worth.
//!
//! Owns: the arithmetic from acts and intensities to points, and the limits of one input. Does not know: trains.

use footlights_base::TrackedViewerType;

use crate::config::{Conversion, MoodWeights};
use crate::feed::{Act, Tier, Voices};
use crate::points::Points;
use crate::refusal::Refusal;

/// Members one input can speak for.
const MEMBERS_MAX: u32 = 16_000_000;
/// What one voice can weigh at most, 256ths: full intensity, a moderator, a world-first.
const VOICE_256THS_MAX: u64 = 256 * 100 * 100;

impl Conversion {
    /// The points of an act.
    pub(crate) fn points(&self, act: Act) -> Result<Points, Refusal> {
        let (what, value, max, rate) = match act {
            Act::Donation { minor } => ("a donation's hundredths", minor, 100_000_000, self.donation / 100.0),
            Act::Subscription { tier, count } => ("a subscription's count", count, 10_000, self.subscription_rate(tier)),
            Act::Bits { count } => ("a count of bits", count, 100_000_000, self.bit),
            Act::Cheer { count } => ("a count cheered", count, 100_000_000, self.cheer),
            Act::Points { points, .. } => ("points", points, 1_000_000_000, 1.0),
        };
        if !(1..=max).contains(&value) {
            return Err(Refusal::OutOfRange { what, value, min: 1, max });
        }
        Ok(in_256ths(value as f64 * rate))
    }

    const fn subscription_rate(&self, tier: Tier) -> f64 {
        match tier {
            Tier::One => self.subscription,
            Tier::Two => self.subscription_tier_2,
            Tier::Three => self.subscription_tier_3,
        }
    }
}

impl MoodWeights {
    /// What one voice weighs, 256ths of a point; nothing where it is not strong enough.
    ///
    /// # Errors
    ///
    /// An intensity that is no number from 0 to 1.
    pub fn weigh(&self, intensity: f64, viewer: Option<TrackedViewerType>, world_first: bool) -> Result<Option<u64>, Refusal> {
        if !(0.0..=1.0).contains(&intensity) {
            return Err(Refusal::Intensity(intensity));
        }
        if intensity <= self.strong {
            return Ok(None);
        }
        let counts_more = matches!(viewer, Some(TrackedViewerType::Subscriber | TrackedViewerType::Moderator | TrackedViewerType::Vip));
        let viewer = if counts_more { self.tracked } else { 1.0 };
        let world_first = if world_first { self.world_first } else { 1.0 };
        Ok(Some(in_256ths(intensity * viewer * world_first).as_256ths()))
    }
}

impl Voices {
    /// Their points.
    pub(crate) fn points(&self) -> Result<Points, Refusal> {
        if self.members > MEMBERS_MAX {
            let value = u64::from(self.members);
            return Err(Refusal::OutOfRange { what: "members", value, min: 0, max: u64::from(MEMBERS_MAX) });
        }
        if self.weight_256ths > u64::from(self.members) * VOICE_256THS_MAX {
            return Err(Refusal::TooHeavy { members: self.members, weight_256ths: self.weight_256ths });
        }
        Ok(Points::from_256ths(self.weight_256ths))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative, and cut to the limit")]
fn in_256ths(points: f64) -> Points {
    Points::from_256ths((points * 256.0).round() as u64)
}
