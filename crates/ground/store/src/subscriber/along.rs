//! Subscribers that follow along: their positions and effects in the transaction that published the events. Only what this node knows to
//! be next for them, so that nothing is overtaken; everything else is left to the dispatcher.

use std::borrow::Cow;
use std::sync::Arc;

use footlights_base::{Event, Failure, Topic};
use tokio_util::sync::CancellationToken;

use super::marks::{Marks, Mask};
use super::position::{Place, Position};
use crate::along::{Followers, SoFar, Stand};
use crate::bells::Bells;
use crate::command::{Ended, Work, guarded};
use crate::{Keys, Stop, Tx};

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
    fn stand(&self, index: usize, event: &Event, so_far: &mut SoFar) -> Stand {
        let first = so_far.first(event);
        so_far.stand(index, &event.topic).unwrap_or_else(|| {
            let stand = self.marks.stands_before(index, &event.topic, first).map_or(Stand::Later, Stand::At);
            so_far.set(index, &event.topic, stand);
            stand
        })
    }
}

impl Followers for Along {
    fn follow(&self, events: &[Arc<Event>], so_far: &mut SoFar) -> Option<Box<dyn Work>> {
        if self.stop.is_cancelled() || self.marks.are_abandoned() {
            return None;
        }
        let (mut shares, mut turns): (Vec<Share>, Vec<(usize, Arc<Event>)>) = Default::default();
        for event in events {
            so_far.first(event);
            for index in places(self.marks.wanted(event)) {
                let Stand::At(from) = self.stand(index, event, so_far) else { continue };
                if !shares.iter().any(|share| share.index == index && share.place.topic == event.topic) {
                    let place = Place { subscriber: self.marks.subscribers()[index].name(), topic: event.topic.clone() };
                    shares.push(Share { index, place, from, through: from, handled: 0 });
                }
                turns.push((index, event.clone()));
            }
        }
        if turns.is_empty() {
            return None;
        }
        for share in &mut shares {
            let topic = &share.place.topic;
            share.through = events.iter().rev().find(|event| event.topic == *topic).map_or(share.from, |last| last.sequence);
            share.handled = turns.iter().filter(|(index, event)| *index == share.index && event.topic == *topic).count() as u64;
            so_far.set(share.index, topic, Stand::At(share.through));
        }
        let keys: Vec<Topic> =
            turns.iter().flat_map(|(index, event)| self.marks.subscribers()[*index].keys(event).topics().to_vec()).collect();
        Some(Box::new(Following {
            marks: self.marks.clone(),
            bells: self.bells.clone(),
            shares,
            turns,
            keys: keys.into(),
            rings: Vec::new(),
        }))
    }
}

/// One subscriber in one topic.
struct Share {
    index: usize,
    place: Place,
    from: i64,
    through: i64,
    handled: u64,
}

/// What is done along with one transaction.
struct Following {
    marks: Arc<Marks>,
    bells: Arc<Bells>,
    shares: Vec<Share>,
    /// Event by event, who handles it.
    turns: Vec<(usize, Arc<Event>)>,
    keys: Keys,
    rings: Vec<Cow<'static, str>>,
}

impl Following {
    fn handle(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        self.shares.iter().try_for_each(|share| share.place.advance(tx, Position::standing(share.from), share.through))?;
        self.turns.iter().try_for_each(|(index, event)| self.marks.subscribers()[*index].handle(tx, event))
    }
}

impl Work for Following {
    fn keys(&self) -> &Keys {
        &self.keys
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ended {
        let returned = guarded("follow_along", || self.handle(tx));
        self.rings = std::mem::take(&mut tx.turn.rings);
        if let Err(stop) = &returned {
            tracing::debug!(%stop, "an event could not be followed along; it is followed after its commit");
        }
        Ended::of(&returned, tx)
    }

    fn answer(self: Box<Self>, instead: Option<Failure>) {
        if instead.is_some() {
            // Somebody may be elsewhere than was thought: the dispatcher looks.
            self.shares.iter().for_each(|share| self.marks.forget_saved(share.index, &share.place.topic));
            return;
        }
        for share in &self.shares {
            self.marks.set_clear(share.index, &share.place.topic, share.through, true);
            metrics::counter!("footlights_subscriber_events_total", "subscriber" => share.place.subscriber).increment(share.handled);
        }
        self.rings.iter().for_each(|queue| self.bells.ring(queue));
    }
}

/// The places in a mask.
fn places(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(place)
    })
}
