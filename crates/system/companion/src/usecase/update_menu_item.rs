//! Changes an item of the menu, switches it on or off, or takes it off for good. For its creator.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, FieldError, Rejection};
use footlights_store::{Once, Read, Stop, Tx};
use footlights_surface::Caller;

use super::list_menu::{announce, list};
use crate::Companion;
use crate::events::creator_topic;
use crate::model::{ITEM_DESCRIPTION, ITEM_NAME, ItemFigures, MenuItem, MenuItemCategory, MenuItemId, SessionOwner, check_category};
use crate::store::menu;
use crate::wire::MenuItemBody;

/// What is to change; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateMenuItem {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Another category.
    pub category: Option<String>,
    /// Another price in money, or none.
    pub price_cents: Option<Option<i64>>,
    /// Another price in tokens, or none.
    pub price_tokens: Option<Option<i64>>,
    /// Whether it can be had.
    pub active: Option<bool>,
    /// Another cooldown.
    pub cooldown_seconds: Option<i64>,
    /// Another stock, or none.
    pub stock: Option<Option<i64>>,
}

/// What will change, checked as far as it can be without the item.
#[derive(Clone)]
struct Change {
    command: UpdateMenuItem,
    name: Option<String>,
    description: Option<String>,
    category: Option<MenuItemCategory>,
}

impl Companion {
    /// Changes an item and answers it as it is then.
    ///
    /// # Errors
    /// See the module.
    pub async fn update_menu_item(&self, caller: &Caller, id: MenuItemId, command: UpdateMenuItem) -> Result<MenuItemBody, Failure> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let name = command.name.as_deref().map(|name| ITEM_NAME.check(name)).transpose();
        let name = name.map_err(|error| wrong.push(error)).unwrap_or_default();
        let description = command.description.as_deref().map(|text| ITEM_DESCRIPTION.check(text)).transpose();
        let description = description.map_err(|error| wrong.push(error)).unwrap_or_default();
        let category = command.category.as_deref().map(check_category).transpose();
        let category = category.map_err(|error| wrong.push(error)).unwrap_or_default();
        let change = Change { command, name, description, category };
        self.change_menu_item(caller, id, None, move |item| change.apply(item, wrong.clone())).await
    }

    /// Switches an item on when it is off, and off when it is on.
    ///
    /// # Errors
    /// See the module.
    pub async fn toggle_menu_item(&self, caller: &Caller, id: MenuItemId, once: Option<Once>) -> Result<MenuItemBody, Failure> {
        self.change_menu_item(caller, id, once, |item| Ok(MenuItem { active: !item.active, ..item })).await
    }

    /// Takes an item off the menu for good. Tips that took it keep its name.
    ///
    /// # Errors
    /// See the module.
    pub async fn delete_menu_item(&self, caller: &Caller, id: MenuItemId) -> Result<(), Failure> {
        caller.require_scope("menu:write")?;
        let (event, at, who) = (self.new_event_id(), self.now(), SessionOwner::from(caller));
        let defaults = self.settings.for_creators();
        let run = move |tx: &mut Tx<'_>| {
            own_item(tx, who, id)?;
            menu::remove(tx, id)?;
            announce(tx, who, &defaults, event, at)
        };
        self.store.write("companion.delete_menu_item", creator_topic(caller.account), run).await
    }

    async fn change_menu_item<F>(&self, caller: &Caller, id: MenuItemId, once: Option<Once>, change: F) -> Result<MenuItemBody, Failure>
    where
        F: Fn(MenuItem) -> Result<MenuItem, Rejection> + Send + 'static,
    {
        caller.require_scope("menu:write")?;
        let (event, at, who) = (self.new_event_id(), self.now(), SessionOwner::from(caller));
        let defaults = self.settings.for_creators();
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                let before = own_item(tx, who, id)?;
                let item = change(before.clone())?;
                if item != before {
                    menu::update(tx, &item)?;
                    announce(tx, who, &defaults, event, at)?;
                }
                let own = list(tx, who)?.into_iter().find(|own| own.id == id);
                own.ok_or_else(|| Stop::broken("an item that was just written is not on the menu"))
            })
        };
        self.store.write("companion.change_menu_item", creator_topic(caller.account), run).await
    }
}

impl Change {
    fn apply(&self, mut item: MenuItem, mut wrong: Vec<FieldError>) -> Result<MenuItem, Rejection> {
        let command = &self.command;
        item.name = self.name.clone().unwrap_or(item.name);
        item.description = self.description.clone().unwrap_or(item.description);
        item.category = self.category.unwrap_or(item.category);
        item.price_cents = command.price_cents.unwrap_or(item.price_cents);
        item.price_tokens = command.price_tokens.unwrap_or(item.price_tokens);
        item.active = command.active.unwrap_or(item.active);
        item.cooldown_seconds = command.cooldown_seconds.unwrap_or(item.cooldown_seconds);
        item.stock = command.stock.unwrap_or(item.stock);
        let MenuItem { price_cents, price_tokens, cooldown_seconds, stock, .. } = item;
        ItemFigures { price_cents, price_tokens, cooldown_seconds, stock }.check(&mut wrong);
        if wrong.is_empty() { Ok(item) } else { Err(Rejection::fields(wrong)) }
    }
}

/// The item of this id, if it is theirs.
pub(super) fn own_item(read: &mut impl Read, who: SessionOwner, id: MenuItemId) -> Result<MenuItem, Stop> {
    Ok(menu::lookup(read, who, id)?.ok_or_else(|| Rejection::not_found("menu item"))?)
}
