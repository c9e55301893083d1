//! Crowds that ask for one state: what was read for one of them is told to those who come a moment later. They lack what has
//! happened since, and that follows in any case; a few asking are always told what was read for them.

use std::collections::HashMap;
use std::sync::Arc;

use super::Key;
use crate::log::Stand;

/// So many ask for one state within a second before it is a crowd.
const ASKS_PER_WINDOW_MAX: u32 = 8;
const WINDOW_MS: u64 = 1_000;
/// How old what is told may be.
const AGE_MS_MAX: u64 = 250;
/// How many are told the same: each of them may have changed something, and what came since is replayed to the next.
const TOLD_MAX: u32 = 32;
/// States that are remembered before it is looked for those nobody asks for any more.
const STATES_MIN: usize = 64;

#[derive(Default)]
pub(super) struct Crowds {
    states: HashMap<Key, Asked>,
    /// How many there may be before some are forgotten.
    room: usize,
}

#[derive(Default)]
struct Asked {
    window_start: u64,
    asks: u32,
    /// There were more than a few in the window before.
    was_crowd: bool,
    /// What was read last, when, and how many were told it since.
    last: Option<(Arc<Stand>, u64)>,
    told: u32,
}

impl Asked {
    fn is_crowd(&self) -> bool {
        self.was_crowd || self.asks > ASKS_PER_WINDOW_MAX
    }
}

impl Crowds {
    /// One more asks. What it may be told without a read, if anything.
    pub(super) fn ask(&mut self, key: &Key, now: u64) -> Option<Arc<Stand>> {
        if !self.states.contains_key(key) {
            self.make_room(now);
            self.states.insert(key.clone(), Asked { window_start: now, ..Asked::default() });
        }
        let asked = self.states.get_mut(key)?;
        let passed = now.saturating_sub(asked.window_start);
        if passed >= WINDOW_MS {
            asked.was_crowd = passed < 2 * WINDOW_MS && asked.asks > ASKS_PER_WINDOW_MAX;
            (asked.window_start, asked.asks) = (now, 0);
        }
        asked.asks += 1;
        if !asked.is_crowd() {
            asked.last = None;
            return None;
        }
        let (stand, read_at) = asked.last.as_ref()?;
        if now.saturating_sub(*read_at) > AGE_MS_MAX || asked.told >= TOLD_MAX {
            return None;
        }
        asked.told += 1;
        Some(stand.clone())
    }

    /// The state was read; the read began at `began`.
    pub(super) fn keep(&mut self, key: &Key, stand: &Arc<Stand>, began: u64) {
        if let Some(asked) = self.states.get_mut(key).filter(|asked| asked.is_crowd()) {
            (asked.last, asked.told) = (Some((stand.clone(), began)), 0);
        }
    }

    /// Forgets what nobody has asked for lately, when there is much of it.
    fn make_room(&mut self, now: u64) {
        if self.states.len() >= self.room.max(STATES_MIN) {
            self.states.retain(|_, asked| now.saturating_sub(asked.window_start) < 2 * WINDOW_MS);
            self.room = self.states.len() * 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::Topic;
    use footlights_socketio::Namespaces;

    use super::{AGE_MS_MAX, ASKS_PER_WINDOW_MAX, Crowds, STATES_MIN, TOLD_MAX};
    use crate::Audience;
    use crate::log::Stand;
    use crate::readings::Key;

    fn key(n: usize) -> Key {
        let namespaces = Namespaces::new(["/"]).expect("one");
        (Topic::new("room", n), namespaces.lookup("/").expect("there"), Audience(1))
    }

    fn stand(sequence: i64) -> Arc<Stand> {
        Arc::new(Stand { epoch: 1, sequence, recovered: false, missing: Vec::new(), snapshot: None })
    }

    /// So many ask at one moment, each of them told what was read for them.
    fn come(crowds: &mut Crowds, count: u32, now: u64) {
        for _ in 0..count {
            assert!(crowds.ask(&key(1), now).is_none());
            crowds.keep(&key(1), &stand(1), now);
        }
    }

    #[test]
    fn a_few_are_told_what_was_read_for_them_and_a_crowd_shares() {
        let mut crowds = Crowds::default();
        come(&mut crowds, ASKS_PER_WINDOW_MAX + 1, 0);
        assert!(crowds.ask(&key(1), 10).is_some(), "read for the ninth");
        assert!(crowds.ask(&key(2), 10).is_none(), "another state");
        assert!(crowds.ask(&key(1), AGE_MS_MAX + 1).is_none(), "too old");
    }

    #[test]
    fn no_more_than_so_many_are_told_the_same() {
        let mut crowds = Crowds::default();
        come(&mut crowds, ASKS_PER_WINDOW_MAX + 1, 0);
        assert!((0..TOLD_MAX).all(|_| crowds.ask(&key(1), 10).is_some()));
        assert!(crowds.ask(&key(1), 10).is_none());
        crowds.keep(&key(1), &stand(40), 20);
        assert_eq!(crowds.ask(&key(1), 30).expect("read anew").sequence, 40);
    }

    #[test]
    fn a_crowd_that_goes_on_shares_from_the_start_of_a_second_and_one_that_is_over_does_not() {
        let mut crowds = Crowds::default();
        come(&mut crowds, ASKS_PER_WINDOW_MAX + 1, 0);
        assert!(crowds.ask(&key(1), 1_000).is_none(), "too old");
        crowds.keep(&key(1), &stand(2), 1_000);
        assert!(crowds.ask(&key(1), 1_001).is_some());
        assert!(crowds.ask(&key(1), 5_000).is_none());
        crowds.keep(&key(1), &stand(3), 5_000);
        assert!(crowds.ask(&key(1), 5_001).is_none(), "two are no crowd");
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let mut crowds = Crowds::default();
        (0..STATES_MIN).for_each(|n| drop(crowds.ask(&key(n), 0)));
        crowds.ask(&key(STATES_MIN), 10_000);
        assert_eq!(crowds.states.len(), 1);
    }
}
