//! What is marked and what is remembered, of all topics. Knows no lock and no subscriber but by its place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use footlights_base::{Event, Topic};

use super::Mask;
use super::remembered::Remembered;
use crate::subscriber::batch::EVENTS_PER_BATCH;
use crate::subscriber::fresh::Fresh;

/// How many topics may wait for being looked at; beyond it they are found by a walk over all topics.
const PENDING_TOPICS_MAX: usize = 65_536;
/// How many events are kept until they are looked at; those beyond are read from the log.
const FRESH_MAX: usize = 4_096;
/// Of how many topics it is remembered how far they are done with; beyond it all is forgotten and looked up again.
const REMEMBERED_TOPICS_MAX: usize = 131_072;

/// All of it.
#[derive(Default)]
pub(super) struct State {
    /// Topics with events somebody wants.
    pub(super) pending: HashMap<Topic, Pending>,
    /// How many events the pending ones keep.
    pub(super) fresh: usize,
    /// Some did not fit.
    pub(super) overflowed: bool,
    pub(super) remembered: HashMap<Topic, Remembered>,
    /// Topics of which more is done with for all than the database says.
    pub(super) unsaved: HashSet<Topic>,
}

/// What a topic has for its subscribers.
pub(crate) struct Pending {
    pub(crate) who: Mask,
    /// The events themselves, if they are all known.
    pub(crate) fresh: Option<Fresh>,
}

impl State {
    /// Which of those who want an event have not handled it along.
    pub(super) fn left(&self, event: &Event, wanted: Mask) -> Mask {
        let Some(remembered) = self.remembered.get(&event.topic) else { return wanted };
        let done = |done: Mask, (n, clear): (usize, &i64)| if *clear >= event.sequence { done | 1 << n } else { done };
        wanted & !remembered.clear.iter().enumerate().fold(0, done)
    }

    pub(super) fn mark(&mut self, event: &Arc<Event>, wanted: Mask) {
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
    pub(super) fn pass(&mut self, event: &Event, wanted: Mask, count: usize) {
        let remembered = self.remember(&event.topic, count);
        if event.sequence == 1 {
            remembered.begun();
        }
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

    pub(super) fn remember(&mut self, topic: &Topic, count: usize) -> &mut Remembered {
        if self.remembered.len() >= REMEMBERED_TOPICS_MAX && !self.remembered.contains_key(topic) {
            self.remembered.clear();
            self.unsaved.clear();
        }
        self.remembered.entry(topic.clone()).or_insert_with(|| Remembered::nothing(count))
    }
}
