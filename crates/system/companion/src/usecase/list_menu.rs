//! Reads a menu: one's own, all of it; or the active items of anybody's, as everybody sees them.
//!
//! Refusals: `scope_required` (403) for one's own; none for everybody's.

use footlights_base::{AccountId, EventId, Failure, Timestamp};
use footlights_store::{Read, ReadTx, Stop, Tx};
use footlights_surface::Caller;

use crate::Companion;
use crate::events::menu_updated;
use crate::model::{CreatorSettings, MenuItemId, MenuUse, SessionId, SessionOwner};
use crate::store::{menu, session, settings};
use crate::wire::{MenuItemBody, PublicMenuBody, PublicMenuItemBody};

impl Companion {
    /// The caller's menu, by the items' place.
    ///
    /// # Errors
    /// See the module.
    pub async fn list_menu(&self, caller: &Caller) -> Result<Vec<MenuItemBody>, Failure> {
        caller.require_scope("menu:read")?;
        let who = SessionOwner::from(caller);
        self.store.read("companion.list_menu", move |tx| list(tx, who)).await
    }

    /// The active items of a creator's menu; nothing of who has none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn public_menu(&self, creator: AccountId) -> Result<PublicMenuBody, Failure> {
        let (at, defaults) = (self.now(), self.settings.for_creators());
        let read = self.store.read("companion.public_menu", move |tx| Ok(public(tx, creator, &defaults, at)?.1));
        read.await
    }

    /// The same of a session's creator, read inside somebody else's snapshot.
    pub(crate) fn menu_in_snapshot(&self, read: &mut ReadTx<'_>, id: SessionId) -> Result<Option<PublicMenuBody>, Stop> {
        let Some(book) = session::lookup_book(read, id)? else { return Ok(None) };
        Ok(Some(public(read, book.owner.creator_id, &self.settings.for_creators(), self.now())?.1))
    }
}

/// All items of one's own menu.
pub(super) fn list(read: &mut impl Read, who: SessionOwner) -> Result<Vec<MenuItemBody>, Stop> {
    let uses = live_uses(read, who.creator_id)?.1;
    let items = menu::list(read, who.creator_id)?.into_iter().filter(|item| item.tenant_id == who.tenant_id);
    Ok(items.map(|item| MenuItemBody::of(item.clone(), taken(&uses, item.id))).collect())
}

/// Tells of the menu as it is now, under the creator's key.
pub(crate) fn announce(tx: &mut Tx<'_>, who: SessionOwner, defaults: &CreatorSettings, id: EventId, at: Timestamp) -> Result<(), Stop> {
    let (live, menu) = public(tx, who.creator_id, defaults, at)?;
    tx.publish(menu_updated(who, live, menu, id, at))?;
    Ok(())
}

/// The menu as everybody sees it, and the live session it is for.
pub(super) fn public(
    read: &mut impl Read,
    creator: AccountId,
    defaults: &CreatorSettings,
    at: Timestamp,
) -> Result<(Option<SessionId>, PublicMenuBody), Stop> {
    let (live, uses) = live_uses(read, creator)?;
    let counted_in = live.map(|live| session::lookup_book(read, live)).transpose()?.flatten().map(|book| book.totals.currency);
    let currency = match counted_in {
        Some(currency) => currency,
        None => settings::load(read, creator, defaults)?.general.currency,
    };
    let active = menu::list(read, creator)?.into_iter().filter(|item| item.active);
    let items = active.map(|item| PublicMenuItemBody::of(item.clone(), taken(&uses, item.id), at)).collect();
    Ok((live, PublicMenuBody { items, currency }))
}

type Uses = Vec<(MenuItemId, MenuUse)>;

fn live_uses(read: &mut impl Read, creator: AccountId) -> Result<(Option<SessionId>, Uses), Stop> {
    let live = session::find_active_id(read, creator)?;
    let uses = live.map(|live| menu::list_uses(read, live)).transpose()?.unwrap_or_default();
    Ok((live, uses))
}

fn taken(uses: &Uses, item: MenuItemId) -> MenuUse {
    uses.iter().find(|(id, _)| *id == item).map_or_else(MenuUse::default, |(_, taken)| *taken)
}
