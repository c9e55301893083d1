//! What durable work needs of a transaction beyond SQL: the database's clock, and waking whoever runs jobs.

use std::borrow::Cow;

use footlights_base::Timestamp;

use crate::{Stop, Tx};

impl Tx<'_> {
    /// The present moment by the clock all nodes share: the database's; on SQLite this process's, as there is no other.
    /// For leases alone: use cases make their time outside of the closure.
    pub(crate) fn database_now(&mut self) -> Result<Timestamp, Stop> {
        self.alive()?;
        let now = self.session.now();
        Ok(self.latch(now)?.unwrap_or_else(|| self.shared.epochs.now()))
    }

    /// Wakes this node's worker of a queue after the commit.
    pub(crate) fn job_put(&mut self, queue: Cow<'static, str>) {
        if !self.turn.rings.contains(&queue) {
            self.turn.rings.push(queue);
        }
    }
}
