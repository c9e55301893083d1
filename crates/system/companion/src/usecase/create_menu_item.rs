//! Puts an item on the menu, in the last place. For creators.
//!
//! Refusals: `role_required`, `scope_required` (403), `invalid_fields` (400), `too_many` (409).

use footlights_base::{ErrorKind, Failure, FieldError, Rejection};
use footlights_store::{Once, Tx};
use footlights_surface::{Caller, Role};

use super::list_menu::announce;
use crate::Companion;
use crate::events::creator_topic;
use crate::model::{
    ITEM_DESCRIPTION, ITEM_NAME, ITEMS_MAX, ItemFigures, MenuItem, MenuItemCategory, MenuItemId, MenuUse, SessionOwner, check_category,
};
use crate::store::menu;
use crate::wire::MenuItemBody;

/// The item to make.
#[derive(Debug, Clone)]
pub struct CreateMenuItem {
    /// What it is called: 1 to 60 code points.
    pub name: String,
    /// What it is: at most 300 code points.
    pub description: String,
    /// What sort of item, as it is spelled everywhere.
    pub category: String,
    /// What it costs, in minor units; this or tokens, or both.
    pub price_cents: Option<i64>,
    /// What it costs, in tokens.
    pub price_tokens: Option<i64>,
    /// Whether it can be had.
    pub active: bool,
    /// How long it cannot be had after it was taken, in seconds: 0 to 86,400.
    pub cooldown_seconds: i64,
    /// How often it can be had in one session; none: endlessly.
    pub stock: Option<i64>,
}

impl Companion {
    /// Puts an item on the menu.
    ///
    /// # Errors
    /// See the module.
    pub async fn create_menu_item(&self, caller: &Caller, command: CreateMenuItem, once: Option<Once>) -> Result<MenuItemBody, Failure> {
        caller.require_role(Role::Creator)?;
        caller.require_scope("menu:write")?;
        let draft = self.draft_menu_item(caller, &command)?;
        let (event, at, who) = (self.new_event_id(), self.now(), SessionOwner::from(caller));
        let defaults = self.settings.for_creators();
        let run = move |tx: &mut Tx<'_>| {
            tx.once(once.as_ref(), |tx| {
                let (there, last) = menu::standing(tx, who.creator_id)?;
                if there >= ITEMS_MAX {
                    return Err(Rejection::new(ErrorKind::Conflict, "too_many", "A menu has at most 100 items.").into());
                }
                let item = MenuItem { position: last + 1, ..draft.clone() };
                menu::add(tx, &item)?;
                announce(tx, who, &defaults, event, at)?;
                Ok(MenuItemBody::of(item, MenuUse::default()))
            })
        };
        self.store.write("companion.create_menu_item", creator_topic(caller.account), run).await
    }

    fn draft_menu_item(&self, caller: &Caller, command: &CreateMenuItem) -> Result<MenuItem, Rejection> {
        let mut wrong: Vec<FieldError> = Vec::new();
        let name = ITEM_NAME.check(&command.name).map_err(|error| wrong.push(error)).unwrap_or_default();
        let description = ITEM_DESCRIPTION.check(&command.description).map_err(|error| wrong.push(error)).unwrap_or_default();
        let category = check_category(&command.category).map_err(|error| wrong.push(error)).unwrap_or(MenuItemCategory::Custom);
        let CreateMenuItem { price_cents, price_tokens, active, cooldown_seconds, stock, .. } = *command;
        ItemFigures { price_cents, price_tokens, cooldown_seconds, stock }.check(&mut wrong);
        if !wrong.is_empty() {
            return Err(Rejection::fields(wrong));
        }
        Ok(MenuItem {
            id: MenuItemId::new(&*self.clock, &self.chance),
            tenant_id: caller.tenant,
            creator_id: caller.account,
            name,
            description,
            category,
            price_cents,
            price_tokens,
            active,
            position: 0,
            cooldown_seconds,
            stock,
            created_at: self.now(),
        })
    }
}
