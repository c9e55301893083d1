//! What was taken of a menu in a session: decided on under the session's key, from memory while nobody else wrote it.

use std::sync::Arc;

use footlights_store::{Stop, Tx};

use crate::events::session_topic;
use crate::model::{MenuItemId, MenuUse, SessionId};
use crate::store::menu;

/// By item. Shared, since what is remembered is copied before each command that asks for it.
#[derive(Debug, Clone, PartialEq)]
struct Uses(Arc<Vec<(MenuItemId, MenuUse)>>);

/// How often an item was taken, and when last. Ask before the command's first write.
pub(super) fn taken(tx: &mut Tx<'_>, session: SessionId, item: MenuItemId) -> Result<MenuUse, Stop> {
    let uses = uses(tx, session)?;
    Ok(uses.0.binary_search_by_key(&item, |(id, _)| *id).map_or_else(|_| MenuUse::default(), |at| uses.0[at].1))
}

/// It is this from now on, in memory and in its row. After [`taken`] in the same command.
pub(super) fn keep(tx: &mut Tx<'_>, session: SessionId, item: MenuItemId, now: MenuUse) -> Result<(), Stop> {
    let uses = Arc::make_mut(&mut uses(tx, session)?.0);
    match uses.binary_search_by_key(&item, |(id, _)| *id) {
        Ok(at) => uses[at].1 = now,
        Err(at) => uses.insert(at, (item, now)),
    }
    menu::set_use(tx, session, item, now)
}

fn uses<'a>(tx: &'a mut Tx<'_>, session: SessionId) -> Result<&'a mut Uses, Stop> {
    tx.remember(&session_topic(session), |tx| Ok(Uses(Arc::new(menu::list_uses(tx, session)?))))
}
