//! Settings of the companion, with their defaults.

use footlights_base::Currency;

use crate::model::CreatorSettings;

/// What a platform's token is worth: minor units of the session's currency per 100 tokens, so that odd rates stay whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRate {
    /// Minor units per 100 tokens; at least 1.
    pub minor_per_100_tokens: u32,
}

impl Default for TokenRate {
    /// Five cents a token, what the two biggest token platforms pay out.
    fn default() -> Self {
        Self { minor_per_100_tokens: 500 }
    }
}

impl TokenRate {
    /// What `tokens` are worth in minor units, rounded half up; none beyond 64 bits.
    #[must_use]
    pub fn minor(self, tokens: i64) -> Option<i64> {
        tokens.checked_mul(self.minor_per_100_tokens.into())?.checked_add(50).map(|hundredths| hundredths.div_euclid(100))
    }
}

/// Settings of the companion.
#[derive(Debug, Clone)]
pub struct CompanionSettings {
    /// The currency of a session that does not say (`FOOTLIGHTS_CURRENCY`).
    pub currency: Currency,
    /// What a token is worth where a tip comes in tokens (`FOOTLIGHTS_TOKEN_RATE`).
    pub token_rate: TokenRate,
}

impl CompanionSettings {
    /// What applies to a creator who has said nothing.
    #[must_use]
    pub fn for_creators(&self) -> CreatorSettings {
        let mut settings = CreatorSettings::default();
        settings.general.currency = self.currency;
        settings.general.cents_per_100_tokens = self.token_rate.minor_per_100_tokens;
        settings
    }
}

impl Default for CompanionSettings {
    fn default() -> Self {
        Self { currency: Currency::USD, token_rate: TokenRate::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::TokenRate;

    #[test]
    fn tokens_become_whole_minor_units() {
        let rate = TokenRate { minor_per_100_tokens: 333 };
        assert_eq!((rate.minor(1), rate.minor(100), rate.minor(50)), (Some(3), Some(333), Some(167)));
        assert_eq!(TokenRate::default().minor(100), Some(500));
        assert_eq!(TokenRate { minor_per_100_tokens: 1 }.minor(1), Some(0));
        assert_eq!(rate.minor(i64::MAX), None);
    }
}
