//! Sockets whose right ends at a moment that is known beforehand: they are cut then, as if somebody had taken it away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::Socket;
use crate::inbox::Message;
use crate::shared::Shared;

/// How exactly the moment is kept.
const EVERY: Duration = Duration::from_secs(1);

/// When, and which of those that end then.
pub(crate) type End = (Timestamp, u64);

/// All sockets of this node that end at a known moment.
#[derive(Default)]
pub(crate) struct Expiries {
    ends: Mutex<BTreeMap<End, Socket>>,
    next: AtomicU64,
}

impl Expiries {
    pub(crate) fn add(&self, at: Timestamp, socket: &Socket) -> End {
        let end = (at, self.next.fetch_add(1, Ordering::Relaxed));
        self.lock().insert(end, socket.clone());
        end
    }

    pub(crate) fn remove(&self, end: End) {
        self.lock().remove(&end);
    }

    /// How many sockets have an end.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Takes those out whose end has come.
    fn due(&self, now: Timestamp) -> Vec<Socket> {
        let mut ends = self.lock();
        let later = ends.split_off(&(now, u64::MAX));
        std::mem::replace(&mut *ends, later).into_values().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<End, Socket>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts those whose end has come, until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while cancel.run_until_cancelled(every.tick()).await.is_some() {
        for socket in shared.expiries.due(shared.clock.now()) {
            socket.send(Message::Cut { seat: socket.0.seat });
        }
    }
}
