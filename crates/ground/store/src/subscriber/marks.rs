//! What the commits of this node leave to do: which topics have news for which subscriber. Called by the store
//! thread after each commit, so it neither blocks nor touches the database.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{Event, Topic};
use tokio::sync::watch;

use super::Subscriber;
use super::batch::EVENTS_PER_BATCH;
use super::fresh::Fresh;
use crate::CommitSink;

/// How many topics may wait for being looked at; beyond it they are found by a walk over all topics.
const PENDING_TOPICS_MAX: usize = 65_536;
/// How many events are kept until they are looked at; those beyond are read from the log.
const FRESH_MAX: usize = 4_096;
/// Of how many topics it is remembered how far they are done with; beyond it all is forgotten and looked up again.
const REMEMBERED_TOPICS_MAX: usize = 131_072;

/// A set of subscribers by their place in the list.
pub(crate) type Mask = u64;

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

#[derive(Default)]
struct State {
    /// Topics with events somebody wants.
    pending: HashMap<Topic, Pending>,
    /// How many events the pending ones keep.
    fresh: usize,
    /// Some did not fit.
    overflowed: bool,
    remembered: HashMap<Topic, Remembered>,
    /// Topics of which more is done with for all than the database says.
    unsaved: HashSet<Topic>,
}

/// What a topic has for its subscribers.
pub(crate) struct Pending {
    pub(crate) who: Mask,
    /// The events themselves, if they are all known.
    pub(crate) fresh: Option<Fresh>,
}

/// What is known of a topic.
struct Remembered {
    /// For each subscriber: nothing wanted is left up to here.
    clear: Box<[i64]>,
    /// Up to where nothing is left for all of them, as the database was told last.
    told: i64,
    /// For each subscriber: where its position stands in the database; [`UNKNOWN`] if nobody here knows.
    saved: Box<[i64]>,
    /// The newest run of events that nobody wants, its first and its last number: who has come to it is past it.
    idle: (i64, i64),
}

const UNKNOWN: i64 = -1;

impl Remembered {
    /// Up to where nothing is left for any of them.
    fn clear_for_all(&self) -> i64 {
        self.clear.iter().copied().min().unwrap_or(0)
    }

    /// Nobody wants this event.
    fn add_idle(&mut self, sequence: i64) {
        let goes_on = sequence == self.idle.1 + 1;
        self.idle = (if goes_on { self.idle.0 } else { sequence }, sequence);
    }

    /// Who is done with everything up to `through` is done with everything up to here.
    fn past_idle(&self, through: i64) -> i64 {
        let (first, last) = self.idle;
        if first <= through + 1 { through.max(last) } else { through }
    }
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
    fn wanted(&self, event: &Event) -> Mask {
        let mut wanted = self.by_kind.get(&*event.kind).copied().unwrap_or(0) | self.any_kind;
        let mut left = wanted;
        while left != 0 {
            let index = left.trailing_zeros();
            left &= left - 1;
            if !self.subscribers[index as usize].listens(event) {
                wanted &= !(1 << index);
            }
        }
        wanted
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
        self.lock().remembered.get(topic).map(|topic| topic.saved[subscriber]).filter(|saved| *saved != UNKNOWN)
    }

    /// A subscriber's position is not where it was thought to be.
    pub(crate) fn forget_saved(&self, subscriber: usize, topic: &Topic) {
        if let Some(remembered) = self.lock().remembered.get_mut(topic) {
            remembered.saved[subscriber] = UNKNOWN;
        }
    }

    /// Notes that nothing is left for a subscriber up to `through`, and whether its position says so already.
    pub(crate) fn set_clear(&self, subscriber: usize, topic: &Topic, through: i64, saved: bool) {
        let mut state = self.lock();
        let remembered = state.remember(topic, self.count);
        if saved {
            remembered.saved[subscriber] = through;
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
                let wanted = self.wanted(event);
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

impl State {
    fn mark(&mut self, event: &Arc<Event>, wanted: Mask) {
        let (is_wanted, room) = (wanted != 0, self.fresh < FRESH_MAX);
        if let Some(pending) = self.pending.get_mut(&event.topic) {
            pending.who |= wanted;
            let known = pending.fresh.as_mut().is_some_and(|fresh| room && fresh.goes_on(event, is_wanted, EVENTS_PER_BATCH as usize));
            if !known {
                pending.fresh = None;
            }
        } else if is_wanted && self.pending.len() < PENDING_TOPICS_MAX {
            self.pending.insert(event.topic.clone(), Pending { who: wanted, fresh: room.then(|| Fresh::of(event)) });
        } else {
            self.overflowed |= is_wanted;
        }
        self.fresh += usize::from(is_wanted);
    }

    /// Lets subscribers that do not want an event pass it, if they were at the one before.
    fn pass(&mut self, event: &Event, wanted: Mask, count: usize) {
        let remembered = self.remember(&event.topic, count);
        if wanted == 0 {
            remembered.add_idle(event.sequence);
        }
        for (subscriber, clear) in remembered.clear.iter_mut().enumerate() {
            if wanted & (1 << subscriber) == 0 && *clear + 1 == event.sequence {
                *clear = event.sequence;
            }
        }
        if remembered.clear_for_all() > remembered.told {
            self.unsaved.insert(event.topic.clone());
        }
    }

    fn remember(&mut self, topic: &Topic, count: usize) -> &mut Remembered {
        if self.remembered.len() >= REMEMBERED_TOPICS_MAX && !self.remembered.contains_key(topic) {
            self.remembered.clear();
            self.unsaved.clear();
        }
        self.remembered.entry(topic.clone()).or_insert_with(|| Remembered {
            clear: vec![0; count].into(),
            told: 0,
            saved: vec![UNKNOWN; count].into(),
            idle: (0, 0),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::{Event, EventId, TenantId, Timestamp, Topic};
    use serde_json::value::RawValue;
    use tokio::sync::watch;

    use super::Marks;
    use crate::subscriber::Subscriber;
    use crate::{CommitSink as _, Keys, Stop, Tx};

    struct Wants(&'static [&'static str]);

    impl Subscriber for Wants {
        fn name(&self) -> &'static str {
            self.0.first().copied().unwrap_or("all")
        }
        fn kinds(&self) -> &'static [&'static str] {
            self.0
        }
        fn keys(&self, _event: &Event) -> Keys {
            Keys::none()
        }
        fn handle(&self, _tx: &mut Tx<'_>, _event: &Event) -> Result<(), Stop> {
            Ok(())
        }
    }

    fn topic() -> Topic {
        Topic::new("session", "one")
    }

    fn commit(marks: &Marks, kind: &str, sequence: i64) {
        let at = Timestamp::from_millis(0);
        let (id, tenant) = (EventId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let payload: Arc<RawValue> = RawValue::from_string("{}".to_owned()).expect("JSON").into();
        let event = Event { id, kind: kind.into(), tenant, topic: topic(), epoch: 1, sequence, occurred_at: at, display_at: at, payload };
        marks.committed(&[Arc::new(event)]);
    }

    fn marks() -> (Marks, watch::Receiver<u64>) {
        let pulse = watch::Sender::default();
        let beats = pulse.subscribe();
        let subscribers: [Arc<dyn Subscriber>; 3] = [Arc::new(Wants(&["a"])), Arc::new(Wants(&["b"])), Arc::new(Wants(&[]))];
        (Marks::new(&subscribers, pulse), beats)
    }

    #[test]
    fn a_commit_marks_the_topic_for_those_who_want_the_kind() {
        let (marks, beats) = marks();
        commit(&marks, "a", 1);
        assert_eq!(marks.take().pending.get(&topic()).map(|pending| pending.who), Some(0b101));
        assert!(marks.take().pending.is_empty(), "taken is taken");
        commit(&marks, "b", 2);
        commit(&marks, "c", 3);
        assert_eq!(marks.take().pending.get(&topic()).map(|pending| pending.who), Some(0b110));
        assert_eq!(*beats.borrow(), 3);
    }

    #[test]
    fn what_is_not_wanted_is_passed_only_when_nothing_lies_before_it() {
        let (marks, _beats) = marks();
        commit(&marks, "b", 1);
        commit(&marks, "b", 2);
        commit(&marks, "a", 3);
        commit(&marks, "b", 4);
        // The first waits at 3, which it wants; the second wants 1 and has passed nothing.
        assert_eq!([0, 1, 2].map(|n| marks.clear(n, &topic())), [2, 0, 0]);
        marks.set_clear(0, &topic(), 4, true);
        commit(&marks, "b", 5);
        assert_eq!(marks.clear(0, &topic()), 5);
        marks.set_clear(0, &topic(), 3, false);
        assert_eq!(marks.clear(0, &topic()), 5, "never backwards");
    }

    #[test]
    fn what_nobody_wants_is_passed_with_what_was_being_handled_before_it() {
        let pulse = watch::Sender::default();
        let subscribers: [Arc<dyn Subscriber>; 2] = [Arc::new(Wants(&["a"])), Arc::new(Wants(&["b"]))];
        let marks = Marks::new(&subscribers, pulse);
        commit(&marks, "a", 1);
        // Said by the handling of the first, before that is noted.
        commit(&marks, "x", 2);
        commit(&marks, "y", 3);
        assert_eq!(marks.clear(0, &topic()), 0);
        marks.set_clear(0, &topic(), 1, true);
        assert_eq!((marks.clear(0, &topic()), marks.saved(0, &topic())), (3, Some(1)));
        // Not over what it wants, and not over what was not seen.
        commit(&marks, "a", 4);
        commit(&marks, "x", 5);
        commit(&marks, "x", 7);
        marks.set_clear(0, &topic(), 4, true);
        assert_eq!(marks.clear(0, &topic()), 4);
        marks.set_clear(0, &topic(), 6, true);
        assert_eq!(marks.clear(0, &topic()), 7);
    }

    #[test]
    fn what_is_done_with_for_all_is_told_once() {
        let (marks, _beats) = marks();
        commit(&marks, "b", 1);
        marks.set_clear(1, &topic(), 1, true);
        assert!(marks.take_unsaved(10).is_empty(), "the third has not seen it");
        marks.set_clear(2, &topic(), 1, false);
        assert_eq!(marks.take_unsaved(10), [(topic(), 1)]);
        assert!(marks.take_unsaved(10).is_empty());
        marks.set_clear(2, &topic(), 2, false);
        assert!(marks.take_unsaved(10).is_empty(), "the others have not");
    }

    #[test]
    fn who_is_behind_is_told_and_of_what_is_not_known_everybody_is() {
        let (marks, _beats) = marks();
        commit(&marks, "b", 1);
        let other = Topic::new("session", "two");
        assert_eq!(marks.behind(vec![(topic(), 1), (other.clone(), 1)]), [(topic(), 0b110), (other, 0b111)]);
        (1..3).for_each(|n| marks.set_clear(n, &topic(), 1, true));
        assert!(marks.behind(vec![(topic(), 1)]).is_empty());
    }
}
