//! Which animation a tip sets off.

use footlights_base::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::out_of_range;
use crate::model::{AMOUNT_MAX, AnimationType};

/// How many tiers there may be.
const TIERS_MAX: usize = 8;
/// How long an animation may run, in milliseconds.
pub(crate) const DURATION_MS: std::ops::RangeInclusive<u32> = 500..=30_000;

/// From this amount on a tip sets off this animation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnimationTier {
    /// In minor units: 1 to 100,000,000.
    pub min_cents: i64,
    /// What is shown.
    #[serde(rename = "type")]
    pub kind: AnimationType,
    /// Which one, where `type` is `custom`.
    #[schema(required, format = "uuid")]
    pub custom_id: Option<String>,
    /// How long: 500 to 30,000 milliseconds.
    pub duration_ms: u32,
}

/// Animations that tips set off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnimationSettings {
    /// Whether tips set off any.
    pub enabled: bool,
    /// The highest one that a tip reaches is shown; at most 8.
    pub tiers: Vec<AnimationTier>,
}

impl Default for AnimationSettings {
    fn default() -> Self {
        let tier = |min_cents, kind, duration_ms| AnimationTier { min_cents, kind, custom_id: None, duration_ms };
        Self { enabled: true, tiers: vec![tier(1_000, AnimationType::Hearts, 4_000), tier(5_000, AnimationType::Confetti, 6_000)] }
    }
}

impl AnimationSettings {
    /// The tier a tip reaches, if any.
    #[must_use]
    pub fn tier_of(&self, amount_cents: i64) -> Option<&AnimationTier> {
        self.tiers.iter().filter(|tier| self.enabled && amount_cents >= tier.min_cents).max_by_key(|tier| tier.min_cents)
    }

    pub(super) fn check(&self, wrong: &mut Vec<FieldError>) {
        if self.tiers.len() > TIERS_MAX {
            wrong.push(out_of_range("/animations/tiers", "At most 8 tiers."));
        }
        for (index, tier) in self.tiers.iter().enumerate() {
            let at = |name: &str| format!("/animations/tiers/{index}/{name}");
            if !(1..=AMOUNT_MAX).contains(&tier.min_cents) {
                wrong.push(out_of_range(at("minCents"), "From 1 to 100,000,000."));
            }
            if !DURATION_MS.contains(&tier.duration_ms) {
                wrong.push(out_of_range(at("durationMs"), "From 500 to 30,000 milliseconds."));
            }
            let named = tier.custom_id.as_deref().map(|id| id.parse::<crate::model::CustomAnimationId>().is_ok());
            let is_custom = tier.kind == AnimationType::Custom;
            if (is_custom && named != Some(true)) || (!is_custom && named.is_some()) {
                wrong.push(out_of_range(at("customId"), "The id of a custom animation where the type is `custom`, null elsewhere."));
            }
        }
    }
}
