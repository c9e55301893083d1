//! Which item of the menu a tip takes: the one it names, or the first that costs exactly this and can be had.

use footlights_base::{ErrorKind, Rejection, Timestamp};
use footlights_store::{Stop, Tx};

use super::draft::Draft;
use crate::events::menu_item_taken;
use crate::menus::Menu;
use crate::model::{MenuItem, MenuUse, SessionId, Tip};
use crate::usecase::menu_uses;

/// An item that is taken.
pub(super) struct Taken<'a> {
    item: &'a MenuItem,
    /// How it stands since.
    since: MenuUse,
}

/// What the menu says to a tip.
pub(super) enum Choice<'a> {
    Nothing,
    Item(Taken<'a>),
    /// It names what cannot be had.
    Refused(Rejection),
}

/// Chooses. Before the command's first write.
pub(super) fn choose<'a>(tx: &mut Tx<'_>, session: SessionId, draft: &Draft, menu: &'a Menu) -> Result<Choice<'a>, Stop> {
    let Some(named) = draft.menu_item_id else {
        for item in menu.priced(draft.amount.cents, draft.amount.tokens) {
            if let Some(taken) = take(tx, session, item, draft.at)? {
                return Ok(Choice::Item(taken));
            }
        }
        return Ok(Choice::Nothing);
    };
    let Some(item) = menu.find(named) else {
        return Ok(if draft.is_vouched() { Choice::Nothing } else { Choice::Refused(Rejection::not_found("menu item")) });
    };
    Ok(match take(tx, session, item, draft.at)? {
        Some(taken) => Choice::Item(taken),
        None if draft.is_vouched() => Choice::Nothing,
        None => Choice::Refused(item_unavailable()),
    })
}

fn take<'a>(tx: &mut Tx<'_>, session: SessionId, item: &'a MenuItem, at: Timestamp) -> Result<Option<Taken<'a>>, Stop> {
    let before = menu_uses::taken(tx, session, item.id)?;
    // Clocks of two nodes may differ: the later moment counts.
    let last_at = before.last_at.map_or(at, |last| last.max(at));
    let since = MenuUse { used: before.used + 1, last_at: Some(last_at) };
    Ok(item.is_available(before, at).then_some(Taken { item, since }))
}

impl Taken<'_> {
    /// Says so in the tip.
    pub(super) fn mark(&self, tip: &mut Tip) {
        (tip.menu_item_id, tip.menu_item_name) = (Some(self.item.id), Some(self.item.name.clone()));
    }

    /// Takes it, now that the tip is there.
    pub(super) fn settle(&self, tx: &mut Tx<'_>, tip: &Tip, draft: &Draft) -> Result<(), Stop> {
        menu_uses::keep(tx, tip.session_id, self.item.id, self.since)?;
        if self.item.is_limited() {
            tx.publish(menu_item_taken(tip, self.item.id, self.item.remaining(self.since), draft.event))?;
        }
        Ok(())
    }
}

fn item_unavailable() -> Rejection {
    Rejection::new(
        ErrorKind::Conflict,
        "item_unavailable",
        "This item cannot be had right now: it is sold out, cooling down or off the menu.",
    )
}
