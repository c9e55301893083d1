//! Which tenants have an active webhook, in memory, so that the events of all others cost nothing. The tables decide what is
//! delivered; this only says where to look.

use std::collections::{HashMap, HashSet};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use footlights_base::{TenantId, Timestamp};

/// A tenant that is about to have a webhook counts as having one for so long, whatever the tables say: its commit may be on
/// its way.
const SOON: Duration = Duration::from_mins(1);

/// Tenants with a webhook.
#[derive(Debug, Default)]
pub(crate) struct Interest(RwLock<Tenants>);

#[derive(Debug, Default)]
struct Tenants {
    known: HashSet<TenantId>,
    soon: HashMap<TenantId, Timestamp>,
}

impl Interest {
    /// Whether a tenant has a webhook, or is about to.
    pub(crate) fn has(&self, tenant: TenantId) -> bool {
        let tenants = self.read();
        tenants.known.contains(&tenant) || tenants.soon.contains_key(&tenant)
    }

    /// A tenant is about to have one.
    pub(crate) fn expect(&self, tenant: TenantId, now: Timestamp) {
        self.write().soon.insert(tenant, now);
    }

    /// What the tables say.
    pub(crate) fn learn(&self, known: HashSet<TenantId>, now: Timestamp) {
        let mut tenants = self.write();
        tenants.known = known;
        tenants.soon.retain(|_, since| now.since(*since) < SOON);
    }

    fn read(&self) -> RwLockReadGuard<'_, Tenants> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tenants> {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use footlights_base::{TenantId, Timestamp};

    use super::Interest;

    #[test]
    fn a_tenant_counts_from_before_its_commit_on() {
        let (interest, tenant, now) = (Interest::default(), TenantId::from_bytes([1; 16]), Timestamp::from_millis(0));
        assert!(!interest.has(tenant));
        interest.expect(tenant, now);
        interest.learn(HashSet::new(), now.plus(Duration::from_secs(1)));
        assert!(interest.has(tenant), "the commit may be on its way");
        interest.learn(HashSet::from([tenant]), now.plus(Duration::from_secs(90)));
        assert!(interest.has(tenant));
        interest.learn(HashSet::new(), now.plus(Duration::from_secs(91)));
        assert!(!interest.has(tenant));
    }
}
