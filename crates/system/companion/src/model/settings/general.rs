//! Time zone, money, and whether viewers have a page.

use footlights_base::{Currency, FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::out_of_range;
use crate::config::TokenRate;

/// The most a hundred tokens may be worth, in minor units.
const CENTS_PER_100_TOKENS_MAX: u32 = 10_000_000;

/// Time zone, money, and whether viewers have a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GeneralSettings {
    /// Where her days begin and end: a name of the IANA database, such as `Europe/Berlin`.
    pub time_zone: String,
    /// What a session counts in when it does not say (ISO 4217).
    #[schema(value_type = String)]
    pub currency: Currency,
    /// What 100 tokens are worth, in minor units: 1 to 10,000,000.
    pub cents_per_100_tokens: u32,
    /// Whether `/c/{username}` shows her menu, goals and latest tips to everybody.
    pub viewer_page: bool,
}

impl Default for GeneralSettings {
    fn default() -> Self {
        Self {
            time_zone: "UTC".into(),
            currency: Currency::USD,
            cents_per_100_tokens: TokenRate::default().minor_per_100_tokens,
            viewer_page: false,
        }
    }
}

impl GeneralSettings {
    /// What a token is worth.
    #[must_use]
    pub const fn token_rate(&self) -> TokenRate {
        TokenRate { minor_per_100_tokens: self.cents_per_100_tokens }
    }

    pub(super) fn check(&self, wrong: &mut Vec<FieldError>) {
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            wrong.push(out_of_range("/general/timeZone", "A time zone by its IANA name, such as Europe/Berlin."));
        }
        if !(1..=CENTS_PER_100_TOKENS_MAX).contains(&self.cents_per_100_tokens) {
            wrong.push(out_of_range("/general/centsPer100Tokens", "From 1 to 10,000,000."));
        }
    }
}
