//! Sessions whose viewer count has changed, until somebody tells those who watch. Losing them does no harm: the next count
//! and every snapshot tell the same.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::model::SessionId;

/// How many sessions may wait to be told of; a count beyond it is told with the next one.
const SESSIONS_MAX: usize = 16_384;

/// What is to be told.
#[derive(Default)]
pub(crate) struct Counted {
    waiting: Mutex<HashSet<SessionId>>,
    ring: Notify,
}

impl Counted {
    /// Somebody should be told of this session's count.
    pub(crate) fn note(&self, session: SessionId) {
        let mut waiting = self.lock();
        if waiting.len() < SESSIONS_MAX {
            waiting.insert(session);
        }
        drop(waiting);
        self.ring.notify_one();
    }

    /// Waits for something to tell, and takes it.
    pub(crate) async fn take(&self) -> HashSet<SessionId> {
        loop {
            let waiting = std::mem::take(&mut *self.lock());
            if !waiting.is_empty() {
                return waiting;
            }
            self.ring.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
