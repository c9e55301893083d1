//! A tip: money from somebody in the audience.

use footlights_base::{AccountId, Currency, FieldError, TenantId, TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::{MenuItemId, Platform, SessionId, SessionOwner};
use footlights_surface::words;

define_id!(
    /// A tip.
    TipId
);

/// The largest tip, in minor units; also the most tokens.
pub(crate) const AMOUNT_MAX: i64 = 100_000_000;
/// The most one session can count, in minor units: 2^53 - 1, the last whole number every JSON reader knows.
const TOTAL_MAX: i64 = 9_007_199_254_740_991;
/// The name of who tips.
pub(crate) const TIPPER_NAME: TextLimit = TextLimit { field: "/tipperName", chars_min: 0, chars_max: 25 };
/// What they say.
pub(crate) const TIP_MESSAGE: TextLimit = TextLimit { field: "/message", chars_min: 0, chars_max: 255 };
/// How a platform calls the tip.
pub(crate) const EXTERNAL_ID: TextLimit = TextLimit { field: "/externalId", chars_min: 1, chars_max: 128 };

words!(
    /// By which way it came.
    TipSource {
        /// By REST.
        Manual = "manual",
        /// By a socket.
        Websocket = "websocket",
        /// A platform vouches for it.
        PlatformApi = "platform_api",
    }
);

/// A tip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// Its id.
    pub id: TipId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Who gets it.
    pub creator_id: AccountId,
    /// The session it was given in.
    pub session_id: SessionId,
    /// The session's platform.
    pub platform: Platform,
    /// How much, in minor units: 1 to 100,000,000.
    pub amount_cents: i64,
    /// The session's currency.
    pub currency: Currency,
    /// How many tokens it was given as.
    pub amount_tokens: Option<i64>,
    /// Who gave it, as they call themselves.
    pub tipper_name: Option<String>,
    /// What they say.
    pub message: Option<String>,
    /// By which way it came.
    pub source: TipSource,
    /// How the platform calls it; unique per creator.
    pub external_id: Option<String>,
    /// The menu item it took.
    pub menu_item_id: Option<MenuItemId>,
    /// What the item was called then.
    pub menu_item_name: Option<String>,
    /// Whether only the creator sees the name of who gave it.
    #[serde(default)]
    pub anonymous: bool,
    /// Whether it waits for a moderator before overlays show it.
    pub held: bool,
    /// How much was given back, in minor units.
    pub refunded_cents: i64,
    /// When it was given.
    pub created_at: Timestamp,
}

impl Tip {
    /// As somebody sees it who may: where the tipper wants no name, only the creator sees who gave it.
    pub(crate) fn seen_by(mut self, who: SessionOwner) -> Self {
        if self.anonymous && (who.tenant_id, who.creator_id) != (self.tenant_id, self.creator_id) {
            self.tipper_name = None;
        }
        self
    }
}

/// What the tips of a session add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The sum, in minor units.
    pub total_tips_cents: i64,
    /// How many.
    pub tip_count: i64,
    /// The session's currency.
    pub currency: Currency,
}

impl Totals {
    /// Nothing yet.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        Self { total_tips_cents: 0, tip_count: 0, currency }
    }

    /// With one more tip; none beyond what a session can count.
    #[must_use]
    pub(crate) fn with(self, amount_cents: i64) -> Option<Self> {
        let total_tips_cents = self.total_tips_cents.checked_add(amount_cents).filter(|total| *total <= TOTAL_MAX)?;
        Some(Self { total_tips_cents, tip_count: self.tip_count.checked_add(1)?, ..self })
    }

    /// Without what was given back; a tip that was given back `wholly` does not count any more.
    #[must_use]
    pub(crate) fn without(self, amount_cents: i64, wholly: bool) -> Self {
        Self { total_tips_cents: self.total_tips_cents - amount_cents, tip_count: self.tip_count - i64::from(wholly), ..self }
    }
}

/// A tip and what its session adds up to with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedTip {
    /// The tip.
    pub tip: Tip,
    /// The totals right after it.
    pub session_totals: Totals,
}

impl RecordedTip {
    /// As somebody sees it who may; see [`Tip::seen_by`].
    pub(crate) fn seen_by(self, who: SessionOwner) -> Self {
        Self { tip: self.tip.seen_by(who), ..self }
    }
}

/// The source that was asked for.
pub(crate) fn check_source(text: &str) -> Result<TipSource, FieldError> {
    let detail = format!("Expected one of {}.", TipSource::LIST.trim_end());
    text.parse().map_err(|()| FieldError { field: "/source".into(), code: "not_one_of", detail: detail.into() })
}

/// What a search compares: compatibility forms are one (NFKC), and so are capitals and small letters.
pub(crate) fn search_text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use footlights_base::Currency;

    use super::{TOTAL_MAX, Totals, search_text};

    #[test]
    fn letters_that_look_alike_are_found_alike() {
        for text in ["JOSÉ", "jose\u{301}", "ＪＯＳÉ", "José"] {
            assert_eq!(search_text(text), "josé", "{text}");
        }
        assert_eq!(search_text("Hello World"), "hello world");
    }

    #[test]
    fn totals_stop_before_readers_lose_count() {
        let nearly = Totals { total_tips_cents: TOTAL_MAX - 1, tip_count: 5, currency: Currency::USD };
        assert_eq!(nearly.with(1).map(|totals| totals.total_tips_cents), Some(TOTAL_MAX));
        assert_eq!(nearly.with(2), None);
    }
}
