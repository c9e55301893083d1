//! Rate limits: a bucket per account or address, refilled evenly (the generic cell rate algorithm).
//!
//! Counts on this node only: with N nodes a caller gets at most N times the quota. Limits that guard secrets (sign-in) are
//! counted in the cluster as well, by their use case.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use footlights_base::{AccountId, Clock, ErrorKind, Rejection, Timestamp, network_of};

/// Independent locks, so that two callers rarely meet.
const SHARDS: usize = 16;
/// Buckets per shard; the emptiest one makes room beyond that. 16 × 4,096 callers in a moment are remembered.
const BUCKETS_PER_SHARD_MAX: usize = 4_096;

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    interval_us: i64,
    burst: i64,
}

impl Quota {
    /// `count` a second, and up to `burst` at once after a pause; both at least 1.
    #[must_use]
    pub fn per_second(count: u32, burst: u32) -> Self {
        Self { interval_us: 1_000_000 / i64::from(count.max(1)), burst: i64::from(burst.max(1)) }
    }

    /// `count` a minute, all of them at once after a pause; at least 1.
    #[must_use]
    pub fn per_minute(count: u32) -> Self {
        Self { interval_us: 60_000_000 / i64::from(count.max(1)), burst: i64::from(count.max(1)) }
    }
}

/// Whose bucket. `what` keeps the buckets of different limits apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LimitKey {
    /// An account's.
    Account(&'static str, AccountId),
    /// An address's; see [`LimitKey::address`].
    Address(&'static str, IpAddr),
    /// That of a name somebody gave; the caller keeps it short.
    Name(&'static str, String),
}

impl LimitKey {
    /// The bucket of an address. An IPv6 host owns 2^64 addresses, so its network counts.
    #[must_use]
    pub fn address(what: &'static str, address: IpAddr) -> Self {
        Self::Address(what, network_of(address))
    }
}

impl std::fmt::Display for LimitKey {
    /// The same text on every node, for counters nodes share.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(what, account) => write!(f, "{what}/account/{account}"),
            Self::Address(what, address) => write!(f, "{what}/address/{address}"),
            Self::Name(what, name) => write!(f, "{what}/name/{name}"),
        }
    }
}

/// One bucket, for whoever keeps it beside what it limits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bucket {
    /// When it is full again, in microseconds.
    full_at: i64,
}

impl Bucket {
    /// Takes one.
    ///
    /// # Errors
    /// 429 `rate_limited` with the time until one is there again.
    pub fn take(&mut self, quota: Quota, now: Timestamp) -> Result<(), Rejection> {
        let now = now.as_millis().saturating_mul(1_000);
        let slack = quota.interval_us.saturating_mul(quota.burst - 1);
        let full_at = self.full_at.max(now);
        if full_at - now > slack {
            let wait = u64::try_from(full_at - now - slack).unwrap_or(0);
            return Err(rate_limited(Duration::from_micros(wait)));
        }
        self.full_at = full_at + quota.interval_us;
        Ok(())
    }

    fn is_full(self, now: Timestamp) -> bool {
        self.full_at <= now.as_millis().saturating_mul(1_000)
    }
}

/// The buckets of one node.
pub struct Limiter {
    clock: Arc<dyn Clock>,
    hasher: RandomState,
    shards: Vec<Mutex<HashMap<LimitKey, Bucket>>>,
}

impl Limiter {
    /// Without any bucket yet.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, hasher: RandomState::new(), shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    /// Takes one from the bucket.
    ///
    /// # Errors
    /// 429 `rate_limited` with the time until one is there again.
    pub fn take(&self, key: LimitKey, quota: Quota) -> Result<(), Rejection> {
        let now = self.clock.now();
        let shard = usize::try_from(self.hasher.hash_one(&key) % SHARDS as u64).unwrap_or(0);
        let mut buckets = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&key) {
            return bucket.take(quota, now);
        }
        let mut bucket = Bucket::default();
        bucket.take(quota, now)?;
        if buckets.len() >= BUCKETS_PER_SHARD_MAX {
            make_room(&mut buckets, now);
        }
        buckets.insert(key, bucket);
        Ok(())
    }
}

/// 429, and when to come back.
fn rate_limited(wait: Duration) -> Rejection {
    Rejection::new(ErrorKind::RateLimited, "rate_limited", "Too many requests at once; wait a moment.").retry_after(wait)
}

/// Forgets buckets that are full again, or else the one that soonest will be.
fn make_room(buckets: &mut HashMap<LimitKey, Bucket>, now: Timestamp) {
    buckets.retain(|_, bucket| !bucket.is_full(now));
    if buckets.len() >= BUCKETS_PER_SHARD_MAX
        && let Some(fullest) = buckets.iter().min_by_key(|(_, bucket)| bucket.full_at).map(|(key, _)| key.clone())
    {
        buckets.remove(&fullest);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use footlights_base::{AccountId, Chance, ManualClock, Timestamp};

    use super::{BUCKETS_PER_SHARD_MAX, LimitKey, Limiter, Quota, SHARDS};

    fn quota() -> Quota {
        Quota::per_second(2, 3)
    }

    #[test]
    fn a_burst_then_an_even_pace() {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_000_000)));
        let limiter = Limiter::new(clock.clone());
        let key = LimitKey::address("test", "10.0.0.1".parse().expect("address"));
        for _ in 0..3 {
            limiter.take(key.clone(), quota()).expect("within the burst");
        }
        let refusal = limiter.take(key.clone(), quota()).expect_err("spent");
        assert_eq!((refusal.code, refusal.retry_after), ("rate_limited", Some(Duration::from_millis(500))));
        clock.advance(Duration::from_millis(500));
        limiter.take(key.clone(), quota()).expect("one came back");
        limiter.take(key, quota()).expect_err("only one");
    }

    #[test]
    fn an_ipv6_network_is_one_caller_and_a_mapped_ipv4_is_itself() {
        let key = |text: &str| LimitKey::address("test", text.parse().expect("address"));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:10.0.0.1"), key("10.0.0.1"));
    }

    #[test]
    fn a_flood_of_callers_does_not_grow_without_end() {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(0)));
        let limiter = Limiter::new(clock.clone());
        let chance = Chance::seeded(1);
        for _ in 0..SHARDS * BUCKETS_PER_SHARD_MAX + 1_000 {
            limiter.take(LimitKey::Account("test", AccountId::random(&chance)), quota()).expect("all are new");
            clock.advance(Duration::from_millis(1));
        }
        assert!(limiter.shards.iter().all(|shard| shard.lock().expect("whole").len() <= BUCKETS_PER_SHARD_MAX));
    }
}
