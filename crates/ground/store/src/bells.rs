//! Bells, one for each queue of jobs: a commit that puts a job in rings its queue's alone, so that six others need not look.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// The bells of one process.
#[derive(Default)]
pub(crate) struct Bells(Mutex<HashMap<&'static str, watch::Sender<u64>>>);

impl Bells {
    /// Hears when this queue's bell rings.
    pub(crate) fn of(&self, queue: &'static str) -> watch::Receiver<u64> {
        self.lock().entry(queue).or_default().subscribe()
    }

    /// A job of this queue was put in. Nobody need listen: another node may run it.
    pub(crate) fn ring(&self, queue: &str) {
        if let Some(bell) = self.lock().get(queue) {
            bell.send_modify(|beat| *beat += 1);
        }
    }

    /// All are to look.
    pub(crate) fn ring_all(&self) {
        for bell in self.lock().values() {
            bell.send_modify(|beat| *beat += 1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<&'static str, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
