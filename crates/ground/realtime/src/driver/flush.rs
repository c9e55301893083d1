//! Writing: one vectored write per connection for everything that waits for it.

use super::clients::Flushed;
use super::worker::Worker;

/// Connections written to before it is looked whether an answer waits to leave.
const WRITES_BETWEEN_LOOKS: usize = 32;
impl Worker {
    /// Writes to every connection that something waits for. Whatever comes in meanwhile joins those that still wait, so
    /// that one write takes it all; answers go first.
    pub(super) fn flush(&mut self) {
        let mut left = self.clients.dirty_len();
        self.flush_urgent();
        while left > 0 {
            for _ in 0..left.min(WRITES_BETWEEN_LOOKS) {
                let Some(slot) = self.clients.next_dirty() else { return };
                self.write(slot);
            }
            left = left.saturating_sub(WRITES_BETWEEN_LOOKS);
            if left > 0 && self.inbox.has_something() {
                self.messages();
                self.flush_urgent();
                self.turn();
            }
        }
    }

    pub(super) fn flush_urgent(&mut self) {
        for slot in self.clients.take_urgent() {
            self.write(slot);
        }
    }

    fn write(&mut self, slot: u32) {
        match self.clients.flush(slot) {
            Flushed::Empty => self.finish_shut(slot),
            Flushed::Blocked => {}
            Flushed::Lost => self.lose_stream(slot),
        }
    }
}
