//! Credentials that were checked a moment ago, so that not every request asks the database.
//!
//! Forgets at once what is revoked. A check that was under way while something was revoked is not remembered, since it may
//! have read the old state: that is what [`Cache::begin`] is for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use footlights_base::Timestamp;
use footlights_surface::Caller;

use crate::revocation::Revoked;

/// Independent locks.
const SHARDS: usize = 16;
/// Credentials per shard; a full shard starts anew.
const ENTRIES_PER_SHARD_MAX: usize = 4_096;

struct Entry {
    caller: Caller,
    until: Timestamp,
}

/// Checked credentials by their hash.
pub(crate) struct Cache {
    shards: [Mutex<HashMap<[u8; 32], Entry>>; SHARDS],
    revocations: AtomicU64,
}

/// Proof that a check began before anything that may be revoked meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct Begun(u64);

impl Cache {
    pub(crate) fn new() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), revocations: AtomicU64::new(0) }
    }

    fn shard(&self, hash: &[u8; 32]) -> MutexGuard<'_, HashMap<[u8; 32], Entry>> {
        self.shards[usize::from(hash[0]) % SHARDS].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lookup(&self, hash: &[u8; 32], now: Timestamp) -> Option<Caller> {
        self.shard(hash).get(hash).filter(|entry| entry.until > now).map(|entry| entry.caller.clone())
    }

    /// Call before reading what a check is decided on.
    pub(crate) fn begin(&self) -> Begun {
        Begun(self.revocations.load(Ordering::SeqCst))
    }

    /// Remembers a check, unless something was revoked since it began.
    pub(crate) fn remember(&self, begun: Begun, hash: [u8; 32], caller: Caller, until: Timestamp, now: Timestamp) {
        let mut shard = self.shard(&hash);
        // Under the lock: `forget` counts first and then takes every lock, so one of the two sees the other.
        if self.revocations.load(Ordering::SeqCst) != begun.0 {
            return;
        }
        if shard.len() >= ENTRIES_PER_SHARD_MAX {
            shard.retain(|_, entry| entry.until > now);
            if shard.len() >= ENTRIES_PER_SHARD_MAX {
                shard.clear();
            }
        }
        shard.insert(hash, Entry { caller, until });
    }

    pub(crate) fn forget(&self, revoked: Revoked) {
        self.keep(|caller| match revoked {
            Revoked::Account(account) | Revoked::Memory(account) => caller.account != account,
            Revoked::Credential(credential) => caller.credential != credential,
        });
    }

    /// When nobody knows what was revoked.
    pub(crate) fn forget_all(&self) {
        self.keep(|_| false);
    }

    fn keep(&self, wanted: impl Fn(&Caller) -> bool) {
        self.revocations.fetch_add(1, Ordering::SeqCst);
        for shard in &self.shards {
            shard.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, entry| wanted(&entry.caller));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use footlights_base::{AccountId, TenantId, Timestamp};
    use footlights_surface::{Caller, CredentialId, Roles, Scopes};

    use super::{Cache, ENTRIES_PER_SHARD_MAX};
    use crate::revocation::Revoked;

    fn caller(account: u8) -> Caller {
        Caller {
            tenant: TenantId::from_bytes([1; 16]),
            account: AccountId::from_bytes([account; 16]),
            roles: Roles::VIEWER,
            scopes: Scopes::All,
            credential: CredentialId::from_bytes([account; 16]),
            expires_at: None,
            remote: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_000);
    const LATER: Timestamp = Timestamp::from_millis(2_000);

    #[test]
    fn remembers_for_a_while_and_forgets_who_is_revoked() {
        let cache = Cache::new();
        for account in [1, 2, 3] {
            cache.remember(cache.begin(), [account; 32], caller(account), LATER, NOW);
        }
        assert!(cache.lookup(&[1; 32], NOW).is_some() && cache.lookup(&[1; 32], LATER).is_none());
        cache.forget(Revoked::Account(caller(1).account));
        cache.forget(Revoked::Credential(caller(2).credential));
        assert_eq!([1, 2, 3].map(|account| cache.lookup(&[account; 32], NOW).is_some()), [false, false, true]);
    }

    #[test]
    fn a_check_that_began_before_a_revocation_is_not_remembered() {
        let cache = Cache::new();
        let begun = cache.begin();
        cache.forget(Revoked::Account(caller(9).account));
        cache.remember(begun, [1; 32], caller(1), LATER, NOW);
        assert!(cache.lookup(&[1; 32], NOW).is_none());
    }

    #[test]
    fn does_not_grow_without_end() {
        let cache = Cache::new();
        for n in 0..=ENTRIES_PER_SHARD_MAX {
            let mut hash = [0; 32];
            hash[1..9].copy_from_slice(&n.to_le_bytes());
            cache.remember(cache.begin(), hash, caller(1), LATER, NOW);
        }
        assert_eq!(cache.shard(&[0; 32]).len(), 1);
    }
}
