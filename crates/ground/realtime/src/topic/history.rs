//! The newest events of a topic, kept in memory so that whoever was away for a moment needs no read of the log.

use std::collections::VecDeque;
use std::sync::Arc;

use footlights_base::Event;

/// Events kept per topic.
const EVENTS_MAX: usize = 300;
/// How long an event is kept.
const AGE_MS_MAX: u64 = 10 * 60 * 1_000;

/// Delivered events without a gap between them, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History {
    events: VecDeque<(u64, Arc<Event>)>,
}

impl History {
    /// Adds the next event; one that does not follow on starts the history anew.
    pub(crate) fn push(&mut self, event: Arc<Event>, now: u64) {
        if self.events.back().is_some_and(|(_, last)| last.epoch != event.epoch || last.sequence + 1 != event.sequence) {
            self.events.clear();
        }
        if self.events.len() >= EVENTS_MAX {
            self.events.pop_front();
        }
        self.events.push_back((now, event));
    }

    /// Forgets what is too old.
    pub(crate) fn expire(&mut self, now: u64) {
        while self.events.front().is_some_and(|(at, _)| now.saturating_sub(*at) > AGE_MS_MAX) {
            self.events.pop_front();
        }
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
    }

    /// Whether everything after `sequence` up to `last` is here.
    pub(crate) fn covers(&self, sequence: i64, last: i64) -> bool {
        sequence >= last || self.events.front().is_some_and(|(_, first)| first.sequence <= sequence + 1)
    }

    /// What is newer than `sequence`, oldest first.
    pub(crate) fn after(&self, sequence: i64) -> impl Iterator<Item = &Arc<Event>> {
        let from = self.events.partition_point(|(_, event)| event.sequence <= sequence);
        self.events.range(from..).map(|(_, event)| event)
    }

    pub(crate) fn clear(&mut self) {
        self.events.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}
