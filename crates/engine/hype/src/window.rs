//! What was given or felt lately, while no train runs: is it enough to start one?
//!
//! Owns: the window and the counting. Does not know: trains.
//! Contributions count together, voices by category. Voices carry no names, so that of several within the window the largest says how
//! many people there were at least.

use std::collections::{BTreeSet, VecDeque};

use crate::feed::{ContributorId, Trigger};
use crate::points::Points;
use crate::rules::Rules;

/// Entries of a window; the oldest gives way. More than any kick-off asks for.
pub const WINDOW_MAX: usize = 1_024;

/// One contribution, or the voices of one category at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Milliseconds.
    pub(crate) at: i64,
    pub(crate) trigger: Trigger,
    pub(crate) by: Option<ContributorId>,
    /// 1 for a contribution, members for voices.
    pub(crate) count: u32,
    pub(crate) points: Points,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Window {
    /// Oldest first.
    pub(crate) entries: VecDeque<Entry>,
}

impl Window {
    /// Adds an entry and forgets what is too old for it.
    pub(crate) fn add(&mut self, entry: Entry, rules: &Rules) {
        let since = entry.at.saturating_sub(i64::from(rules.config.kickoff.window_seconds) * 1_000);
        while self.entries.front().is_some_and(|oldest| oldest.at <= since) || self.entries.len() >= WINDOW_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Takes out everything that counts together with the newest entry, if it is enough: the entries and the kick-off count.
    pub(crate) fn kickoff(&mut self, rules: &Rules, present: u32) -> Option<(Vec<Entry>, u32)> {
        let newest = self.entries.back()?.trigger;
        let together = |entry: &Entry| same_family(entry.trigger, newest);
        let count: u64 = self.entries.iter().filter(|entry| together(entry)).map(|entry| u64::from(entry.count)).sum();
        let wanted = rules.kickoff_count(present);
        let people = people(self.entries.iter().filter(|entry| together(entry)));
        if count < u64::from(wanted) || people < u64::from(rules.config.kickoff.people) {
            return None;
        }
        let (taken, left) = self.entries.drain(..).partition(together);
        self.entries = left;
        Some((taken.into(), wanted))
    }
}

/// Contributions of all kinds count together; a mood with itself alone.
fn same_family(one: Trigger, other: Trigger) -> bool {
    match (one, other) {
        (Trigger::Contribution(_), Trigger::Contribution(_)) => true,
        _ => one == other,
    }
}

/// How many distinct people these are at least.
fn people<'a>(entries: impl Iterator<Item = &'a Entry>) -> u64 {
    let mut named = BTreeSet::new();
    let (mut anonymous, mut voices) = (0, 0);
    for entry in entries {
        match (entry.trigger, entry.by) {
            (Trigger::Mood(_), _) => voices = voices.max(entry.count),
            (_, Some(by)) => drop(named.insert(by)),
            (_, None) => anonymous = 1,
        }
    }
    named.len() as u64 + u64::from(voices) + anonymous
}
