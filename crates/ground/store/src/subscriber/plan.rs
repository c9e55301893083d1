//! What a node has to do for its subscribers, and when: who waits for which topic, what is known of it, what is held back. Does
//! nothing itself and asks nobody.

use std::collections::{HashMap, VecDeque};

use footlights_base::{Timestamp, Topic};
use tokio::task;

use super::batch::EVENTS_PER_BATCH;
use super::fresh::Fresh;
use super::marks::Mask;

/// Of how many topics that wait the events are kept; of those beyond they are read from the log.
const FRESH_TOPICS_MAX: usize = 1_024;
/// How many places with a failing event are remembered; those beyond are found by the walk.
const HELD_MAX: usize = 65_536;

/// A subscriber by its place in the list, and a topic.
pub(super) type Spot = (usize, Topic);

/// What is to be done, and when.
#[derive(Default)]
pub(crate) struct Plan {
    /// Topics with somebody who waits, none of them worked on.
    pub(super) ready: VecDeque<Topic>,
    /// Who waits for which topic: all that are ready or worked on.
    waiting: HashMap<Topic, Mask>,
    /// What those that wait will find, where it is known.
    fresh: HashMap<Topic, Fresh>,
    pub(super) held: HashMap<Spot, Timestamp>,
    pub(super) working: HashMap<task::Id, Topic>,
    /// The walk over all topics: whose turn it is and behind which topic.
    pub(super) walk: Option<(usize, String)>,
    pub(super) swept_to: Option<Timestamp>,
    pub(super) walked_at: Option<Timestamp>,
    pub(super) saved_at: Option<Timestamp>,
    pub(super) swept_at: Option<Timestamp>,
    pub(super) handled: u64,
}

impl Plan {
    pub(super) fn add(&mut self, spot: Spot) {
        if self.held.contains_key(&spot) {
            return;
        }
        let (index, topic) = spot;
        if let Some(waiting) = self.waiting.get_mut(&topic) {
            *waiting |= 1 << index;
        } else {
            self.waiting.insert(topic.clone(), 1 << index);
            self.ready.push_back(topic);
        }
    }

    /// What was committed in a topic since the last time.
    pub(super) fn bring(&mut self, topic: Topic, fresh: Option<Fresh>) {
        let before = self.fresh.remove(&topic);
        let known = match (before, fresh) {
            (Some(mut before), Some(fresh)) => before.join(fresh, EVENTS_PER_BATCH as usize).then_some(before),
            (None, Some(fresh)) => Some(fresh),
            (_, None) => None,
        };
        if let Some(known) = known
            && self.fresh.len() < FRESH_TOPICS_MAX
            && self.waiting.contains_key(&topic)
        {
            self.fresh.insert(topic, known);
        }
    }

    /// The next topic, who waits for it and what is there; from now on it is worked on.
    pub(super) fn next(&mut self) -> Option<(Topic, Mask, Option<Fresh>)> {
        let topic = self.ready.pop_front()?;
        let waiting = self.waiting.get_mut(&topic).map(std::mem::take).unwrap_or_default();
        let fresh = self.fresh.remove(&topic);
        Some((topic, waiting, fresh))
    }

    /// It is not worked on any more. Whoever came to wait meanwhile has a turn of its own.
    pub(super) fn rest(&mut self, topic: Topic) {
        if self.waiting.get(&topic).is_some_and(|waiting| *waiting != 0) {
            self.ready.push_back(topic);
        } else {
            self.waiting.remove(&topic);
        }
    }

    pub(super) fn hold(&mut self, spot: Spot, until: Timestamp) {
        if self.held.len() < HELD_MAX {
            self.held.insert(spot, until);
        }
    }

    pub(super) fn release_held(&mut self, now: Timestamp) {
        let due: Vec<Spot> = self.held.iter().filter(|(_, at)| **at <= now).map(|(spot, _)| spot.clone()).collect();
        for spot in due {
            self.held.remove(&spot);
            self.add(spot);
        }
    }
}
