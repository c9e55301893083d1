//! How long a transaction that has done all there was to do waits for company before it commits.
//!
//! Owns: the estimate of what a flush takes and of how many come together. Does not know: queues, SQLite.
//!
//! Clients that were answered together come back one after the other. A writer that commits as soon as the first one is back makes all
//! others wait for a whole flush; where a flush takes milliseconds (a slow disk, or cores that are busy), that halves what it can do. So it
//! waits for as many as came last time, at most a quarter of what a flush takes, and no longer once nobody comes. Where a flush is quick,
//! or where nobody came together, it waits for nobody.

use std::time::Duration;

/// A flush quicker than this is not worth waiting for.
const WORTH: Duration = Duration::from_millis(1);
/// The longest wait, however slow the flush.
const LONGEST: Duration = Duration::from_millis(4);
/// Looks at the queue in one wait, at most.
const LOOKS: u32 = 4;

/// What the last commits were like.
#[derive(Debug, Default)]
pub(super) struct Patience {
    /// What a flush takes, lately.
    flush: Duration,
    /// How many come together, lately.
    company: usize,
}

impl Patience {
    /// How long one transaction waits before each of its looks at the queue; no looks where none is worth it.
    pub(super) fn moments(&self) -> impl Iterator<Item = Duration> + use<> {
        let moment = (self.flush / 4).min(LONGEST) / LOOKS;
        std::iter::repeat_n(moment, if self.flush >= WORTH { LOOKS as usize } else { 0 })
    }

    /// Whether all who are to be waited for have come.
    pub(super) fn is_content(&self, come: usize) -> bool {
        come >= self.company
    }

    /// So many have been committed, and the flush took so long.
    pub(super) fn learn(&mut self, come: usize, flush: Duration) {
        self.flush = (self.flush * 3 + flush) / 4;
        // Forgotten within a few commits, so that one who is left alone is not made to wait for those who have gone.
        self.company = come.max(self.company * 3 / 4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Duration = Duration::from_millis(4);

    fn after(commits: &[(usize, Duration)]) -> Patience {
        let mut patience = Patience::default();
        for &(come, flush) in commits {
            patience.learn(come, flush);
        }
        patience
    }

    #[test]
    fn waits_for_as_many_as_came_but_a_quarter_of_a_flush_at_most() {
        let patience = after(&[(64, SLOW); 20]);
        let whole: Duration = patience.moments().sum();
        assert!(whole <= SLOW / 4 && whole > SLOW / 8, "{whole:?}");
        assert!(patience.is_content(64) && !patience.is_content(63));
        let stalled = after(&[(64, Duration::from_secs(3)); 20]);
        assert!(stalled.moments().sum::<Duration>() <= LONGEST);
    }

    #[test]
    fn waits_for_nobody_where_a_flush_is_quick() {
        assert_eq!(after(&[(64, WORTH / 2); 20]).moments().count(), 0);
    }

    #[test]
    fn who_is_alone_waits_for_nobody_after_a_few_commits() {
        let mut patience = after(&[(64, SLOW); 20]);
        for _ in 0..20 {
            patience.learn(1, SLOW);
        }
        assert!(patience.is_content(1), "it forgets who has gone");
        assert!(after(&[(1, SLOW); 20]).is_content(1));
    }
}
