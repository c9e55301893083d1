//! Several subscribers in one transaction: event by event, who handles it. Knows no positions.

use std::sync::Arc;

use footlights_base::{Event, Topic};

use super::Subscriber;
use crate::command::guarded;
use crate::{Keys, Stop, Tx};

/// Whose turn it is, in their order.
#[derive(Default)]
pub(super) struct Turns(Vec<Turn>);

/// One event for one subscriber.
pub(super) struct Turn {
    subscriber: Arc<dyn Subscriber>,
    event: Arc<Event>,
    keys: Keys,
}

/// Whose turn did not end well, and why.
pub(super) struct Missed<'a> {
    pub(super) turn: &'a Turn,
    pub(super) stop: Stop,
}

impl Turns {
    pub(super) fn add(&mut self, subscriber: &Arc<dyn Subscriber>, event: Arc<Event>) {
        self.0.push(Turn { keys: subscriber.keys(&event), subscriber: subscriber.clone(), event });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All that any of them decides on.
    pub(super) fn keys(&self) -> Keys {
        self.0.iter().flat_map(|turn| turn.keys.topics()).cloned().collect::<Vec<Topic>>().into()
    }

    /// All of them, as if each were a command of its own: what one has written another does not take from memory.
    pub(super) fn handle(&self, tx: &mut Tx<'_>) -> Result<(), Missed<'_>> {
        tx.ends_a_part(&Keys::none());
        self.0.iter().try_for_each(|turn| {
            guarded(turn.subscriber.name(), || turn.subscriber.handle(tx, &turn.event)).map_err(|stop| Missed { turn, stop })?;
            tx.ends_a_part(&turn.keys);
            Ok(())
        })
    }

    /// They are committed.
    pub(super) fn count(&self) {
        for turn in &self.0 {
            metrics::counter!("footlights_subscriber_events_total", "subscriber" => turn.name()).increment(1);
        }
    }
}

impl Turn {
    pub(super) fn name(&self) -> &'static str {
        self.subscriber.name()
    }

    pub(super) fn event(&self) -> &Event {
        &self.event
    }
}
