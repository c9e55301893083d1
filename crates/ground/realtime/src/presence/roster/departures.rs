//! Who has left lately: whoever of them returns soon makes no stir.

use std::collections::{HashMap, VecDeque};

use footlights_base::AccountId;

/// How long after the loss of the last connection a return is worth no line in the chat.
const RETURN_MS: u64 = 5 * 60_000;
/// Departures remembered for that; beyond it the oldest return counts as new.
const DEPARTED_MAX: usize = 10_000;

/// When those who have left lost their last connection.
#[derive(Debug, Default)]
pub(super) struct Departures {
    lost_at: HashMap<AccountId, u64>,
    /// In the order they left; those of members who have left again since, or are back, are stale.
    order: VecDeque<(u64, AccountId)>,
}

impl Departures {
    pub(super) fn add(&mut self, account: AccountId, lost_at: u64) {
        self.lost_at.insert(account, lost_at);
        self.order.push_back((lost_at, account));
    }

    /// Whether somebody who comes was here a moment ago. They are no departed one any more.
    pub(super) fn is_return(&mut self, account: AccountId, now: u64) -> bool {
        self.lost_at.remove(&account).is_some_and(|lost_at| now.saturating_sub(lost_at) < RETURN_MS)
    }

    pub(super) fn forget(&mut self, account: AccountId) {
        self.lost_at.remove(&account);
    }

    /// Whose return would make a stir again.
    pub(super) fn forget_old(&mut self, now: u64) {
        while self.order.len() > DEPARTED_MAX || self.order.front().is_some_and(|(at, _)| now.saturating_sub(*at) >= RETURN_MS) {
            if let Some((at, account)) = self.order.pop_front()
                && self.lost_at.get(&account) == Some(&at)
            {
                self.lost_at.remove(&account);
            }
        }
    }

    /// When [`Self::forget_old`] has something to do.
    pub(super) fn forgets_at(&self) -> Option<u64> {
        self.order.front().map(|(at, _)| at + RETURN_MS)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lost_at.is_empty()
    }
}
