//! So many at once for each key: an account's feeds, the requests to a host. Knows nothing of what takes the place.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts what is under way by whose it is. Clones count together.
#[derive(Debug)]
pub struct Places<K>(Arc<Mutex<HashMap<K, usize>>>);

/// A place that is taken; free again when dropped.
#[derive(Debug)]
#[must_use = "a place is given back when it is dropped"]
pub struct Place<K: Eq + Hash> {
    places: Places<K>,
    whose: K,
}

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K> Clone for Places<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K> Places<K> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, usize>> {
        // Nothing in here panics half-way; a poisoned lock still guards sound counts.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash> Places<K> {
    /// A place for `whose`, if fewer than `most` are taken.
    #[must_use]
    pub fn enter(&self, whose: K, most: usize) -> Option<Place<K>> {
        let mut counts = self.lock();
        let taken = counts.get(&whose).copied().unwrap_or(0);
        if taken >= most {
            return None;
        }
        counts.insert(whose.clone(), taken + 1);
        Some(Place { places: self.clone(), whose })
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut counts = self.places.lock();
        if let Some(count) = counts.get_mut(&self.whose) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn places_are_counted_and_given_back() {
        let hosts = Places::default();
        let (first, second) = (hosts.enter("a", 2), hosts.enter("a", 2));
        assert!(first.is_some() && second.is_some() && hosts.enter("a", 2).is_none());
        assert!(hosts.enter("b", 2).is_some(), "another host has places of its own");
        drop(first);
        assert!(hosts.enter("a", 2).is_some());
        drop(second);
        assert!(hosts.lock().is_empty(), "nothing is kept of hosts nobody speaks to");
        assert!(hosts.enter("a", 0).is_none() && hosts.lock().is_empty(), "who is refused leaves nothing behind");
    }
}
