//! When tokens were said to be used, by this node: so that a token is marked now and then and not by each of many who come at once.
//!
//! A hint: what counts is in the rows. Forgotten at a restart, which costs a write for each token that is used.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use footlights_base::Timestamp;
use footlights_surface::CredentialId;

/// How exactly `lastUsedAt` of a token is kept.
const LAST_USED_STEP: Duration = Duration::from_secs(300);
/// How many tokens are remembered; beyond it all are forgotten.
const TOKENS_MAX: usize = 16_384;

/// The tokens that were marked lately, with when.
#[derive(Default)]
pub(crate) struct Uses(Mutex<HashMap<CredentialId, Timestamp>>);

impl Uses {
    /// Whether a token whose row says `last_used` is to be marked now. Whoever is told so does it, or says [`Uses::failed`].
    pub(crate) fn begins(&self, token: CredentialId, last_used: Option<Timestamp>, now: Timestamp) -> bool {
        let is_old = |at: Timestamp| now.since(at) >= LAST_USED_STEP;
        if !last_used.is_none_or(is_old) {
            return false;
        }
        let mut marked = self.marked();
        if marked.get(&token).is_some_and(|at| !is_old(*at)) {
            return false;
        }
        if marked.len() >= TOKENS_MAX {
            marked.clear();
        }
        marked.insert(token, now);
        true
    }

    /// It was not marked: the next one does it.
    pub(crate) fn failed(&self, token: CredentialId) {
        self.marked().remove(&token);
    }

    fn marked(&self) -> MutexGuard<'_, HashMap<CredentialId, Timestamp>> {
        // Every change is one call on the map, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;
    use footlights_surface::CredentialId;

    use super::{TOKENS_MAX, Uses};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn of_many_who_come_at_once_one_marks_the_token() {
        let (uses, token, other) = (Uses::default(), CredentialId::from_bytes([1; 16]), CredentialId::from_bytes([2; 16]));
        let begun: Vec<bool> = (0..16).map(|_| uses.begins(token, None, at(1_000))).collect();
        assert_eq!(begun.iter().filter(|begins| **begins).count(), 1, "{begun:?}");
        assert!(uses.begins(other, None, at(1_000)));
        assert!(!uses.begins(token, Some(at(1_000)), at(1_299)));
        assert!(uses.begins(token, Some(at(1_000)), at(1_300)), "five minutes later");
    }

    #[test]
    fn what_another_node_has_marked_is_not_marked_again() {
        assert!(!Uses::default().begins(CredentialId::from_bytes([1; 16]), Some(at(1_000)), at(1_010)));
    }

    #[test]
    fn what_failed_is_tried_by_the_next_and_what_is_too_much_is_forgotten() {
        let (uses, token) = (Uses::default(), CredentialId::from_bytes([1; 16]));
        assert!(uses.begins(token, None, at(1_000)));
        uses.failed(token);
        assert!(uses.begins(token, None, at(1_000)));
        for n in 0..TOKENS_MAX {
            let mut bytes = [9; 16];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            uses.begins(CredentialId::from_bytes(bytes), None, at(1_000));
        }
        assert!(uses.begins(token, None, at(1_000)));
    }
}
