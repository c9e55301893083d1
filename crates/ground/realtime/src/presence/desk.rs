//! Rosters of all topics of this node, joined to sockets and the clock.

use std::collections::{BinaryHeap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::{AccountId, Topic};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::{Activity, Counts, Digest, Roster};
use crate::shared::Shared;

/// How late a change may be told.
const TICK: Duration = Duration::from_millis(100);
/// Digests a slow listener may fall behind before it is told that it missed some.
const DIGESTS_WAITING_MAX: usize = 1_024;

pub(crate) struct Desk {
    rosters: Mutex<HashMap<Topic, Roster>>,
    digests: broadcast::Sender<(Topic, Arc<Digest>)>,
    /// Nobody is let go while it is not known who is elsewhere.
    holding: AtomicBool,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { rosters: Mutex::default(), digests: broadcast::channel(DIGESTS_WAITING_MAX).0, holding: AtomicBool::new(false) }
    }

    pub(crate) fn connect(&self, topic: &Topic, account: AccountId, device: &str, now: u64) {
        self.on(topic, now, |roster| roster.connect(account, device.into(), now));
    }

    pub(crate) fn adopt(&self, topic: &Topic, account: AccountId, device: &str) {
        self.lock().entry(topic.clone()).or_default().adopt(account, device.into());
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
        let Some(roster) = rosters.get(topic) else { return Vec::new() };
        let mut first: BinaryHeap<AccountId> = BinaryHeap::with_capacity(limit + 1);
        for (account, _) in roster.members().filter(|(account, _)| after.is_none_or(|after| *account > after)) {
            if first.len() < limit {
                first.push(account);
            } else if first.peek().is_some_and(|largest| account < *largest) {
                first.pop();
                first.push(account);
            }
        }
        first.into_sorted_vec().into_iter().filter_map(|account| Some((account, roster.activity(account)?))).collect()
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
        self.lock().retain(|topic, roster| {
            if let Some(digest) = if holding { roster.poll_holding(now) } else { roster.poll(now) } {
                self.tell(topic, digest);
            }
            !roster.is_empty()
        });
    }

    fn on(&self, topic: &Topic, now: u64, change: impl FnOnce(&mut Roster)) {
        let mut rosters = self.lock();
        let roster = rosters.entry(topic.clone()).or_default();
        change(roster);
        // Who is let go is found by the tick.
        if let Some(digest) = roster.poll_holding(now) {
            self.tell(topic, digest);
        }
    }

    fn tell(&self, topic: &Topic, digest: Digest) {
        // Nobody listening is fine.
        let _ = self.digests.send((topic.clone(), Arc::new(digest)));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Topic, Roster>> {
        self.rosters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets time pass on all rosters until cancelled.
pub(crate) async fn tick(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut every = tokio::time::interval(TICK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while cancel.run_until_cancelled(every.tick()).await.is_some() {
        shared.presence.tick(shared.wall_ms());
    }
}
