//! Puts a menu in another order: items that are named first, the others behind them as they were. For its creator.
//!
//! Refusals: `scope_required` (403), `invalid_fields` (400), `not_found` (404).

use footlights_base::{Failure, Rejection};
use footlights_store::{Once, Stop, Tx};
use footlights_surface::Caller;

use super::list_menu::{announce, list};
use crate::Companion;
use crate::events::creator_topic;
use crate::model::{MenuItem, MenuItemId, SessionOwner};
use crate::store::menu;
use crate::wire::MenuItemBody;

impl Companion {
    /// Puts items in this order and answers the menu in it.
    ///
    /// # Errors
    /// See the module.
    pub async fn order_menu(&self, caller: &Caller, ids: Vec<MenuItemId>, once: Option<Once>) -> Result<Vec<MenuItemBody>, Failure> {
        caller.require_scope("menu:write")?;
        let (event, at, who) = (self.new_event_id(), self.now(), SessionOwner::from(caller));
        let defaults = self.settings.for_creators();
        let run = move |tx: &mut Tx<'_>| {
            // The stored answer is kept small: the menu is read again.
            tx.once(once.as_ref(), |tx| {
                place(tx, who, &ids)?;
                announce(tx, who, &defaults, event, at)
            })?;
            list(tx, who)
        };
        self.store.write("companion.order_menu", creator_topic(caller.account), run).await
    }
}

fn place(tx: &mut Tx<'_>, who: SessionOwner, ids: &[MenuItemId]) -> Result<(), Stop> {
    let mut items = menu::list(tx, who.creator_id)?;
    let mut ordered: Vec<MenuItem> = Vec::with_capacity(items.len());
    for id in ids {
        if ordered.iter().any(|item| item.id == *id) {
            return Err(Rejection::field("/ids", "not_valid", "Each item once.").into());
        }
        let at = items.iter().position(|item| item.id == *id).ok_or_else(|| Rejection::not_found("menu item"))?;
        ordered.push(items.remove(at));
    }
    ordered.append(&mut items);
    for (position, item) in (1..).zip(ordered) {
        if item.position != position {
            menu::update(tx, &MenuItem { position, ..item })?;
        }
    }
    Ok(())
}
