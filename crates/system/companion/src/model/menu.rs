//! A menu: what a creator does for a tip, and what it costs.

use footlights_base::{AccountId, FieldError, TenantId, TextLimit, Timestamp, define_id};
use serde::{Deserialize, Serialize};

use super::AMOUNT_MAX;
use footlights_surface::words;

define_id!(
    /// An item of a creator's menu.
    MenuItemId
);

/// What it is called.
pub(crate) const ITEM_NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 60 };
/// What it is.
pub(crate) const ITEM_DESCRIPTION: TextLimit = TextLimit { field: "/description", chars_min: 0, chars_max: 300 };
/// How many items a menu has.
pub(crate) const ITEMS_MAX: i64 = 100;
/// The longest cooldown: a day.
const COOLDOWN_SECONDS_MAX: i64 = 86_400;
/// The largest stock.
const STOCK_MAX: i64 = 1_000_000;

words!(
    /// What sort of item.
    MenuItemCategory {
        /// Something is performed.
        Performance = "performance",
        /// A wish is granted.
        Request = "request",
        /// Somebody in the audience is dealt with.
        Interaction = "interaction",
        /// Anything else.
        Custom = "custom",
    }
);

/// An item of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// Its id.
    pub id: MenuItemId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose.
    pub creator_id: AccountId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What sort of item.
    pub category: MenuItemCategory,
    /// What it costs, in minor units.
    pub price_cents: Option<i64>,
    /// What it costs, in tokens.
    pub price_tokens: Option<i64>,
    /// Whether it can be had.
    pub active: bool,
    /// Its place in the menu.
    pub position: i64,
    /// How long it cannot be had after it was taken; 0: no pause.
    pub cooldown_seconds: i64,
    /// How often it can be had in one session; none: endlessly.
    pub stock: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl MenuItem {
    /// Whether taking it changes what can be had.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.stock.is_some() || self.cooldown_seconds > 0
    }

    /// How often it can still be had after what was taken; none: endlessly.
    #[must_use]
    pub fn remaining(&self, taken: MenuUse) -> Option<i64> {
        self.stock.map(|stock| stock.saturating_sub(taken.used).max(0))
    }

    /// From when on it can be had again, if it was taken before and has a cooldown.
    #[must_use]
    pub fn cools_until(&self, taken: MenuUse) -> Option<Timestamp> {
        let pause = std::time::Duration::from_secs(u64::try_from(self.cooldown_seconds).unwrap_or(0));
        taken.last_at.filter(|_| self.cooldown_seconds > 0).map(|last| last.plus(pause))
    }

    /// Whether it can be had at this moment.
    #[must_use]
    pub fn is_available(&self, taken: MenuUse, at: Timestamp) -> bool {
        self.active && self.remaining(taken) != Some(0) && self.cools_until(taken).is_none_or(|until| until <= at)
    }
}

/// How often an item was taken in one session, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MenuUse {
    /// How often, without what was given back.
    pub used: i64,
    /// When last.
    pub last_at: Option<Timestamp>,
}

/// The figures of an item that was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemFigures {
    pub(crate) price_cents: Option<i64>,
    pub(crate) price_tokens: Option<i64>,
    pub(crate) cooldown_seconds: i64,
    pub(crate) stock: Option<i64>,
}

impl ItemFigures {
    /// Notes what is wrong with them.
    pub(crate) fn check(self, wrong: &mut Vec<FieldError>) {
        let mut refuse = |field: &'static str, code, detail: &'static str| {
            wrong.push(FieldError { field: field.into(), code, detail: detail.into() });
        };
        if self.price_cents.is_none() && self.price_tokens.is_none() {
            refuse("/priceCents", "missing", "Say what it costs: priceCents, priceTokens or both.");
        }
        for (field, price) in [("/priceCents", self.price_cents), ("/priceTokens", self.price_tokens)] {
            if price.is_some_and(|price| !(1..=AMOUNT_MAX).contains(&price)) {
                refuse(field, "not_valid", "From 1 to 100,000,000.");
            }
        }
        if !(0..=COOLDOWN_SECONDS_MAX).contains(&self.cooldown_seconds) {
            refuse("/cooldownSeconds", "not_valid", "From 0 to 86,400.");
        }
        if self.stock.is_some_and(|stock| !(0..=STOCK_MAX).contains(&stock)) {
            refuse("/stock", "not_valid", "From 0 to 1,000,000; null is endless.");
        }
    }
}

/// The category that was asked for.
pub(crate) fn check_category(text: &str) -> Result<MenuItemCategory, FieldError> {
    let detail = format!("Expected one of {}.", MenuItemCategory::LIST.trim_end());
    text.parse().map_err(|()| FieldError { field: "/category".into(), code: "not_one_of", detail: detail.into() })
}

#[cfg(test)]
mod tests {
    use footlights_base::{AccountId, TenantId, Timestamp};

    use super::{ItemFigures, MenuItem, MenuItemCategory, MenuItemId, MenuUse};

    #[test]
    fn stock_and_cooldown_say_when_it_can_be_had() {
        let mut item = MenuItem {
            id: MenuItemId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([1; 16]),
            creator_id: AccountId::from_bytes([1; 16]),
            name: "Song".into(),
            description: String::new(),
            category: MenuItemCategory::Request,
            price_cents: Some(500),
            price_tokens: None,
            active: true,
            position: 1,
            cooldown_seconds: 60,
            stock: Some(2),
            created_at: Timestamp::from_millis(0),
        };
        let at = Timestamp::from_millis;
        let taken = MenuUse { used: 1, last_at: Some(at(1_000)) };
        assert!(item.is_available(MenuUse::default(), at(0)));
        assert!(!item.is_available(taken, at(60_999)) && item.is_available(taken, at(61_000)));
        assert_eq!((item.remaining(taken), item.cools_until(taken)), (Some(1), Some(at(61_000))));
        assert!(!item.is_available(MenuUse { used: 2, ..taken }, at(61_000)));
        assert_eq!(item.remaining(MenuUse { used: 3, ..taken }), Some(0), "the stock was lowered");
        (item.stock, item.cooldown_seconds) = (None, 0);
        assert!(item.is_available(MenuUse { used: 9, ..taken }, at(1_000)) && !item.is_limited());
        item.active = false;
        assert!(!item.is_available(MenuUse::default(), at(0)));
    }

    #[test]
    fn figures_have_limits() {
        let mut wrong = Vec::new();
        ItemFigures { price_cents: None, price_tokens: None, cooldown_seconds: 86_401, stock: Some(-1) }.check(&mut wrong);
        ItemFigures { price_cents: Some(0), price_tokens: Some(100_000_001), cooldown_seconds: 86_400, stock: Some(0) }.check(&mut wrong);
        let fields: Vec<_> = wrong.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, ["/priceCents", "/cooldownSeconds", "/stock", "/priceCents", "/priceTokens"]);
    }
}
