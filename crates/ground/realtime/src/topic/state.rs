//! One followed topic on one loop thread: its order, its history, its followers, its turn.

use std::sync::Arc;

use footlights_base::{Epoch, Event, Topic};

use super::Outlets;
use super::group::{Group, Turn, same};
use super::history::History;
use super::order::{Order, Outcome};
use crate::frame::numbers;
use crate::inbox::{Footing, Release};
use crate::log::UNBORN;
use crate::{Audience, Ephemeral, Joined, Namespace};
use footlights_socketio::NamespaceId;

/// Frames without a number that may wait for one turn; the oldest go first.
const LOOSE_MAX: usize = 256;
/// How long a topic without followers keeps its history.
const LINGER_MS: u64 = 10 * 60 * 1_000;

/// What became of a follower whose frames were to begin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Released {
    /// It is up to date and gets what comes.
    Live,
    /// The log must be read once more, after this number.
    Behind(i64),
    /// It left in the meantime.
    Gone,
}

pub(crate) struct TopicState {
    name: Topic,
    order: Order,
    /// The last number that was given to followers.
    delivered: i64,
    history: History,
    groups: Vec<Group>,
    loose: Vec<Arc<Ephemeral>>,
    /// Followers must be told to resynchronise before anything else.
    broken: bool,
    /// Since when nobody follows.
    idle_since: Option<u64>,
}

impl TopicState {
    pub(crate) fn new(name: Topic) -> Self {
        Self {
            name,
            order: Order::default(),
            delivered: 0,
            history: History::default(),
            groups: Vec::new(),
            loose: Vec::new(),
            broken: false,
            idle_since: None,
        }
    }

    pub(crate) fn name(&self) -> &Topic {
        &self.name
    }

    pub(crate) fn offer(&mut self, event: Arc<Event>, now: u64) {
        let outcome = self.order.offer(event, now);
        self.note(&outcome);
    }

    pub(crate) fn known(&mut self, epoch: Epoch, sequence: i64, now: u64) {
        let outcome = self.order.known(epoch, sequence, now);
        self.note(&outcome);
    }

    pub(crate) fn log_read(&mut self, stands: (Epoch, i64), events: Vec<Arc<Event>>, now: u64) {
        let outcome = self.order.log_read(stands, events, now);
        self.note(&outcome);
    }

    pub(crate) fn log_failed(&mut self, now: u64) {
        self.order.log_failed(now);
    }

    pub(crate) fn read_from(&mut self, now: u64) -> Option<i64> {
        self.order.read_from(now)
    }

    pub(crate) fn deadline(&self) -> Option<u64> {
        self.order.deadline()
    }

    /// Adds a frame without a number to the next turn.
    pub(crate) fn loose(&mut self, frame: Arc<Ephemeral>) {
        self.loose.retain(|older| !same(&older.name, older.key.as_ref(), &frame.name, frame.key.as_ref()));
        if self.loose.len() >= LOOSE_MAX {
            self.loose.remove(0);
        }
        self.loose.push(frame);
    }

    pub(crate) fn has_turn(&self, now: u64) -> bool {
        self.broken || self.order.has_ready() || !self.loose.is_empty() || self.alarm().is_some_and(|at| at <= now)
    }

    /// When it has a turn even if nothing comes: a frame of the last ones still waits.
    pub(crate) fn alarm(&self) -> Option<u64> {
        self.groups.iter().filter_map(Group::deadline).min()
    }

    /// What waits leaves with the next turn: there may be no later one.
    pub(crate) fn hurry(&mut self) {
        self.groups.iter_mut().for_each(Group::hurry);
    }

    /// Sends everything that is ready, encoded once per group. An event of a kind `taking_back` ends what is remembered before it.
    pub(crate) fn turn(&mut self, now: u64, taking_back: &[&str], out: &mut impl Outlets) {
        if std::mem::take(&mut self.broken) {
            self.resynchronise(out);
        }
        let events: Vec<_> = self.order.take_ready().into_iter().map(|event| (event.clone(), numbers(&event))).collect();
        let loose = std::mem::take(&mut self.loose);
        self.delivered = self.order.taken();
        let turn = Turn { topic: &self.name, events: &events, loose: &loose, upto: self.delivered };
        for group in &mut self.groups {
            group.turn(&turn, now, out);
        }
        for (event, _) in events {
            if taking_back.contains(&&*event.kind) {
                self.history.clear();
                self.groups.iter_mut().for_each(Group::forget_replay);
            }
            self.history.push(event, now);
        }
    }

    /// Someone wants to follow: counted from now on, without frames until [`Self::release`].
    pub(crate) fn follow(
        &mut self,
        slot: u32,
        namespace: (NamespaceId, Arc<dyn Namespace>),
        audience: Audience,
        last: Option<(Epoch, i64)>,
        snapshot: bool,
    ) -> Footing {
        self.remove(slot, namespace.0);
        self.idle_since = None;
        let (index, projector) = namespace;
        let at = self.groups.iter().position(|group| group.namespace == index && group.audience == audience);
        let at = at.unwrap_or_else(|| {
            self.groups.push(Group::new(index, audience, projector));
            self.groups.len() - 1
        });
        self.groups[at].followers.add(slot);

        let Some((epoch, _)) = self.order.position().filter(|_| !self.broken) else { return Footing::Read };
        let stands = |recovered| Footing::Hot(Joined { topic: self.name.clone(), epoch, sequence: self.delivered, recovered });
        match last {
            Some((theirs, had)) if theirs == epoch && had <= self.delivered && self.history.covers(had, self.delivered) => stands(true),
            None if !snapshot => stands(false),
            _ => Footing::Read,
        }
    }

    /// Brings a waiting follower up to date and lets its frames begin.
    pub(crate) fn release(
        &mut self,
        slot: u32,
        namespace: NamespaceId,
        mut release: Release,
        now: u64,
        out: &mut impl Outlets,
    ) -> Released {
        let Some(at) = self.groups.iter_mut().position(|group| group.namespace == namespace && group.followers.has(slot)) else {
            return Released::Gone;
        };
        self.stand(release.epoch, release.sequence, now);
        if let Some((epoch, _)) = self.order.position()
            && release.epoch == UNBORN
        {
            // It read before the topic's first event.
            release.epoch = epoch;
        }
        let group = &mut self.groups[at];
        if release.lost || self.order.position().is_none_or(|(epoch, _)| epoch != release.epoch) {
            // What it lacks is gone, or it read the state of an epoch that has ended since.
            if let Some(chunk) = group.resync(&self.name) {
                out.push(slot, &chunk);
            }
            return enliven(group, slot, self.delivered);
        }
        if let Some(state) = &release.snapshot
            && let Some(chunk) = group.snapshot(&self.name, release.epoch, release.sequence, state)
        {
            out.bring(slot, &chunk);
        }
        if let Some(chunk) = group.encode_missing(&self.name, &release.missing) {
            out.bring(slot, &chunk);
        }
        let has = release.missing.last().map_or(release.sequence, |event| event.sequence.max(release.sequence));
        if has >= self.delivered {
            return enliven(group, slot, has);
        }
        if !self.history.covers(has, self.delivered) {
            return Released::Behind(has);
        }
        if let Some(chunk) = group.replay(&self.name, has, self.delivered, self.history.after(has).cloned()) {
            out.bring(slot, &chunk);
        }
        enliven(group, slot, self.delivered)
    }

    /// Someone stops following. `true` when they did follow.
    pub(crate) fn leave(&mut self, slot: u32, namespace: NamespaceId, now: u64) -> Option<Audience> {
        let audience = self.remove(slot, namespace);
        if self.groups.is_empty() {
            self.idle_since.get_or_insert(now);
        }
        audience
    }

    /// Whether nobody follows and nothing has ever happened.
    pub(crate) fn is_blank(&self) -> bool {
        self.groups.is_empty() && self.order.position().is_none_or(|(epoch, _)| epoch == UNBORN)
    }

    /// Once in a while: lets go of what is old. `true` when the topic itself can be forgotten.
    pub(crate) fn expire(&mut self, now: u64) -> bool {
        self.history.expire(now);
        for group in &mut self.groups {
            group.forget_replay();
        }
        self.idle_since.is_some_and(|since| self.history.is_empty() || now.saturating_sub(since) > LINGER_MS)
    }

    /// The topic was read at this number.
    fn stand(&mut self, epoch: Epoch, sequence: i64, now: u64) {
        match self.order.position() {
            None => {
                self.order.begin(epoch, sequence, now);
                self.delivered = sequence;
            }
            Some((own, _)) if epoch > own && own != UNBORN => self.known(epoch, sequence, now),
            Some((UNBORN, _)) => self.known(epoch, sequence, now),
            Some(_) => {}
        }
    }

    fn note(&mut self, outcome: &Outcome) {
        if *outcome == Outcome::Broken {
            self.broken = true;
            self.history.clear();
            self.delivered = self.order.taken();
        }
    }

    fn resynchronise(&mut self, out: &mut impl Outlets) {
        metrics::counter!("footlights_realtime_resyncs_total").increment(1);
        for group in &mut self.groups {
            group.forget_replay();
            group.forget_waiting();
            let Some(chunk) = group.resync(&self.name) else { continue };
            for follower in group.followers.live() {
                follower.after = 0;
                out.push(follower.slot, &chunk);
            }
        }
    }

    fn remove(&mut self, slot: u32, namespace: NamespaceId) -> Option<Audience> {
        let mut audience = None;
        for group in self.groups.iter_mut().filter(|group| group.namespace == namespace) {
            if group.followers.remove(slot) {
                audience = Some(group.audience);
            }
        }
        self.groups.retain(|group| !group.followers.is_empty());
        audience
    }
}

fn enliven(group: &mut Group, slot: u32, after: i64) -> Released {
    let Some(follower) = group.followers.find(slot) else { return Released::Gone };
    follower.waiting = false;
    follower.after = after;
    Released::Live
}
