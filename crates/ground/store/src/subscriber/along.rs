//! Subscribers that follow along: their positions and effects in the transaction that published the events. Only what this node knows to
//! be next for them, so that nothing is overtaken; everything else is left to the dispatcher.

use std::borrow::Cow;
use std::sync::Arc;

use footlights_base::{Event, Failure, Topic};
use tokio_util::sync::CancellationToken;

use super::marks::{Marks, places};
use super::position::{POSITION_MOVED, Place, Position};
use super::turns::{Missed, Turns};
use crate::along::{Followers, SoFar, Stand};
use crate::bells::Bells;
use crate::command::{Ended, Work, guarded};
use crate::{Keys, Stop, Tx, meter};

/// The subscribers of a node, as far as they follow along.
pub(crate) struct Along {
    marks: Arc<Marks>,
    bells: Arc<Bells>,
    stop: CancellationToken,
}

impl Along {
    /// Until `stop`, or until nobody works on these marks any more.
    pub(crate) fn new(marks: Arc<Marks>, bells: Arc<Bells>, stop: CancellationToken) -> Self {
        Self { marks, bells, stop }
    }

    /// From where one follows here in this transaction: where it stands, or not at all.
    fn stand(&self, index: usize, topic: &Topic, first: i64, so_far: &mut SoFar) -> Stand {
        so_far.stand(index, topic).unwrap_or_else(|| {
            let stand = self.marks.stands_before(index, topic, first).map_or(Stand::Later, Stand::At);
            so_far.set(index, topic, stand);
            stand
        })
    }
}

impl Followers for Along {
    fn follow(&self, events: &[Arc<Event>], so_far: &mut SoFar) -> Option<Box<dyn Work>> {
        if self.stop.is_cancelled() || self.marks.are_abandoned() {
            return None;
        }
        let (mut shares, mut turns): (Vec<Share>, Turns) = Default::default();
        for event in events {
            let first = so_far.first(event);
            for index in places(self.marks.wanted(event)) {
                let Stand::At(from) = self.stand(index, &event.topic, first, so_far) else { continue };
                if !shares.iter().any(|share| share.index == index && share.place.topic == event.topic) {
                    let place = Place { subscriber: self.marks.subscribers()[index].name(), topic: event.topic.clone() };
                    shares.push(Share { index, place, from, through: from });
                }
                turns.add(&self.marks.subscribers()[index], event.clone());
            }
        }
        if turns.is_empty() {
            return None;
        }
        for share in &mut shares {
            let topic = &share.place.topic;
            share.through = events.iter().rev().find(|event| event.topic == *topic).map_or(share.from, |last| last.sequence);
            so_far.set(share.index, topic, Stand::At(share.through));
        }
        let (marks, bells, keys) = (self.marks.clone(), self.bells.clone(), turns.keys());
        Some(Box::new(FollowAlong { marks, bells, shares, turns, keys, rings: Vec::new(), stood: true }))
    }
}

/// One subscriber in one topic.
struct Share {
    index: usize,
    place: Place,
    from: i64,
    through: i64,
}

/// What is done along with one transaction.
struct FollowAlong {
    marks: Arc<Marks>,
    bells: Arc<Bells>,
    shares: Vec<Share>,
    turns: Turns,
    keys: Keys,
    rings: Vec<Cow<'static, str>>,
    /// All stood where they were thought to.
    stood: bool,
}

impl FollowAlong {
    fn handle(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        self.shares.iter().try_for_each(|share| share.place.advance(tx, Position::standing(share.from), share.through))?;
        self.turns.handle(tx).map_err(|Missed { turn, stop }| {
            let (subscriber, event) = (turn.name(), turn.event());
            meter::left_behind(subscriber);
            match &stop {
                Stop::Rejected(_) => tracing::debug!(subscriber, topic = %event.topic, event.sequence, %stop, "followed after its commit"),
                Stop::Broken(_) => tracing::warn!(subscriber, topic = %event.topic, event.sequence, %stop, "followed after its commit"),
            }
            stop
        })
    }
}

impl Work for FollowAlong {
    fn keys(&self) -> &Keys {
        &self.keys
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ended {
        let returned = guarded("follow_along", || self.handle(tx));
        self.rings = std::mem::take(&mut tx.turn.rings);
        self.stood = !matches!(&returned, Err(Stop::Rejected(refusal)) if refusal.code == POSITION_MOVED);
        Ended::of(&returned, tx)
    }

    fn answer(self: Box<Self>, instead: Option<Failure>) {
        if instead.is_none() {
            self.shares.iter().for_each(|share| self.marks.set_clear(share.index, &share.place.topic, share.through, true));
            self.turns.count();
            self.rings.iter().for_each(|queue| self.bells.ring(queue));
        } else if !self.stood {
            // Somebody is elsewhere: the dispatcher looks.
            self.shares.iter().for_each(|share| self.marks.forget_saved(share.index, &share.place.topic));
        }
    }
}
