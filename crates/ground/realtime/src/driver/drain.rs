//! Ending all connections one after another, so that their clients do not come back all at once.

use footlights_socketio::CloseCode;

use super::worker::Worker;

/// Connections that are to end, one after another.
pub(super) struct Drain {
    slots: Vec<u32>,
    /// Milliseconds between two of them, times 1,024.
    gap: u64,
    started: u64,
    done: u64,
}

impl Drain {
    pub(super) fn next_at(&self) -> u64 {
        self.started + ((self.done * self.gap) >> 10)
    }
}

impl Worker {
    pub(super) fn begin_drain(&mut self, over_ms: u64) {
        // What waits for its pace must be said before the first one goes.
        self.topics.hurry(self.now);
        self.turn();
        let slots = self.clients.slots.slots();
        let gap = (over_ms << 10) / (slots.len() as u64).max(1);
        self.drain = Some(Drain { slots, gap, started: self.now, done: 0 });
    }

    pub(super) fn drain_some(&mut self) {
        let Some(drain) = &mut self.drain else { return };
        let mut due = Vec::new();
        while drain.next_at() <= self.now
            && let Some(slot) = drain.slots.pop()
        {
            drain.done += 1;
            due.push(slot);
        }
        if drain.slots.is_empty() {
            self.drain = None;
        }
        for slot in due {
            self.engine(slot, |engine, now, events| engine.close(now, CloseCode::RESTART, events));
        }
    }
}
