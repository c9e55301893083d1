//! Which other nodes are alive, from one look to the next. Decides only; who is alive and the time are arguments.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use footlights_base::Timestamp;
use footlights_cluster::NodeId;
use footlights_realtime::GRACE;

/// How often it is looked whether all nodes are alive, so that the people of a dead one are away not much later than it counts as dead.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long after its end a dead node's entries are taken away: the grace, and a little.
const FORGET_AFTER: Duration = Duration::from_mins(1);

/// What is known of the other nodes.
#[derive(Default)]
pub(super) struct Lookout {
    alive: HashSet<NodeId>,
    gone: HashMap<NodeId, Timestamp>,
}

/// What is different from the last look.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Alive the last time, and now not.
    pub(super) lost: Vec<NodeId>,
    /// Whether somebody is alive who was not the last time: new, or given up too early.
    pub(super) somebody_came: bool,
}

impl Lookout {
    /// These are alive, as far as can be known: never to be asked of a roster that is stale.
    pub(super) fn look(&mut self, alive: HashSet<NodeId>, now: Timestamp) -> Seen {
        let lost: Vec<_> = self.alive.difference(&alive).copied().collect();
        let somebody_came = alive.difference(&self.alive).next().is_some();
        self.gone.extend(lost.iter().map(|node| (*node, now)));
        self.gone.retain(|node, _| !alive.contains(node));
        self.alive = alive;
        Seen { lost, somebody_came }
    }

    /// Whether the people of a node that is not alive may still come back: it ended within the grace, or it is not noticed yet
    /// that it ended.
    pub(super) fn is_within_grace(&self, node: NodeId, now: Timestamp) -> bool {
        self.alive.contains(&node) || self.gone.get(&node).is_some_and(|at| now.since(*at) < GRACE)
    }

    /// Those who have been gone so long that nothing of them is needed any more; each is named once.
    pub(super) fn over(&mut self, now: Timestamp) -> Vec<NodeId> {
        let over: Vec<_> = self.gone.iter().filter(|(_, at)| now.since(**at) >= FORGET_AFTER).map(|(node, _)| *node).collect();
        self.gone.retain(|node, _| !over.contains(node));
        over
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use footlights_base::{Clock as _, ManualClock, Timestamp};
    use footlights_cluster::{ClusterSettings, NodeId};
    use footlights_realtime::{COALESCE_WITHIN, GRACE};

    use super::{FORGET_AFTER, LOOK_EVERY, Lookout, Seen};

    /// What is promised: presence is right so soon after a node's end.
    const RIGHT_WITHIN: Duration = Duration::from_secs(10);

    fn node(n: u64) -> NodeId {
        NodeId::from_u64(n)
    }

    fn clock() -> ManualClock {
        ManualClock::at(Timestamp::from_millis(1_000_000))
    }

    /// Two nodes that renew themselves as the settings say; one ends. Looks are as late as they may be. When it is missed, after its end.
    fn missed_after(settings: &ClusterSettings, ends: Duration, first_look: Duration) -> Duration {
        let (clock, start) = (clock(), clock().now());
        let mut lookout = Lookout::default();
        clock.advance(first_look);
        loop {
            let now = clock.now().since(start);
            let mut alive = HashSet::from([node(1)]);
            let renewals = now.min(ends).as_millis() / settings.renew_every.as_millis();
            let renewed = settings.renew_every * u32::try_from(renewals).expect("few");
            if now - renewed <= settings.dead_after {
                alive.insert(node(2));
            }
            let seen = lookout.look(alive, clock.now());
            // The list was read when it was asked for, and answered as late as an answer may be.
            clock.advance(settings.answer_timeout);
            if seen.lost == [node(2)] {
                return clock.now().since(start) - ends;
            }
            clock.advance(LOOK_EVERY);
        }
    }

    #[test]
    fn a_node_that_ended_is_missed_in_time_whenever_it_ended() {
        let settings = ClusterSettings::default();
        for ends in (20_000..20_000 + settings.renew_every.as_millis()).step_by(50) {
            for phase in (0..1_500).step_by(50) {
                let ends = Duration::from_millis(u64::try_from(ends).expect("small"));
                let after = missed_after(&settings, ends, Duration::from_millis(phase));
                assert!(after <= settings.noticed_within() + LOOK_EVERY + settings.answer_timeout, "{after:?}");
                assert!(after + COALESCE_WITHIN <= RIGHT_WITHIN, "ended at {ends:?}, looked at {phase} ms: told after {after:?}");
            }
        }
    }

    #[test]
    fn one_renewal_that_is_late_is_no_death() {
        let settings = ClusterSettings::default();
        assert!(settings.dead_after >= settings.renew_every * 2 + settings.answer_timeout + settings.reconnect_within / 2);
    }

    #[test]
    fn who_was_given_up_too_early_comes_back_and_keeps_what_it_has() {
        let (mut lookout, clock) = (Lookout::default(), clock());
        let both = HashSet::from([node(1), node(2)]);
        assert_eq!(lookout.look(both.clone(), clock.now()), Seen { lost: vec![], somebody_came: true });
        assert_eq!(lookout.look(HashSet::from([node(1)]), clock.now()), Seen { lost: vec![node(2)], somebody_came: false });
        assert_eq!(lookout.look(both.clone(), clock.now()), Seen { lost: vec![], somebody_came: true });
        clock.advance(FORGET_AFTER);
        assert_eq!(lookout.look(both, clock.now()), Seen { lost: vec![], somebody_came: false });
        assert_eq!(lookout.over(clock.now()), [], "it lives");
    }

    #[test]
    fn the_people_of_a_dead_node_may_come_back_for_as_long_as_on_nodes_that_saw_them() {
        let (mut lookout, clock) = (Lookout::default(), clock());
        lookout.look(HashSet::from([node(1), node(2)]), clock.now());
        assert!(lookout.is_within_grace(node(2), clock.now()), "not noticed yet");
        assert!(!lookout.is_within_grace(node(3), clock.now()), "it ended before anybody here looked");
        lookout.look(HashSet::from([node(1)]), clock.now());
        clock.advance(GRACE - Duration::from_millis(1));
        assert!(lookout.is_within_grace(node(2), clock.now()));
        clock.advance(Duration::from_millis(1));
        assert!(!lookout.is_within_grace(node(2), clock.now()));
    }

    #[test]
    fn what_a_dead_node_has_left_is_taken_away_once() {
        let (mut lookout, clock) = (Lookout::default(), clock());
        lookout.look(HashSet::from([node(1), node(2)]), clock.now());
        lookout.look(HashSet::from([node(1)]), clock.now());
        clock.advance(FORGET_AFTER - Duration::from_millis(1));
        assert_eq!(lookout.over(clock.now()), []);
        clock.advance(Duration::from_millis(1));
        assert_eq!(lookout.over(clock.now()), [node(2)]);
        assert_eq!(lookout.over(clock.now()), []);
    }
}
