//! A menu as JSON.

use footlights_base::{AccountId, Currency, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{MenuItem, MenuItemCategory, MenuItemId, MenuUse};

/// How the frame of a whole menu is called: of several changes in one turn only the newest is sent.
pub(crate) const MENU_FRAME: &str = "menu_updated";

/// An item of one's own menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MenuItem)]
pub struct MenuItemBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: MenuItemId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What sort of item.
    pub category: MenuItemCategory,
    /// What it costs, in minor units.
    #[schema(required)]
    pub price_cents: Option<i64>,
    /// What it costs, in tokens.
    #[schema(required)]
    pub price_tokens: Option<i64>,
    /// Whether it can be had.
    pub active: bool,
    /// Its place in the menu.
    pub position: i64,
    /// How long it cannot be had after it was taken; 0: no pause.
    pub cooldown_seconds: i64,
    /// How often it can be had in one session; null: endlessly.
    #[schema(required)]
    pub stock: Option<i64>,
    /// How often it can still be had in the live session; null: endlessly.
    #[schema(required)]
    pub remaining: Option<i64>,
}

/// An active item as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicMenuItem)]
pub struct PublicMenuItemBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: MenuItemId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What sort of item.
    pub category: MenuItemCategory,
    /// What it costs, in minor units.
    #[schema(required)]
    pub price_cents: Option<i64>,
    /// What it costs, in tokens.
    #[schema(required)]
    pub price_tokens: Option<i64>,
    /// Its place in the menu.
    pub position: i64,
    /// Whether it can be had at this moment.
    pub available: bool,
    /// How often it can still be had in the live session; null: endlessly.
    #[schema(required)]
    pub remaining: Option<i64>,
    /// From when on it can be had again, while it cools down.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub available_at: Option<Timestamp>,
}

/// A menu as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicMenu)]
pub struct PublicMenuBody {
    /// Active items by their place.
    pub items: Vec<PublicMenuItemBody>,
    /// What they cost money in.
    #[schema(value_type = String)]
    pub currency: Currency,
}

/// The menu, as followers of a session are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MenuBody {
    /// Whose.
    #[schema(value_type = String, format = "uuid")]
    pub creator_id: AccountId,
    /// The menu.
    #[serde(flatten)]
    pub menu: PublicMenuBody,
}

impl MenuItemBody {
    /// An item after what was taken of it in the live session.
    #[must_use]
    pub fn of(item: MenuItem, taken: MenuUse) -> Self {
        Self {
            remaining: item.remaining(taken),
            id: item.id,
            name: item.name,
            description: item.description,
            category: item.category,
            price_cents: item.price_cents,
            price_tokens: item.price_tokens,
            active: item.active,
            position: item.position,
            cooldown_seconds: item.cooldown_seconds,
            stock: item.stock,
        }
    }
}

impl PublicMenuItemBody {
    /// An item after what was taken of it in the live session, at this moment.
    #[must_use]
    pub fn of(item: MenuItem, taken: MenuUse, at: Timestamp) -> Self {
        Self {
            available: item.is_available(taken, at),
            remaining: item.remaining(taken),
            available_at: item.cools_until(taken).filter(|until| *until > at),
            id: item.id,
            name: item.name,
            description: item.description,
            category: item.category,
            price_cents: item.price_cents,
            price_tokens: item.price_tokens,
            position: item.position,
        }
    }
}
