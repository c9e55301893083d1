//! Idempotency keys this node is working on, and those it has lately seen.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// How many seen keys are remembered before the older half is forgotten.
const SEEN_MAX: usize = 65_536;

/// A key together with its scope, hashed: 128 bits, so that two never meet.
pub(crate) type OnceId = [u8; 16];

/// Shared by all lanes of a store.
#[derive(Default)]
pub(crate) struct InFlight(Mutex<Sets>);

#[derive(Default)]
struct Sets {
    running: HashSet<OnceId>,
    seen: HashSet<OnceId>,
    seen_before: HashSet<OnceId>,
}

impl InFlight {
    /// Takes the key for one running command. None: another one has it. Otherwise whether the key was seen before,
    /// so that its stored answer should be looked up first.
    pub(crate) fn begin(&self, id: OnceId) -> Option<bool> {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !sets.running.insert(id) {
            return None;
        }
        let known = sets.seen_before.contains(&id) || !sets.seen.insert(id);
        if sets.seen.len() >= SEEN_MAX {
            sets.seen_before = std::mem::take(&mut sets.seen);
        }
        Some(known)
    }

    /// Gives keys back when the transaction they belong to has ended.
    pub(crate) fn end(&self, ids: &[OnceId]) {
        if ids.is_empty() {
            return;
        }
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            sets.running.remove(id);
        }
    }
}
