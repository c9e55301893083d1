//! How many requests run to each host, so that one slow host does not take all the room. Knows no request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts requests by host.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts(Arc<Mutex<HashMap<String, usize>>>);

/// A place at a host; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    hosts: Hosts,
    host: String,
}

impl Hosts {
    /// A place at `host`, if fewer than `most` are taken.
    pub(crate) fn enter(&self, host: &str, most: usize) -> Option<Place> {
        let mut counts = self.lock();
        let count = counts.entry(host.to_owned()).or_default();
        if *count >= most.max(1) {
            return None;
        }
        *count += 1;
        Some(Place { hosts: self.clone(), host: host.to_owned() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        // Nothing in here panics half-way; a poisoned lock still guards sound counts.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.hosts.lock();
        if let Some(count) = counts.get_mut(&self.host) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.host);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    #[test]
    fn places_are_counted_by_host_and_given_back() {
        let hosts = Hosts::default();
        let (first, second) = (hosts.enter("a", 2), hosts.enter("a", 2));
        assert!(first.is_some() && second.is_some() && hosts.enter("a", 2).is_none());
        assert!(hosts.enter("b", 2).is_some(), "another host has places of its own");
        drop(first);
        assert!(hosts.enter("a", 2).is_some());
        drop(second);
        assert!(hosts.lock().is_empty(), "nothing is kept of hosts nobody speaks to");
    }
}
