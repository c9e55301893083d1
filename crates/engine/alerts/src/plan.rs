//! What happens next.

use std::time::Duration;

use footlights_base::Timestamp;

use crate::{AlertId, Card, Kind, Lane, Rules, State, Timing, WhenClosed};

/// The last attempt; after it an alert counts as shown.
const ATTEMPTS_MAX: u8 = 2;
/// So many at least are summed up; one alone is shown as it is.
const SUMMED_MIN: usize = 2;

/// One step of one alert. It holds only while the alert still has the `attempt` it had: a compare-and-set on (id, attempt).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Its time with the moderators is over: from `held` to `queued`.
    Release {
        /// Which.
        id: AlertId,
    },
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
    /// Nobody is to be disturbed: from `queued` to skipped.
    Skip {
        /// Which.
        id: AlertId,
        /// The attempt it had.
        attempt: u8,
    },
    /// Too many wait: it is shown as one more of another.
    Merge {
        /// Which; it is done with this.
        id: AlertId,
        /// The other, which has one more from now on.
        into: AlertId,
    },
    /// It came while no overlay was open: all with this step become one new alert of kind [`Kind::Summary`].
    Sum {
        /// Which; it is done with this.
        id: AlertId,
    },
    /// It waits while an overlay is open, and is therefore never summed up.
    Notice {
        /// Which.
        id: AlertId,
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
    /// Whether overlays have just been opened: what waits unnoticed came while none was.
    pub opening: bool,
}

/// When each lane is free again. Nothing is lost with it.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    ended_at: [Option<Timestamp>; Lane::ALL.len()],
    showing: [Option<AlertId>; Lane::ALL.len()],
}

impl Lanes {
    /// Decides on the alerts of one creator that are not done, in any order.
    pub fn plan(&mut self, cards: &[Card], watched: Watched, now: Timestamp, rules: &Rules) -> Plan {
        let mut plan = Plan::default();
        let mut cards = cards.to_vec();
        cards.sort_by_key(|card| (std::cmp::Reverse(card.attempt), card.at, card.id));
        release(&mut cards, now, &mut plan);
        if watched.opening && watched.holders && rules.when_closed == WhenClosed::Summary && !rules.do_not_disturb {
            sum_up(&mut cards, &mut plan);
        }
        for (index, lane) in Lane::ALL.into_iter().enumerate() {
            let mut cards: Vec<Card> = cards.iter().filter(|card| card.kind.lane() == lane).cloned().collect();
            merge(&mut cards, &rules.timing, &mut plan);
            give_up(&mut cards, watched, now, &mut plan);
            if rules.do_not_disturb {
                pass_over(&mut cards, &mut plan);
            }
            let showing = cards.iter().find_map(|card| match card.state {
                State::Showing { until } => Some((card.id, until)),
                State::Queued | State::Held { .. } => None,
            });
            if self.showing[index].is_some() && self.showing[index] != showing.map(|(id, _)| id) {
                self.ended_at[index] = Some(now);
            }
            self.showing[index] = showing.map(|(id, _)| id);
            if let Some((_, until)) = showing {
                plan.wake(until);
            } else if watched.holders && !rules.paused {
                self.issue(index, &cards, now, &rules.timing, &mut plan);
            }
            if watched.holders && rules.when_closed == WhenClosed::Summary {
                notice(&cards, self.showing[index], &mut plan);
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

/// Lets go what was held long enough; what is held still is nobody's turn yet.
fn release(cards: &mut Vec<Card>, now: Timestamp, plan: &mut Plan) {
    for card in cards.iter_mut() {
        let State::Held { until } = card.state else { continue };
        if until <= now {
            card.state = State::Queued;
            plan.moves.push(Move::Release { id: card.id });
        } else {
            plan.wake(until);
        }
    }
    cards.retain(|card| !matches!(card.state, State::Held { .. }));
}

/// What came while no overlay was open becomes one. A summary that nobody has seen yet is summed up with the rest.
fn sum_up(cards: &mut Vec<Card>, plan: &mut Plan) {
    let goes_in = |card: &Card| card.is_fresh() && !card.single && (!card.noticed || card.kind == Kind::Summary);
    if cards.iter().filter(|card| goes_in(card)).count() < SUMMED_MIN {
        return;
    }
    plan.moves.extend(cards.iter().filter(|card| goes_in(card)).map(|card| Move::Sum { id: card.id }));
    cards.retain(|card| !goes_in(card));
}

/// Too many wait: the youngest of a tier become one more of the youngest before them.
fn merge(cards: &mut Vec<Card>, timing: &Timing, plan: &mut Plan) {
    let mut waiting = cards.iter().filter(|card| card.state == State::Queued).count();
    while waiting > timing.waiting_max {
        let mergeable = |card: &Card, tier: u8| card.is_fresh() && !card.single && card.kind != Kind::Summary && card.tier == tier;
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
        State::Queued | State::Held { .. } => false,
    };
    for card in cards.iter_mut().filter(|card| unseen(card)) {
        let (id, attempt) = (card.id, card.attempt);
        card.state = State::Queued;
        plan.moves.push(if attempt < ATTEMPTS_MAX { Move::Repeat { id, attempt } } else { Move::Shown { id, attempt } });
    }
    cards.retain(|card| card.state != State::Queued || card.attempt < ATTEMPTS_MAX);
}

/// Whatever waits counts as shown, without being so.
fn pass_over(cards: &mut Vec<Card>, plan: &mut Plan) {
    let waiting = cards.iter().filter(|card| card.state == State::Queued);
    plan.moves.extend(waiting.map(|card| Move::Skip { id: card.id, attempt: card.attempt }));
    cards.retain(|card| card.state != State::Queued);
}

/// What goes on waiting is not summed up later: an overlay was open when it came.
fn notice(cards: &[Card], issued: Option<AlertId>, plan: &mut Plan) {
    let fresh = cards.iter().filter(|card| card.is_fresh() && !card.noticed && Some(card.id) != issued);
    plan.moves.extend(fresh.map(|card| Move::Notice { id: card.id }));
}
