//! How far a roster read from Redis can be believed. Decides only; time and what was read are arguments.
//!
//! Two things make a roster doubtful for a while: a new life of Redis' memory, into which not every node has put its members yet, and
//! a link that was made anew, since the others may have been cut off as well and come back a moment later than this node.

use footlights_base::Timestamp;

use crate::{ClusterSettings, Freshness};

/// What this node knows of Redis' memory.
#[derive(Default)]
pub(super) struct Trust {
    /// Which life of Redis' memory this node has last seen, and since when.
    life: Option<(String, Timestamp)>,
    /// When the link was made.
    linked_at: Option<Timestamp>,
    last_fresh: Option<LastFresh>,
}

/// When a roster was fresh last.
struct LastFresh {
    life: String,
    linked_at: Option<Timestamp>,
    live: Vec<String>,
}

/// What was read.
pub(super) struct Reading<'a> {
    /// The life it was asked for.
    pub(super) life: &'a str,
    /// The nodes that are alive.
    pub(super) live: &'a [String],
    /// How many of them have not put their members into this life.
    pub(super) unsettled: i64,
}

impl Trust {
    /// A link was made.
    pub(super) fn linked(&mut self, now: Timestamp) {
        self.linked_at = Some(now);
    }

    /// This node has renewed itself in this life of Redis' memory; whether it is another one than before.
    pub(super) fn lives(&mut self, life: &str, now: Timestamp) -> bool {
        if self.life().is_some_and(|known| known == life) {
            return false;
        }
        self.life = Some((life.to_owned(), now));
        true
    }

    /// The life this node has last seen.
    pub(super) fn life(&self) -> Option<&str> {
        self.life.as_ref().map(|(life, _)| &**life)
    }

    /// How far to believe what was read.
    pub(super) fn weigh(&mut self, settings: &ClusterSettings, own: &str, reading: &Reading<'_>, now: Timestamp) -> Freshness {
        // A memory that does not know this node is another life of it, which this node has not come round to yet.
        let Some((_, since)) = self.life.as_ref().filter(|(life, _)| life == reading.life && reading.live.iter().any(|node| node == own))
        else {
            return Freshness::Stale { since: now };
        };
        let since = *since;
        let before = self.last_fresh.as_ref();
        let misses = |known: &LastFresh| known.live.iter().any(|node| !reading.live.contains(node));
        let other_life = before.is_some_and(|known| known.life != reading.life && misses(known));
        let other_link = before.is_some_and(|known| known.linked_at != self.linked_at && misses(known));
        if now.since(since) < settings.settle_within && (reading.unsettled > 0 || other_life) {
            return Freshness::Stale { since };
        }
        if let Some(linked_at) = self.linked_at.filter(|at| other_link && now.since(*at) < settings.dead_after) {
            return Freshness::Stale { since: linked_at };
        }
        self.last_fresh = Some(LastFresh { life: reading.life.to_owned(), linked_at: self.linked_at, live: reading.live.to_vec() });
        Freshness::Fresh
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use footlights_base::{Clock as _, ManualClock, Timestamp};

    use super::{Reading, Trust};
    use crate::{ClusterSettings, Freshness};

    fn weigh(trust: &mut Trust, live: &[&str], unsettled: i64, life: &str, clock: &ManualClock) -> bool {
        let live: Vec<String> = live.iter().map(ToString::to_string).collect();
        let reading = Reading { life, live: &live, unsettled };
        trust.weigh(&ClusterSettings::default(), "a", &reading, clock.now()) == Freshness::Fresh
    }

    fn settled() -> (Trust, ManualClock) {
        let (mut trust, clock) = (Trust::default(), ManualClock::at(Timestamp::from_millis(1_000_000)));
        trust.linked(clock.now());
        assert!(trust.lives("one", clock.now()));
        clock.advance(Duration::from_mins(1));
        assert!(weigh(&mut trust, &["a", "b"], 0, "one", &clock));
        (trust, clock)
    }

    #[test]
    fn a_node_that_ends_while_redis_answers_is_believed_at_once() {
        let (mut trust, clock) = settled();
        assert!(weigh(&mut trust, &["a"], 0, "one", &clock));
    }

    #[test]
    fn after_a_loss_nothing_is_fresh_before_all_have_come_round_or_their_time_is_over() {
        let (mut trust, clock) = settled();
        assert!(!weigh(&mut trust, &["b"], 0, "one", &clock), "this node has not come round");
        trust.linked(clock.now());
        assert!(trust.lives("two", clock.now()) && !trust.lives("two", clock.now()));
        assert!(!weigh(&mut trust, &["a", "b"], 1, "two", &clock), "one has not put its members");
        assert!(!weigh(&mut trust, &["a"], 0, "two", &clock), "one that was there before is not there");
        assert!(!weigh(&mut trust, &["a", "b"], 0, "one", &clock), "what was asked of the life before");
        clock.advance(Duration::from_millis(14_999));
        assert!(!weigh(&mut trust, &["a"], 0, "two", &clock));
        clock.advance(Duration::from_millis(1));
        assert!(weigh(&mut trust, &["a"], 0, "two", &clock), "it is not coming");
    }

    #[test]
    fn after_a_new_link_the_others_have_the_time_of_a_node_to_come_back() {
        let (mut trust, clock) = settled();
        trust.linked(clock.now());
        assert!(!trust.lives("one", clock.now()), "the same life");
        assert!(!weigh(&mut trust, &["a"], 0, "one", &clock), "the other was cut off too and is later");
        clock.advance(ClusterSettings::default().dead_after - Duration::from_millis(1));
        assert!(!weigh(&mut trust, &["a"], 0, "one", &clock));
        clock.advance(Duration::from_millis(1));
        assert!(weigh(&mut trust, &["a"], 0, "one", &clock), "a node that ended meanwhile is gone no later than any other");
        trust.linked(clock.now());
        assert!(weigh(&mut trust, &["a"], 0, "one", &clock), "nobody is missing");
    }
}
