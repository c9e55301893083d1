//! The members of one topic.
//!
//! A member is here while a connection of theirs is. With the last one they are away at once; that they have left is said
//! only after a grace, and who returns soon after makes no stir. What a client says of its activity changes how it is
//! shown and nothing else: hidden tabs throttle timers, and timers on heartbeats would flap.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;

use footlights_base::AccountId;

use super::chatter::{Arrived, Chatter, Digest, Gone};

const GRACE_MS: u64 = 45_000;
/// How long after the loss of their last connection a member has left.
pub const GRACE: std::time::Duration = std::time::Duration::from_millis(GRACE_MS);
/// How long after that loss a return is worth no line in the chat.
const RETURN_MS: u64 = 5 * 60_000;
/// Departures remembered for that; beyond it the oldest return counts as new.
const DEPARTED_MAX: usize = 10_000;

/// A device of a member: any text the system chooses, such as a socket's id.
pub type Device = Box<str>;

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
    departed: HashMap<AccountId, u64>,
    departures: VecDeque<(u64, AccountId)>,
    chatter: Chatter,
}

#[derive(Debug)]
struct Member {
    /// Each once; mostly there is one.
    devices: Vec<Device>,
    /// What the client says.
    said: Activity,
    /// Since when no connection is left.
    lost_at: Option<u64>,
    /// Came back without a stir.
    quiet: bool,
}

impl Member {
    fn activity(&self) -> Activity {
        if self.devices.is_empty() { Activity::Away } else { self.said }
    }

    fn by(device: Device, quiet: bool) -> Self {
        Self { devices: vec![device], said: Activity::Active, lost_at: None, quiet }
    }

    fn add(&mut self, device: Device) {
        if !self.devices.contains(&device) {
            self.devices.reserve_exact(1);
            self.devices.push(device);
        }
    }

    /// Whether it was there.
    fn remove(&mut self, device: &str) -> bool {
        let place = self.devices.iter().position(|known| &**known == device);
        place.map(|place| self.devices.swap_remove(place)).is_some()
    }
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
        let quiet = self.departed.remove(&account).is_some_and(|lost_at| now.saturating_sub(lost_at) < RETURN_MS);
        self.members.insert(account, Member::by(device, quiet));
        self.chatter.came(Arrived { account, quiet }, now);
    }

    /// A member is here and was before anybody looked: counted, but told to nobody.
    pub fn adopt(&mut self, account: AccountId, device: Device) {
        if let Some(member) = self.members.get_mut(&account) {
            member.add(device);
            return;
        }
        self.departed.remove(&account);
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
        while self.departures.len() > DEPARTED_MAX || self.departures.front().is_some_and(|(at, _)| now.saturating_sub(*at) >= RETURN_MS) {
            if let Some((at, account)) = self.departures.pop_front()
                && self.departed.get(&account) == Some(&at)
            {
                self.departed.remove(&account);
            }
        }
    }

    /// When [`Self::poll`] wants to be asked.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let leaving = self.leaving.first().map(|(due, _)| *due);
        [leaving, self.chatter.deadline()].into_iter().flatten().min()
    }

    /// When something changes by time alone: what [`Self::deadline`] says, or a departure is forgotten.
    pub(super) fn wakes_at(&self) -> Option<u64> {
        let forgets = self.departures.front().map(|(at, _)| at + RETURN_MS);
        [self.deadline(), forgets].into_iter().flatten().min()
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
        self.members.is_empty() && self.departed.is_empty() && self.chatter.deadline().is_none()
    }

    fn depart(&mut self, account: AccountId, lost_at: u64, now: u64) {
        let Some(member) = self.members.remove(&account) else { return };
        if member.activity() == Activity::Away {
            self.away -= 1;
        }
        self.departed.insert(account, lost_at);
        self.departures.push_back((lost_at, account));
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
mod tests {
    use super::{Activity, Counts, Roster};
    use crate::presence::{Arrived, Digest, Gone};
    use footlights_base::AccountId;

    fn account(n: u8) -> AccountId {
        AccountId::from_bytes([n; 16])
    }

    fn at(seconds: u64) -> u64 {
        seconds * 1_000
    }

    fn joined(roster: &mut Roster, n: u8, now: u64) -> Vec<Arrived> {
        roster.connect(account(n), "tab".into(), now);
        roster.poll(now).map(|digest| digest.joined).unwrap_or_default()
    }

    #[test]
    fn a_blink_is_away_and_back_and_nothing_else() {
        let mut roster = Roster::default();
        assert_eq!(joined(&mut roster, 1, 0), [Arrived { account: account(1), quiet: false }]);
        roster.disconnect(account(1), "tab", at(10));
        let blink = roster.poll(at(10)).expect("away at once");
        assert_eq!((blink.changed, blink.left.len()), (vec![(account(1), Activity::Away)], 0));
        assert_eq!(blink.counts, Counts { present: 1, away: 1 });
        roster.connect(account(1), "tab".into(), at(54));
        let back = roster.poll(at(54)).expect("back");
        assert_eq!((back.joined.len(), back.changed), (0, vec![(account(1), Activity::Active)]));
        assert_eq!(roster.poll(at(1_000)), None);
    }

    #[test]
    fn the_grace_runs_from_the_last_connection() {
        let mut roster = Roster::default();
        joined(&mut roster, 1, 0);
        roster.connect(account(1), "phone".into(), 0);
        roster.disconnect(account(1), "tab", at(1));
        assert_eq!(roster.poll(at(100)), None, "the phone is still there");
        roster.disconnect(account(1), "phone", at(100));
        roster.poll(at(100));
        assert_eq!(roster.deadline(), Some(at(145)));
        assert_eq!(roster.poll(at(145) - 1), None);
        let gone = roster.poll(at(145)).expect("left");
        assert_eq!(gone, Digest { left: vec![Gone { account: account(1), quiet: false }], ..Digest::default() });
    }

    #[test]
    fn a_return_within_five_minutes_makes_no_line() {
        for (back, quiet) in [(299, true), (300, false)] {
            let mut roster = Roster::default();
            joined(&mut roster, 1, 0);
            roster.disconnect(account(1), "tab", 0);
            roster.poll(0);
            roster.poll(at(45)).expect("left");
            assert_eq!(joined(&mut roster, 1, at(back)), [Arrived { account: account(1), quiet }], "{back}");
            roster.leave(account(1), at(back + 1));
            assert_eq!(roster.poll(at(back + 1)).expect("left").left, [Gone { account: account(1), quiet }]);
        }
    }

    #[test]
    fn heartbeats_tell_activity_and_keep_nobody_alive() {
        let mut roster = Roster::default();
        joined(&mut roster, 1, 0);
        roster.heartbeat(account(1), Activity::Away, at(1));
        assert_eq!(roster.poll(at(1)).expect("away").counts, Counts { present: 1, away: 1 });
        roster.heartbeat(account(1), Activity::Away, at(2));
        assert_eq!(roster.poll(at(3_600)), None, "silence is no absence");
        roster.disconnect(account(1), "tab", at(3_600));
        roster.heartbeat(account(1), Activity::Active, at(3_601));
        assert!(roster.poll(at(3_645)).expect("left all the same").left.len() == 1);
    }

    #[test]
    fn crowds_are_told_once_a_second() {
        let mut roster = Roster::default();
        for n in 0..100 {
            roster.connect(account(n), "tab".into(), at(10) + u64::from(n));
            if n < 8 {
                assert_eq!(roster.poll(at(10) + u64::from(n)).expect("one by one").joined.len(), 1);
            } else {
                assert_eq!(roster.poll(at(10) + u64::from(n)), None);
            }
        }
        roster.leave(account(99), at(10) + 500);
        assert_eq!(roster.deadline(), Some(at(11)));
        let crowd = roster.poll(at(11)).expect("the rest");
        assert_eq!((crowd.joined.len(), crowd.left.len()), (91, 0), "who came and went is not told");
        assert_eq!(crowd.counts.present, 99);
    }

    #[test]
    fn who_was_here_before_anybody_looked_is_told_to_nobody() {
        let mut roster = Roster::default();
        roster.adopt(account(1), "elsewhere".into());
        assert_eq!((roster.poll(0), roster.counts()), (None, Counts { present: 1, away: 0 }));
        roster.connect(account(1), "tab".into(), at(1));
        roster.disconnect(account(1), "elsewhere", at(2));
        assert_eq!(roster.poll(at(2)), None, "still here by the tab");
        roster.disconnect(account(1), "tab", at(3));
        assert_eq!(roster.poll(at(3)).expect("away").changed, [(account(1), Activity::Away)]);
        assert_eq!(roster.activity(account(1)), Some(Activity::Away));
    }

    #[test]
    fn while_it_is_held_nobody_has_left() {
        let mut roster = Roster::default();
        joined(&mut roster, 1, 0);
        roster.disconnect(account(1), "tab", 0);
        roster.poll(0);
        assert_eq!(roster.poll_holding(at(100)), None);
        roster.connect(account(2), "tab".into(), at(100));
        assert_eq!(roster.poll_holding(at(100)).expect("who comes is told").joined.len(), 1);
        assert_eq!(roster.poll(at(101)).expect("left").left, [Gone { account: account(1), quiet: false }]);
    }

    /// What a room full of people costs when one of them comes, turns away, goes and is counted: not more for each of the others.
    #[test]
    fn a_change_costs_the_same_among_a_hundred_thousand() {
        let numbered = |n: u32| {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&n.to_be_bytes());
            AccountId::from_bytes(bytes)
        };
        let cost = |others: u32| {
            let mut roster = Roster::default();
            for n in 0..others {
                roster.adopt(numbered(n), "tab".into());
            }
            let one = numbered(u32::MAX);
            let times = (0..5).map(|round: u64| {
                #[expect(clippy::disallowed_methods, reason = "a cost is measured")]
                let begun = std::time::Instant::now();
                for step in 0..2_000 {
                    let now = at(round * 10_000 + step * 3);
                    roster.connect(one, "tab".into(), now);
                    roster.heartbeat(one, Activity::Away, now);
                    roster.poll(now);
                    roster.leave(one, now + 1_000);
                    roster.poll(now + 1_000).expect("told");
                    assert_eq!(roster.counts().present, usize::try_from(others).expect("few"));
                }
                begun.elapsed()
            });
            times.min().expect("five rounds")
        };
        let (few, many) = (cost(100), cost(100_000));
        assert!(many < few * 20, "{few:?} among a hundred, {many:?} among a hundred thousand");
    }

    #[test]
    fn counts_equal_what_is_counted() {
        let mut roster = Roster::default();
        let mut state = 7_u64;
        for step in 0..20_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let who = account(u8::try_from((state >> 33) % 20).expect("small"));
            let now = step * 700;
            match (state >> 40) % 6 {
                0 | 1 => roster.connect(who, ["a", "b"][usize::from((state >> 50).is_multiple_of(2))].into(), now),
                2 => roster.disconnect(who, "a", now),
                3 => roster.disconnect(who, "b", now),
                4 => roster.heartbeat(who, [Activity::Active, Activity::Away][usize::from((state >> 50).is_multiple_of(2))], now),
                _ => roster.leave(who, now),
            }
            roster.poll(now);
            let away = roster.members().filter(|(_, activity)| *activity == Activity::Away).count();
            assert_eq!(roster.counts(), Counts { present: roster.members().count(), away });
        }
    }
}
