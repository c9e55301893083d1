//! One subscriber, one topic, the next few events: together in one transaction, or one by one when that fails.
//! Knows no schedule: it answers when to look again.

use std::sync::Arc;

use footlights_base::{Chance, Clock, Envelope, ErrorKind, Event, Failure, Timestamp, Topic};

use super::Subscriber;
use super::position::{POSITION_MOVED, Place, Position};
use crate::dead_letter::{self, DeadLetterId, Source};
use crate::log::events_of_kinds;
use crate::{Keys, ReadTx, Store, Tx};

/// How many events are handled in one transaction at most.
const EVENTS_PER_BATCH: u32 = 64;

/// When to look at this place again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing wanted is left up to this number, and whether the position says so.
    Clear { through: i64, saved: bool },
    /// At once: there may be more.
    More,
    /// At this moment: an event failed and waits.
    Held(Timestamp),
    /// A little later: the database did not answer.
    Away,
}

/// What handling stands on.
#[derive(Clone)]
pub(crate) struct Handling {
    pub(crate) store: Store,
    pub(crate) subscriber: Arc<dyn Subscriber>,
    pub(crate) topic: Topic,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
}

/// How a transaction with events ended.
enum Tried {
    Done,
    /// Another node was faster.
    Moved,
    /// The database did not answer: not the event's fault.
    Away,
    Failed(String),
}

impl Handling {
    /// Handles the next events, looking behind `seen` or the position, whichever is further.
    pub(crate) async fn run(self, seen: i64) -> Outcome {
        let (place, kinds) = (self.place(), self.subscriber.kinds());
        let look = move |read: &mut ReadTx<'_>| {
            let position = place.load(read)?;
            let page = events_of_kinds(read, &place.topic, position.at.max(seen), EVENTS_PER_BATCH, kinds)?;
            Ok((position, page))
        };
        let (position, page) = match self.store.read("next_events", look).await {
            Ok(found) => found,
            Err(failure) => {
                tracing::warn!(subscriber = self.subscriber.name(), %failure, "reading events failed");
                return Outcome::Away;
            }
        };
        if page.events.is_empty() {
            return Outcome::Clear { through: page.head.last, saved: position.at >= page.head.last };
        }
        if let Some(retry_at) = position.retry_at.filter(|at| *at > self.clock.now()) {
            return Outcome::Held(retry_at);
        }
        let full = page.events.len() == EVENTS_PER_BATCH as usize;
        // Behind the last wanted event there is none up to the head, so that the position may stand there.
        let end = if full { page.events.last().map_or(0, |last| last.sequence) } else { page.head.last };
        self.handle(position, page.events, end, full).await
    }

    async fn handle(&self, mut position: Position, events: Vec<Event>, end: i64, full: bool) -> Outcome {
        let last = events.last().map_or(position.at, |last| last.sequence);
        let finished = if full { Outcome::More } else { Outcome::Clear { through: end, saved: true } };
        if position.attempts == 0 && events.len() > 1 {
            match self.transact(position, events.clone().into(), end).await {
                Tried::Done => return finished,
                Tried::Moved => return Outcome::More,
                Tried::Away => return Outcome::Away,
                // One of them is at fault: alone each shows whether it is.
                Tried::Failed(_) => {}
            }
        }
        for event in events {
            let to = event.sequence;
            match self.transact(position, [event.clone()].into(), to).await {
                Tried::Done => position = position.moved_to(to),
                Tried::Moved => return Outcome::More,
                Tried::Away => return Outcome::Away,
                Tried::Failed(said) => return self.failed(position, event, said).await,
            }
        }
        // One by one the position stands at the last wanted event, not at the end.
        if full { finished } else { Outcome::Clear { through: end, saved: last == end } }
    }

    /// The position and the effects of these events, in one transaction.
    async fn transact(&self, position: Position, events: Arc<[Event]>, to: i64) -> Tried {
        let keys: Vec<Topic> = events.iter().flat_map(|event| self.subscriber.keys(event).topics().to_vec()).collect();
        let (place, subscriber) = (self.place(), self.subscriber.clone());
        let count = events.len();
        let run = move |tx: &mut Tx<'_>| {
            place.advance(tx, position, to)?;
            events.iter().try_for_each(|event| subscriber.handle(tx, event))
        };
        match self.store.write(self.subscriber.name(), keys, run).await {
            Ok(()) => {
                let handled = u64::try_from(count).unwrap_or(u64::MAX);
                metrics::counter!("footlights_subscriber_events_total", "subscriber" => self.subscriber.name()).increment(handled);
                Tried::Done
            }
            Err(Failure::Rejected(refusal)) if refusal.code == POSITION_MOVED => Tried::Moved,
            Err(failure) if failure.kind() == ErrorKind::Unavailable => Tried::Away,
            Err(failure) => Tried::Failed(failure.to_string()),
        }
    }

    /// Counts the failed try; after the last one the event becomes a dead letter and the topic goes on.
    async fn failed(&self, position: Position, event: Event, said: String) -> Outcome {
        let (now, attempt, retry) = (self.clock.now(), position.attempts + 1, self.subscriber.retry());
        let (name, topic, sequence) = (self.subscriber.name(), &event.topic, event.sequence);
        metrics::counter!("footlights_subscriber_failures_total", "subscriber" => name).increment(1);
        let (written, next) = if retry.is_last(attempt) {
            tracing::error!(subscriber = name, %topic, sequence, attempt, error = said, "an event became a dead letter");
            (self.bury(position, event, said, attempt, now).await, Outcome::More)
        } else {
            tracing::warn!(subscriber = name, %topic, sequence, attempt, error = said, "an event failed and is tried again");
            let retry_at = now.plus(retry.pause(attempt, &self.chance));
            let place = self.place();
            let count = move |tx: &mut Tx<'_>| place.failed(tx, position, retry_at, &said);
            (self.store.write("count_failed_event", Keys::none(), count).await, Outcome::Held(retry_at))
        };
        match written {
            Ok(()) => next,
            // Another node has counted or handled it.
            Err(Failure::Rejected(_)) => Outcome::More,
            Err(Failure::Broken(_)) => Outcome::Away,
        }
    }

    async fn bury(&self, position: Position, event: Event, said: String, attempts: u32, at: Timestamp) -> Result<(), Failure> {
        let (place, id) = (self.place(), DeadLetterId::new(&*self.clock, &self.chance));
        let content = serde_json::to_string(&Envelope::from(&event)).expect("an envelope is plain");
        let bury = move |tx: &mut Tx<'_>| {
            place.advance(tx, position, event.sequence)?;
            let key = place.topic.as_str();
            let (source, name) = (Source::Subscriber, place.subscriber);
            dead_letter::bury(tx, &dead_letter::Burial { id, source, name, key, content: &content, error: &said, attempts, at })
        };
        self.store.write("bury_event", Keys::none(), bury).await
    }

    fn place(&self) -> Place {
        Place { subscriber: self.subscriber.name(), topic: self.topic.clone() }
    }
}
