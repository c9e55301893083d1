//! What of comings and goings is told, and when: single ones at once, crowds once a second, and who came and went in
//! between not at all.

use std::collections::BTreeMap;

use footlights_base::AccountId;

use super::roster::{Activity, Counts};

/// People a second whose comings and goings are told one by one.
const PEOPLE_PER_WINDOW_MAX: usize = 8;
const WINDOW_MS: u64 = 1_000;
/// Nobody's coming or going is told later than so.
pub const COALESCE_WITHIN: std::time::Duration = std::time::Duration::from_millis(WINDOW_MS);

/// Someone has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// Who.
    pub account: AccountId,
    /// Was here a moment ago: worth no line in the chat.
    pub quiet: bool,
}

/// Someone has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    /// Who.
    pub account: AccountId,
    /// Had come back quietly, so goes quietly.
    pub quiet: bool,
}

/// What is to be told now, and where it leaves the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Who has come.
    pub joined: Vec<Arrived>,
    /// Who has gone.
    pub left: Vec<Gone>,
    /// Who is active or away now and was not before.
    pub changed: Vec<(AccountId, Activity)>,
    /// How many are here now.
    pub counts: Counts,
}

/// Changes that wait to be told.
#[derive(Debug, Default)]
pub(super) struct Chatter {
    waiting: BTreeMap<AccountId, Change>,
    window_start: u64,
    people: usize,
    due: u64,
}

/// The net change of one person since the last digest.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    came: Option<Arrived>,
    went: Option<Gone>,
    activity: Option<Activity>,
}

impl Chatter {
    pub(super) fn came(&mut self, arrived: Arrived, now: u64) {
        let change = self.change(arrived.account, now);
        // Gone and back within one digest: nothing happened.
        if change.went.take().is_none() {
            change.came = Some(arrived);
        }
    }

    pub(super) fn went(&mut self, gone: Gone, now: u64) {
        let change = self.change(gone.account, now);
        change.activity = None;
        if change.came.take().is_none() {
            change.went = Some(gone);
        }
    }

    pub(super) fn turned(&mut self, account: AccountId, activity: Activity, now: u64) {
        self.change(account, now).activity = Some(activity);
    }

    /// When [`Self::take`] has something.
    pub(super) fn deadline(&self) -> Option<u64> {
        (!self.waiting.is_empty()).then_some(self.due)
    }

    pub(super) fn take(&mut self, now: u64, counts: Counts) -> Option<Digest> {
        if self.deadline().is_none_or(|due| due > now) {
            return None;
        }
        let mut digest = Digest { counts, ..Digest::default() };
        for (account, change) in std::mem::take(&mut self.waiting) {
            digest.joined.extend(change.came);
            digest.left.extend(change.went);
            digest.changed.extend(change.activity.filter(|_| change.came.is_none()).map(|activity| (account, activity)));
        }
        let told = !(digest.joined.is_empty() && digest.left.is_empty() && digest.changed.is_empty());
        told.then_some(digest)
    }

    fn change(&mut self, account: AccountId, now: u64) -> &mut Change {
        if now.saturating_sub(self.window_start) >= WINDOW_MS {
            self.window_start = now;
            self.people = 0;
        }
        let fresh = !self.waiting.contains_key(&account);
        if self.waiting.is_empty() {
            self.due = now;
        }
        if fresh {
            self.people += 1;
            if self.people > PEOPLE_PER_WINDOW_MAX {
                self.due = self.due.max(self.window_start + WINDOW_MS);
            }
        }
        self.waiting.entry(account).or_default()
    }
}
