//! Following along: whoever reacts to an event does so in the very transaction that published it, so that a fact and what follows
//! from it cost one flush of the disk and not two, and are told at the same moment.
//!
//! Only where one writer does everything (SQLite), and only where few commands share the commit: a full house commits again in a moment
//! anyway, and whoever waits for an answer there should not wait for the followers of all others. Whatever cannot be done along is
//! done after the commit, as everywhere. Knows no subscriber.

use std::sync::{Arc, PoisonError, RwLock};

use footlights_base::{Event, Topic};

use crate::command::Work;

/// More commands than this in one transaction are answered first and followed later.
pub(crate) const COMMANDS_MAX: usize = 8;
/// More events than this at once are followed later.
pub(crate) const EVENTS_MAX: usize = 16;
/// How often what followers published themselves is followed in the same transaction.
pub(crate) const ROUNDS_MAX: usize = 4;

/// Who follows.
pub(crate) trait Followers: Send + Sync {
    /// What they do about these events, which the present transaction has published last; nothing when they cannot, or need not.
    /// A work answered well has been committed; otherwise nothing of it happened.
    fn follow(&self, events: &[Arc<Event>], so_far: &mut SoFar) -> Option<Box<dyn Work>>;
}

/// What followers have done in the present transaction.
#[derive(Debug, Default)]
pub(crate) struct SoFar {
    /// The first number the transaction gave out in each topic.
    firsts: Vec<(Topic, i64)>,
    stands: Vec<(usize, Topic, Stand)>,
}

/// Where a follower stands in a topic, in the present transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// It is done with everything up to here.
    At(i64),
    /// It does not follow along here: what it wants is left for later, all of it.
    Later,
}

impl SoFar {
    /// An event was published; the first number of its topic in this transaction.
    pub(crate) fn first(&mut self, event: &Event) -> i64 {
        if let Some((_, first)) = self.firsts.iter().find(|(topic, _)| *topic == event.topic) {
            return *first;
        }
        self.firsts.push((event.topic.clone(), event.sequence));
        event.sequence
    }

    /// Where a follower stands, if it was asked before.
    pub(crate) fn stand(&self, follower: usize, topic: &Topic) -> Option<Stand> {
        self.stands.iter().find(|(who, place, _)| *who == follower && place == topic).map(|(.., stand)| *stand)
    }

    /// It stands here now.
    pub(crate) fn set(&mut self, follower: usize, topic: &Topic, now: Stand) {
        match self.stands.iter_mut().find(|(who, place, _)| *who == follower && place == topic) {
            Some((.., stand)) => *stand = now,
            None => self.stands.push((follower, topic.clone(), now)),
        }
    }
}

/// Where those who follow are found. The last ones follow along; any others are told after the commit.
#[derive(Default)]
pub(crate) struct FollowersSlot(RwLock<Option<Arc<dyn Followers>>>);

impl FollowersSlot {
    pub(crate) fn set(&self, followers: Arc<dyn Followers>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(followers);
    }

    pub(crate) fn get(&self) -> Option<Arc<dyn Followers>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
