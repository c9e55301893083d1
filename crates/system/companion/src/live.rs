//! Which session of a creator is live, remembered so that a tip without a session needs no look-up.
//!
//! A hint, never a truth: another node may have ended the session. Whoever goes by it checks it in the transaction and asks
//! the database when it proves wrong.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::AccountId;

use crate::model::SessionId;

/// How many creators are remembered; beyond it all are forgotten and learned anew.
const CREATORS_MAX: usize = 16_384;

/// The last session known to be live, per creator.
#[derive(Default)]
pub(crate) struct LiveSessions(Mutex<HashMap<AccountId, SessionId>>);

impl LiveSessions {
    pub(crate) fn hint(&self, creator: AccountId) -> Option<SessionId> {
        self.map().get(&creator).copied()
    }

    pub(crate) fn learn(&self, creator: AccountId, session: SessionId) {
        let mut map = self.map();
        if map.len() >= CREATORS_MAX {
            map.clear();
        }
        map.insert(creator, session);
    }

    /// Forgets `session`, but not one that was learned since.
    pub(crate) fn forget(&self, creator: AccountId, session: SessionId) {
        let mut map = self.map();
        if map.get(&creator) == Some(&session) {
            map.remove(&creator);
        }
    }

    fn map(&self) -> MutexGuard<'_, HashMap<AccountId, SessionId>> {
        // Every change is one call on the map, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
