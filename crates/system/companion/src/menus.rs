//! The menus of creators, remembered so that a tip finds its item without a look-up.
//!
//! A hint, never a truth, and never older than some seconds: commits on this node and news from others make it be forgotten. What
//! must not be oversold (stock, cooldown) is decided in the session's transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::{AccountId, Event, Timestamp};
use footlights_store::CommitSink;

use crate::events::MENU_UPDATED;
use crate::model::{MenuItem, MenuItemId};

/// How many creators are remembered; beyond it all are forgotten and learned anew.
const CREATORS_MAX: usize = 16_384;
/// How long a menu is believed when no news come.
const BELIEVED: Duration = Duration::from_secs(5);

/// A creator's menu as it was read.
#[derive(Debug)]
pub(crate) struct Menu {
    /// Whose.
    pub(crate) creator: AccountId,
    /// By their place.
    items: Vec<MenuItem>,
}

impl Menu {
    /// The menu of `creator`, whose items are sorted by their place.
    pub(crate) fn new(creator: AccountId, items: Vec<MenuItem>) -> Self {
        Self { creator, items }
    }

    pub(crate) fn find(&self, id: MenuItemId) -> Option<&MenuItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The active items that cost exactly this, by their place: tokens for who gives tokens, money for who gives money.
    pub(crate) fn priced(&self, cents: i64, tokens: Option<i64>) -> impl Iterator<Item = &MenuItem> {
        self.items.iter().filter(move |item| {
            item.active
                && match tokens {
                    Some(tokens) => item.price_tokens == Some(tokens),
                    None => item.price_cents == Some(cents),
                }
        })
    }
}

/// The menus that were read lately.
#[derive(Default)]
pub(crate) struct Menus(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Counts what was forgotten: what was read before must not be learned after.
    forgotten: u64,
    menus: HashMap<AccountId, (Timestamp, Arc<Menu>)>,
}

impl Menus {
    pub(crate) fn forget(&self, creator: AccountId) {
        let mut known = self.known();
        known.forgotten += 1;
        known.menus.remove(&creator);
    }

    /// What was read lately, if anything, and what to hand to [`Self::learn`] after reading.
    pub(crate) fn hint(&self, creator: AccountId, now: Timestamp) -> (Option<Arc<Menu>>, u64) {
        let known = self.known();
        let found = known.menus.get(&creator).filter(|(read_at, _)| *read_at <= now && now.since(*read_at) < BELIEVED);
        (found.map(|(_, menu)| menu.clone()), known.forgotten)
    }

    pub(crate) fn learn(&self, menu: &Arc<Menu>, read_at: Timestamp, before: u64) {
        let mut known = self.known();
        if known.forgotten != before {
            return;
        }
        if known.menus.len() >= CREATORS_MAX {
            known.menus.clear();
        }
        known.menus.insert(menu.creator, (read_at, menu.clone()));
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Every change is one call on the map, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets what was changed on this node.
pub(crate) struct MenusFromCommits(pub(crate) Arc<Menus>);

impl CommitSink for MenusFromCommits {
    fn committed(&self, events: &[Arc<Event>]) {
        for event in events.iter().filter(|event| &*event.kind == MENU_UPDATED) {
            if let Ok(creator) = event.topic.id().parse() {
                self.0.forget(creator);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::{AccountId, Timestamp};

    use super::{Menu, Menus};

    #[test]
    fn what_was_read_before_a_change_is_not_learned_after_it() {
        let (menus, creator, now) = (Menus::default(), AccountId::from_bytes([1; 16]), Timestamp::from_millis(10_000));
        let menu = Arc::new(Menu { creator, items: Vec::new() });
        let (nothing, before) = menus.hint(creator, now);
        assert!(nothing.is_none());
        menus.forget(creator);
        menus.learn(&menu, now, before);
        let (nothing, before) = menus.hint(creator, now);
        assert!(nothing.is_none(), "it was read too early");
        menus.learn(&menu, now, before);
        assert!(menus.hint(creator, now).0.is_some());
        assert!(menus.hint(creator, Timestamp::from_millis(14_999)).0.is_some());
        assert!(menus.hint(creator, Timestamp::from_millis(15_000)).0.is_none(), "believed for five seconds");
        assert!(menus.hint(creator, Timestamp::from_millis(9_999)).0.is_none(), "a clock that was set back");
    }
}
