//! The members of one topic.
//!
//! A member is here while a connection of theirs is. With the last one they are away at once; that they have left is said
//! only after a grace, and who returns soon after makes no stir. What a client says of its activity changes how it is
//! shown and nothing else: hidden tabs throttle timers, and timers on heartbeats would flap.

mod departures;
mod member;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use footlights_base::AccountId;

use self::departures::Departures;
use self::member::Member;
use super::chatter::{Arrived, Chatter, Digest, Gone};

pub use self::member::Device;

const GRACE_MS: u64 = 45_000;
/// How long after the loss of their last connection a member has left.
pub const GRACE: std::time::Duration = std::time::Duration::from_millis(GRACE_MS);

/// Whether somebody is there in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activity {
    /// In front of it.
    Active,
    /// Connected but elsewhere, or without a connection for a moment.
    Away,
}

/// How many are here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Members who have not left, the away ones included.
    pub present: usize,
    /// Of these, the away ones.
    pub away: usize,
}

/// Who is at one topic.
#[derive(Debug, Default)]
pub struct Roster {
    /// By id, so that a page of them costs what is on it.
    members: BTreeMap<AccountId, Member>,
    away: usize,
    /// When members without a connection have left.
    leaving: BTreeSet<(u64, AccountId)>,
    departures: Departures,
    chatter: Chatter,
}

impl Roster {
    /// A device of a member has connected. Times are milliseconds of one clock.
    pub fn connect(&mut self, account: AccountId, device: Device, now: u64) {
        if let Some(member) = self.members.get_mut(&account) {
            let before = member.activity();
            member.add(device);
            if let Some(lost_at) = member.lost_at.take() {
                self.leaving.remove(&(lost_at + GRACE_MS, account));
                // Back in person, whatever was said last before the line broke.
                member.said = Activity::Active;
            }
            let after = member.activity();
            self.turn(account, before, after, now);
            return;
        }
        let quiet = self.departures.is_return(account, now);
        self.members.insert(account, Member::by(device, quiet));
        self.chatter.came(Arrived { account, quiet }, now);
    }

    /// A member is here and was before anybody looked: counted, but told to nobody.
    pub fn adopt(&mut self, account: AccountId, device: Device) {
        if let Some(member) = self.members.get_mut(&account) {
            member.add(device);
            return;
        }
        self.departures.forget(account);
        self.members.insert(account, Member::by(device, true));
    }

    /// A device's connection is lost. With a member's last one the grace begins.
    pub fn disconnect(&mut self, account: AccountId, device: &str, now: u64) {
        let Some(member) = self.members.get_mut(&account) else { return };
        let before = member.activity();
        if !member.remove(device) || !member.devices.is_empty() {
            return;
        }
        member.lost_at = Some(now);
        self.leaving.insert((now + GRACE_MS, account));
        self.turn(account, before, Activity::Away, now);
    }

    /// A member says goodbye or is put out: has left at once.
    pub fn leave(&mut self, account: AccountId, now: u64) {
        if let Some(lost_at) = self.members.get(&account).and_then(|member| member.lost_at) {
            self.leaving.remove(&(lost_at + GRACE_MS, account));
        }
        self.depart(account, now, now);
    }

    /// A client says whether somebody is there.
    pub fn heartbeat(&mut self, account: AccountId, activity: Activity, now: u64) {
        let Some(member) = self.members.get_mut(&account) else { return };
        let before = member.activity();
        member.said = activity;
        let after = member.activity();
        self.turn(account, before, after, now);
    }

    /// What is to be told now.
    pub fn poll(&mut self, now: u64) -> Option<Digest> {
        self.let_go(now);
        self.poll_holding(now)
    }

    /// What is to be told now, but nobody is let go: while it is not known who is elsewhere, the end of a grace says nothing.
    pub fn poll_holding(&mut self, now: u64) -> Option<Digest> {
        self.chatter.take(now, self.counts())
    }

    /// Those whose grace is over have left.
    fn let_go(&mut self, now: u64) {
        while let Some((due, account)) = self.leaving.first().copied()
            && due <= now
        {
            self.leaving.pop_first();
            self.depart(account, due - GRACE_MS, now);
        }
        self.departures.forget_old(now);
    }

    /// When [`Self::poll`] wants to be asked.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let leaving = self.leaving.first().map(|(due, _)| *due);
        [leaving, self.chatter.deadline()].into_iter().flatten().min()
    }

    /// When something changes by time alone: what [`Self::deadline`] says, or a departure is forgotten.
    pub(super) fn wakes_at(&self) -> Option<u64> {
        [self.deadline(), self.departures.forgets_at()].into_iter().flatten().min()
    }

    /// How many are here; kept by the change.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts { present: self.members.len(), away: self.away }
    }

    /// Whether somebody is here in person; none when they are not here.
    #[must_use]
    pub fn activity(&self, account: AccountId) -> Option<Activity> {
        self.members.get(&account).map(Member::activity)
    }

    /// Those behind one, by id.
    pub fn members_after(&self, after: Option<AccountId>) -> impl Iterator<Item = (AccountId, Activity)> + '_ {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.members.range((from, Bound::Unbounded)).map(|(account, member)| (*account, member.activity()))
    }

    /// Everybody here, by id.
    pub fn members(&self) -> impl Iterator<Item = (AccountId, Activity)> + '_ {
        self.members.iter().map(|(account, member)| (*account, member.activity()))
    }

    /// Whether nothing at all is known any more.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.departures.is_empty() && self.chatter.deadline().is_none()
    }

    fn depart(&mut self, account: AccountId, lost_at: u64, now: u64) {
        let Some(member) = self.members.remove(&account) else { return };
        if member.activity() == Activity::Away {
            self.away -= 1;
        }
        self.departures.add(account, lost_at);
        self.chatter.went(Gone { account, quiet: member.quiet }, now);
    }

    fn turn(&mut self, account: AccountId, before: Activity, after: Activity, now: u64) {
        if before == after {
            return;
        }
        match after {
            Activity::Away => self.away += 1,
            Activity::Active => self.away -= 1,
        }
        self.chatter.turned(account, after, now);
    }
}

#[cfg(test)]
mod tests;
