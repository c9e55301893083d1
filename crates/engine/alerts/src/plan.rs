//! What happens next.

use std::time::Duration;

use footlights_base::Timestamp;

use crate::{AlertId, Card, Lane, State, Timing};

/// The last attempt; after it an alert counts as shown.
const ATTEMPTS_MAX: u8 = 2;

/// One step of one alert. It holds only while the alert still has the `attempt` it had: a compare-and-set on (id, attempt).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Issue it: from `queued` with `attempt - 1` to `showing`.
    Show {
        /// Which.
        id: AlertId,
        /// 1, or 2 when it is repeated.
        attempt: u8,
        /// How long it is on.
        duration: Duration,
        /// When duration and patience are over.
        until: Timestamp,
    },
    /// Nobody said it was finished: from `showing` back to the head of the queue.
    Repeat {
        /// Which.
        id: AlertId,
        /// The attempt that was given up.
        attempt: u8,
    },
    /// Nobody said so twice: it counts as shown.
    Shown {
        /// Which.
        id: AlertId,
        /// The last attempt.
        attempt: u8,
    },
    /// Too many wait: it is shown as one more of another.
    Merge {
        /// Which; it is done with this.
        id: AlertId,
        /// The other, which has one more from now on.
        into: AlertId,
    },
}

/// What is to be done, and when to look again if nothing happens before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The steps, in order.
    pub moves: Vec<Move>,
    /// The next moment at which something is due by itself.
    pub wake_at: Option<Timestamp>,
}

/// What the conductor knows besides the cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// Whether an overlay is open that can acknowledge.
    pub holders: bool,
    /// Whether the conductor has just taken over: what shows was issued by another, whose overlays may be gone.
    pub taken_over: bool,
}

/// When each lane is free again. Nothing is lost with it.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    ended_at: [Option<Timestamp>; Lane::ALL.len()],
    showing: [Option<AlertId>; Lane::ALL.len()],
}

impl Lanes {
    /// Decides on the alerts of one creator that are not done, in any order.
    pub fn plan(&mut self, cards: &[Card], watched: Watched, now: Timestamp, timing: &Timing) -> Plan {
        let mut plan = Plan::default();
        for (index, lane) in Lane::ALL.into_iter().enumerate() {
            let mut cards: Vec<Card> = cards.iter().filter(|card| card.kind.lane() == lane).cloned().collect();
            cards.sort_by_key(|card| (std::cmp::Reverse(card.attempt), card.at, card.id));
            merge(&mut cards, timing, &mut plan);
            give_up(&mut cards, watched, now, &mut plan);
            let showing = cards.iter().find_map(|card| match card.state {
                State::Showing { until } => Some((card.id, until)),
                State::Queued => None,
            });
            if self.showing[index].is_some() && self.showing[index] != showing.map(|(id, _)| id) {
                self.ended_at[index] = Some(now);
            }
            self.showing[index] = showing.map(|(id, _)| id);
            if let Some((_, until)) = showing {
                plan.wake(until);
            } else if watched.holders {
                self.issue(index, &cards, now, timing, &mut plan);
            }
        }
        plan
    }

    fn issue(&mut self, index: usize, cards: &[Card], now: Timestamp, timing: &Timing, plan: &mut Plan) {
        let Some(next) = cards.first() else { return };
        let free_at = self.ended_at[index].map_or(now, |ended| ended.plus(timing.gap));
        if free_at > now {
            plan.wake(free_at);
            return;
        }
        let duration = timing.duration(next);
        let until = now.plus(duration).plus(timing.patience);
        plan.moves.push(Move::Show { id: next.id, attempt: next.attempt + 1, duration, until });
        plan.wake(until);
        self.showing[index] = Some(next.id);
    }
}

impl Plan {
    fn wake(&mut self, at: Timestamp) {
        self.wake_at = Some(self.wake_at.map_or(at, |earlier| earlier.min(at)));
    }
}

/// Too many wait: the youngest of a tier become one more of the youngest before them.
fn merge(cards: &mut Vec<Card>, timing: &Timing, plan: &mut Plan) {
    let mut waiting = cards.iter().filter(|card| card.state == State::Queued).count();
    while waiting > timing.waiting_max {
        let mergeable = |card: &Card, tier: u8| card.is_fresh() && !card.test && card.tier == tier;
        let pair = (0..cards.len()).rev().find_map(|young| {
            let tier = cards[young].tier;
            let old = (0..young).rev().find(|old| mergeable(&cards[*old], tier))?;
            mergeable(&cards[young], tier).then_some((young, old))
        });
        let Some((young, old)) = pair else { return };
        plan.moves.push(Move::Merge { id: cards[young].id, into: cards[old].id });
        cards[old].more += 1 + cards[young].more;
        cards.remove(young);
        waiting -= 1;
    }
}

/// What was not acknowledged in time goes back to the head once, then counts as shown.
fn give_up(cards: &mut Vec<Card>, watched: Watched, now: Timestamp, plan: &mut Plan) {
    let unseen = |card: &Card| match card.state {
        State::Showing { until } => watched.taken_over || !watched.holders || until <= now,
        State::Queued => false,
    };
    for card in cards.iter_mut().filter(|card| unseen(card)) {
        let (id, attempt) = (card.id, card.attempt);
        card.state = State::Queued;
        plan.moves.push(if attempt < ATTEMPTS_MAX { Move::Repeat { id, attempt } } else { Move::Shown { id, attempt } });
    }
    cards.retain(|card| card.state != State::Queued || card.attempt < ATTEMPTS_MAX);
}
