//! What can be had of a menu follows its tips: followers are told when an item of which there is a stock, or which cools down,
//! was taken or given back, and when a new session fills the stock again.

use footlights_base::{AccountId, Event};
use footlights_store::{Keys, Stop, Subscriber, Tx};
use serde::Deserialize;

use crate::events::{MENU_ITEM_TAKEN, MENU_UPDATED, SESSION_STARTED, TIP_REFUNDED, creator_topic, menu_event_id};
use crate::model::{CreatorSettings, MenuItemId, SessionOwner};
use crate::store::menu;
use crate::usecase::list_menu::announce;

/// The durable subscriber that tells of the menu when what can be had has changed.
#[derive(Debug)]
pub struct MenuFromTips {
    defaults: CreatorSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Heard {
    creator_id: AccountId,
    tip: Option<Tipped>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tipped {
    menu_item_id: Option<MenuItemId>,
    amount_cents: i64,
    refunded_cents: i64,
}

impl MenuFromTips {
    /// `defaults`: the settings of creators who have said nothing.
    #[must_use]
    pub fn new(defaults: CreatorSettings) -> Self {
        Self { defaults }
    }
}

impl Subscriber for MenuFromTips {
    fn name(&self) -> &'static str {
        "companion.menu_from_tips"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[MENU_ITEM_TAKEN, TIP_REFUNDED, SESSION_STARTED]
    }

    fn keys(&self, event: &Event) -> Keys {
        let heard = serde_json::from_str::<Heard>(event.payload.get());
        heard.map_or_else(|_| Keys::none(), |heard| creator_topic(heard.creator_id).into())
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        let Heard { creator_id, tip } = serde_json::from_str(event.payload.get()).map_err(Stop::broken)?;
        if tip.is_some_and(|tip| tip.menu_item_id.is_none() || tip.refunded_cents < tip.amount_cents) {
            return Ok(());
        }
        if !menu::list(tx, creator_id)?.iter().any(|item| item.active && item.is_limited()) {
            return Ok(());
        }
        let who = SessionOwner { tenant_id: event.tenant, creator_id };
        announce(tx, who, &self.defaults, menu_event_id(event.id, MENU_UPDATED), event.occurred_at)
    }
}
