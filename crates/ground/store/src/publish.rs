//! Publishing: an event gets its number inside the transaction and is written to the log with it. What it says can
//! be replaced, where words were taken back that must not be kept; that it happened, and when, cannot.

use std::sync::Arc;

use footlights_base::{Epoch, Event, NewEvent, Topic};

use crate::{Stop, Tx, params};

crate::statements! {
    /// The log is the outbox: what is not in here did not happen.
    ADD_EVENT = "INSERT INTO event (topic, sequence, id, kind, tenant, occurred_at, display_at, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// It says something else.
    REWORD = "UPDATE event SET payload = $3 WHERE topic = $1 AND sequence = $2";
}

impl Tx<'_> {
    /// Publishes an event: numbers it within its topic, writes it to the log, and hands it to the sinks after the commit.
    /// Returns its number. What is undone gives its numbers back, so a topic has no gaps.
    ///
    /// # Errors
    /// [`Stop::Broken`] when the topic is not among the keys of the command, or the database refuses.
    pub fn publish(&mut self, event: NewEvent) -> Result<i64, Stop> {
        self.key(&event.topic)?;
        self.numbering(&event.topic)?;
        let Some((sequence, epoch)) = self.memory.next(&event.topic, &mut self.turn.trail) else {
            return Err(Stop::broken("the numbering of a locked topic was not in memory"));
        };
        let NewEvent { id, kind, tenant, topic, occurred_at, display_at, payload } = event;
        let row = params![&topic, sequence, id, kind, tenant, occurred_at, display_at, payload.get()];
        let done = self.session.write(ADD_EVENT, row);
        self.latch(done)?;
        let event = Event { id, kind: kind.into(), tenant, topic, epoch, sequence, occurred_at, display_at, payload };
        self.turn.events.push(Arc::new(event));
        Ok(sequence)
    }

    /// Replaces the payload of an event in the log, if it is still kept: for words that were taken back. Its number, kind and time stay.
    /// Whoever was told it has heard the first one: tell them by an event that it does not count, so that memories of it are
    /// forgotten, too (realtime's `Namespace::takes_back`).
    ///
    /// # Errors
    /// [`Stop::Broken`] when the topic is not among the keys of the command, or the database refuses.
    pub fn reword(&mut self, topic: &Topic, sequence: i64, payload: &impl serde::Serialize) -> Result<(), Stop> {
        self.key(topic)?;
        let payload = serde_json::to_string(payload).map_err(Stop::broken)?;
        self.run(REWORD, params![topic, sequence, payload])
    }

    /// Where a topic's numbering stands in this transaction: the last number given out (0: none) and the epoch.
    /// The row of `topic` itself is written only at the end, so do not read it in a command.
    ///
    /// # Errors
    /// [`Stop::Broken`] when the topic is not among the keys of the command, or the database refuses.
    pub fn last(&mut self, topic: &Topic) -> Result<(i64, Epoch), Stop> {
        self.key(topic)?;
        self.numbering(topic)
    }

    fn numbering(&mut self, topic: &Topic) -> Result<(i64, Epoch), Stop> {
        if let Some(memo) = self.memory.get(topic) {
            return Ok((memo.last, memo.epoch));
        }
        let known = self.session.numbering(topic, self.shared.epochs.fresh());
        let (last, epoch) = self.latch(known)?;
        self.memory.learn(topic, last, epoch);
        Ok((last, epoch))
    }
}
