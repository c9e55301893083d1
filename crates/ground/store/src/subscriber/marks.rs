//! What the commits of this node leave to do: which topics have news for which subscriber, and who may follow along. Called by the store
//! thread before and after each commit, so it neither blocks nor touches the database.

mod remembered;
mod state;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{Event, Topic};
use tokio::sync::watch;

use self::state::{Pending, State};
use super::Subscriber;
use crate::CommitSink;

/// A set of subscribers by their place in the list.
pub(crate) type Mask = u64;

/// The places in a mask.
pub(crate) fn places(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(place)
    })
}

/// Marks left by commits.
pub(crate) struct Marks {
    /// Which subscribers want a kind.
    by_kind: HashMap<&'static str, Mask>,
    /// Those that want every kind.
    any_kind: Mask,
    /// All of them by their place, asked whether they listen.
    subscribers: Vec<Arc<dyn Subscriber>>,
    count: usize,
    state: Mutex<State>,
    pulse: watch::Sender<u64>,
}

/// What was marked since the last time.
#[derive(Default)]
pub(crate) struct Taken {
    pub(crate) pending: HashMap<Topic, Pending>,
    pub(crate) overflowed: bool,
}

impl Marks {
    /// Marks for these subscribers; `pulse` moves when there is something to do.
    pub(crate) fn new(subscribers: &[Arc<dyn Subscriber>], pulse: watch::Sender<u64>) -> Self {
        let mut by_kind: HashMap<&'static str, Mask> = HashMap::new();
        let mut any_kind = 0;
        for (index, subscriber) in subscribers.iter().enumerate() {
            if subscriber.kinds().is_empty() {
                any_kind |= 1 << index;
            }
            for kind in subscriber.kinds() {
                *by_kind.entry(kind).or_default() |= 1 << index;
            }
        }
        Self { by_kind, any_kind, count: subscribers.len(), subscribers: subscribers.to_vec(), state: Mutex::default(), pulse }
    }

    /// Who wants an event.
    pub(super) fn wanted(&self, event: &Event) -> Mask {
        let wanted = self.by_kind.get(&*event.kind).copied().unwrap_or(0) | self.any_kind;
        let listens = |place: &usize| self.subscribers[*place].listens(event);
        places(wanted).filter(listens).fold(0, |listening, place| listening | 1 << place)
    }

    /// Takes what is pending.
    pub(crate) fn take(&self) -> Taken {
        let mut state = self.lock();
        state.fresh = 0;
        Taken { pending: std::mem::take(&mut state.pending), overflowed: std::mem::take(&mut state.overflowed) }
    }

    /// Up to where nothing is left for a subscriber in a topic; 0 when that is not known.
    pub(crate) fn clear(&self, subscriber: usize, topic: &Topic) -> i64 {
        self.lock().remembered.get(topic).map_or(0, |topic| topic.clear[subscriber])
    }

    /// Where a subscriber's position in a topic stands in the database, if that is known.
    pub(crate) fn saved(&self, subscriber: usize, topic: &Topic) -> Option<i64> {
        self.lock().remembered.get(topic).and_then(|topic| topic.saved(subscriber))
    }

    /// From where a subscriber may follow a transaction that gave out `first` as its first number of the topic: where its position
    /// stands, if nothing it wants lies between. Asked by the thread that commits, which has told of everything before.
    pub(super) fn stands_before(&self, subscriber: usize, topic: &Topic, first: i64) -> Option<i64> {
        match self.lock().remembered.get(topic) {
            Some(topic) => topic.saved(subscriber).filter(|_| topic.clear[subscriber] + 1 >= first),
            None => (first == 1).then_some(0),
        }
    }

    /// Whether nobody looks at these marks any more.
    pub(super) fn are_abandoned(&self) -> bool {
        self.pulse.is_closed()
    }

    /// All of them by their place.
    pub(super) fn subscribers(&self) -> &[Arc<dyn Subscriber>] {
        &self.subscribers
    }

    /// A subscriber's position is not where it was thought to be.
    pub(crate) fn forget_saved(&self, subscriber: usize, topic: &Topic) {
        if let Some(remembered) = self.lock().remembered.get_mut(topic) {
            remembered.forget_saved(subscriber);
        }
    }

    /// Notes that nothing is left for a subscriber up to `through`, and whether its position says so already.
    pub(crate) fn set_clear(&self, subscriber: usize, topic: &Topic, through: i64, saved: bool) {
        let mut state = self.lock();
        let remembered = state.remember(topic, self.count);
        if saved {
            remembered.set_saved(subscriber, through);
        }
        // What handling an event said itself was committed before this is noted.
        let through = remembered.past_idle(through);
        if remembered.clear[subscriber] > through {
            return;
        }
        remembered.clear[subscriber] = through;
        if remembered.clear_for_all() > remembered.told {
            state.unsaved.insert(topic.clone());
        }
    }

    /// Takes up to `limit` topics with the number up to which nothing is left for anybody, where the database does not say so yet.
    pub(crate) fn take_unsaved(&self, limit: usize) -> Vec<(Topic, i64)> {
        let mut taken = Vec::new();
        let mut state = self.lock();
        while taken.len() < limit {
            let Some(topic) = state.unsaved.iter().next().cloned() else { break };
            state.unsaved.remove(&topic);
            let Some(remembered) = state.remembered.get_mut(&topic) else { continue };
            remembered.told = remembered.clear_for_all();
            taken.push((topic, remembered.told));
        }
        taken
    }

    /// Of topics that stand at these numbers those with something left, and for whom that is.
    pub(crate) fn behind(&self, topics: Vec<(Topic, i64)>) -> Vec<(Topic, Mask)> {
        let state = self.lock();
        let everybody = Mask::MAX >> (Mask::BITS as usize - self.count.max(1));
        let whose = |(topic, last): (Topic, i64)| {
            let mask = match state.remembered.get(&topic) {
                None => everybody,
                Some(known) => known.clear.iter().enumerate().fold(0, |mask, (n, clear)| if *clear < last { mask | 1 << n } else { mask }),
            };
            (mask != 0).then_some((topic, mask))
        };
        topics.into_iter().filter_map(whose).collect()
    }

    /// How many topics wait for being looked at.
    pub(crate) fn pending(&self) -> usize {
        self.lock().pending.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way; a poisoned lock still guards sound marks.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CommitSink for Marks {
    fn committed(&self, events: &[Arc<Event>]) {
        let mut wake = false;
        {
            let mut state = self.lock();
            for event in events {
                let wanted = state.left(event, self.wanted(event));
                wake |= wanted != 0;
                state.mark(event, wanted);
                state.pass(event, wanted, self.count);
            }
        }
        if wake {
            self.pulse.send_modify(|beat| *beat += 1);
        }
    }
}

#[cfg(test)]
mod tests;
