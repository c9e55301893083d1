//! Rosters of all topics of this node, joined to sockets and the clock.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::{AccountId, Topic};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::{Activity, Counts, Digest, Roster};
use crate::shared::Shared;

/// How late a change may be told.
const TICK_MS: u64 = 100;
/// Digests a slow listener may fall behind before it is told that it missed some.
const DIGESTS_WAITING_MAX: usize = 1_024;

pub(crate) struct Desk {
    rosters: Mutex<Rosters>,
    digests: broadcast::Sender<(Topic, Arc<Digest>)>,
    /// Nobody is let go while it is not known who is elsewhere.
    holding: AtomicBool,
}

/// Rosters, and which of them change by time alone: a look costs what is due, not what there is.
#[derive(Default)]
struct Rosters {
    by_topic: HashMap<Topic, Watched>,
    /// When a roster is to be looked at; each stands here once.
    alarms: BTreeSet<(u64, Topic)>,
}

#[derive(Default)]
struct Watched {
    roster: Roster,
    /// Its place among the alarms.
    alarm: Option<u64>,
}

impl Rosters {
    fn get(&self, topic: &Topic) -> Option<&Roster> {
        self.by_topic.get(topic).map(|watched| &watched.roster)
    }

    fn get_or_add(&mut self, topic: &Topic) -> &mut Roster {
        &mut self.by_topic.entry(topic.clone()).or_default().roster
    }

    fn remove(&mut self, topic: &Topic) {
        if let Some(alarm) = self.by_topic.remove(topic).and_then(|watched| watched.alarm) {
            self.alarms.remove(&(alarm, topic.clone()));
        }
    }

    /// After a change: a roster nobody is on goes, any other is looked at when it wants to be, but not before `from`.
    fn settle(&mut self, topic: &Topic, from: u64) {
        let Some(watched) = self.by_topic.get_mut(topic) else { return };
        if watched.roster.is_empty() {
            return self.remove(topic);
        }
        let Some(at) = watched.roster.wakes_at().map(|at| at.max(from)) else { return };
        if watched.alarm.is_some_and(|alarm| alarm <= at) {
            return;
        }
        let former = watched.alarm.replace(at);
        if let Some(former) = former {
            self.alarms.remove(&(former, topic.clone()));
        }
        self.alarms.insert((at, topic.clone()));
    }

    /// The next roster whose time has come.
    fn due(&mut self, now: u64) -> Option<(Topic, &mut Roster)> {
        if self.alarms.first().is_none_or(|(at, _)| *at > now) {
            return None;
        }
        let (_, topic) = self.alarms.pop_first()?;
        let watched = self.by_topic.get_mut(&topic)?;
        watched.alarm = None;
        Some((topic, &mut watched.roster))
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { rosters: Mutex::default(), digests: broadcast::channel(DIGESTS_WAITING_MAX).0, holding: AtomicBool::new(false) }
    }

    pub(crate) fn connect(&self, topic: &Topic, account: AccountId, device: &str, now: u64) {
        self.on(topic, now, |roster| roster.connect(account, device.into(), now));
    }

    pub(crate) fn adopt(&self, topic: &Topic, account: AccountId, device: &str) {
        self.lock().get_or_add(topic).adopt(account, device.into());
    }

    /// All that is known of a topic is forgotten, and told to nobody.
    pub(crate) fn forget(&self, topic: &Topic) {
        self.lock().remove(topic);
    }

    pub(crate) fn hold(&self, holding: bool) {
        self.holding.store(holding, Ordering::Release);
    }

    pub(crate) fn disconnect(&self, topic: &Topic, account: AccountId, device: &str, now: u64) {
        self.on(topic, now, |roster| roster.disconnect(account, device, now));
    }

    pub(crate) fn leave(&self, topic: &Topic, account: AccountId, now: u64) {
        self.on(topic, now, |roster| roster.leave(account, now));
    }

    pub(crate) fn heartbeat(&self, topic: &Topic, account: AccountId, activity: Activity, now: u64) {
        self.on(topic, now, |roster| roster.heartbeat(account, activity, now));
    }

    pub(crate) fn counts(&self, topic: &Topic) -> Counts {
        self.lock().get(topic).map(Roster::counts).unwrap_or_default()
    }

    pub(crate) fn activity(&self, topic: &Topic, account: AccountId) -> Option<Activity> {
        self.lock().get(topic)?.activity(account)
    }

    /// The first so many by id, after one.
    pub(crate) fn members_after(&self, topic: &Topic, after: Option<AccountId>, limit: usize) -> Vec<(AccountId, Activity)> {
        let rosters = self.lock();
        rosters.get(topic).map(|roster| roster.members_after(after).take(limit).collect()).unwrap_or_default()
    }

    pub(crate) fn members(&self, topic: &Topic) -> Vec<(AccountId, Activity)> {
        self.lock().get(topic).map(|roster| roster.members().collect()).unwrap_or_default()
    }

    pub(crate) fn digests(&self) -> broadcast::Receiver<(Topic, Arc<Digest>)> {
        self.digests.subscribe()
    }

    /// Tells what is due and forgets rosters nobody is on.
    fn tick(&self, now: u64) {
        let holding = self.holding.load(Ordering::Acquire);
        let mut rosters = self.lock();
        while let Some((topic, roster)) = rosters.due(now) {
            if let Some(digest) = if holding { roster.poll_holding(now) } else { roster.poll(now) } {
                self.tell(&topic, digest);
            }
            rosters.settle(&topic, now + TICK_MS);
        }
    }

    fn on(&self, topic: &Topic, now: u64, change: impl FnOnce(&mut Roster)) {
        let mut rosters = self.lock();
        let roster = rosters.get_or_add(topic);
        change(roster);
        // Who is let go is found by the tick.
        if let Some(digest) = roster.poll_holding(now) {
            self.tell(topic, digest);
        }
        rosters.settle(topic, now);
    }

    fn tell(&self, topic: &Topic, digest: Digest) {
        // Nobody listening is fine.
        let _ = self.digests.send((topic.clone(), Arc::new(digest)));
    }

    fn lock(&self) -> MutexGuard<'_, Rosters> {
        self.rosters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets time pass on all rosters until cancelled.
pub(crate) async fn tick(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut every = tokio::time::interval(Duration::from_millis(TICK_MS));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while cancel.run_until_cancelled(every.tick()).await.is_some() {
        shared.presence.tick(shared.wall_ms());
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::{AccountId, Topic};

    use super::{Activity, Desk};

    const GRACE_MS: u64 = 45_000;
    const RETURN_MS: u64 = 300_000;

    fn account(n: u8) -> AccountId {
        AccountId::from_bytes([n; 16])
    }

    fn room(n: usize) -> Topic {
        Topic::new("room", n)
    }

    fn alarms(desk: &Desk) -> usize {
        desk.lock().alarms.len()
    }

    fn rosters(desk: &Desk) -> usize {
        desk.lock().by_topic.len()
    }

    #[test]
    fn a_look_costs_what_is_due_and_who_is_there_needs_none() {
        let desk = Desk::new();
        for n in 0..50 {
            desk.connect(&room(n), account(1), "tab", 0);
        }
        assert_eq!(alarms(&desk), 0, "they were told at once");
        desk.disconnect(&room(7), account(1), "tab", 1_000);
        assert_eq!(alarms(&desk), 1);
        let mut told = desk.digests();
        desk.tick(1_000 + GRACE_MS - 1);
        assert!(told.try_recv().is_err());
        desk.tick(1_000 + GRACE_MS);
        let (topic, digest) = told.try_recv().expect("left");
        assert_eq!((topic, digest.left.len(), digest.counts.present), (room(7), 1, 0));
        // Who comes back soon makes no stir; after that nothing is kept of them.
        assert_eq!(rosters(&desk), 50);
        desk.tick(1_000 + RETURN_MS);
        assert_eq!((rosters(&desk), alarms(&desk)), (49, 0));
    }

    #[test]
    fn a_crowd_is_told_when_its_second_is_over() {
        let desk = Desk::new();
        let mut told = desk.digests();
        (0..20).for_each(|n| desk.connect(&room(0), account(n), "tab", 5_000));
        let first: usize = std::iter::from_fn(|| told.try_recv().ok()).map(|(_, digest)| digest.joined.len()).sum();
        assert_eq!((first, alarms(&desk)), (8, 1));
        desk.tick(5_900);
        assert!(told.try_recv().is_err());
        desk.tick(6_000);
        assert_eq!(told.try_recv().expect("the rest").1.joined.len(), 12);
        assert_eq!(alarms(&desk), 0);
    }

    #[test]
    fn while_departures_are_held_it_looks_again_and_again() {
        let desk = Desk::new();
        let mut told = desk.digests();
        desk.connect(&room(0), account(1), "tab", 0);
        desk.disconnect(&room(0), account(1), "tab", 0);
        desk.hold(true);
        desk.tick(GRACE_MS);
        desk.tick(GRACE_MS * 2);
        assert!(std::iter::from_fn(|| told.try_recv().ok()).all(|(_, digest)| digest.left.is_empty()));
        desk.hold(false);
        desk.tick(GRACE_MS * 2 + 1_000);
        assert_eq!(told.try_recv().expect("left").1.left.len(), 1);
    }

    #[test]
    fn a_word_about_nobody_leaves_nothing_behind_and_a_page_is_in_order() {
        let desk = Desk::new();
        desk.heartbeat(&room(0), account(1), Activity::Away, 0);
        desk.leave(&room(1), account(1), 0);
        assert_eq!(rosters(&desk), 0);
        for n in [3, 1, 2] {
            desk.connect(&room(0), account(n), "tab", 0);
        }
        let page = |after| desk.members_after(&room(0), after, 2).into_iter().map(|(who, _)| who).collect::<Vec<_>>();
        assert_eq!((page(None), page(Some(account(2)))), (vec![account(1), account(2)], vec![account(3)]));
        desk.disconnect(&room(0), account(1), "tab", 0);
        desk.forget(&room(0));
        assert_eq!((rosters(&desk), alarms(&desk)), (0, 0));
    }
}
