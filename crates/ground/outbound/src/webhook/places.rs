//! How many requests run to each host, or for each tenant, so that one that is slow does not take all the room. Knows no request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts requests by whom they are for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<String, usize>>>);

/// A place that is taken; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    places: Places,
    whose: String,
}

impl Places {
    /// A place for `whose`, if fewer than `most` are taken.
    pub(crate) fn enter(&self, whose: &str, most: usize) -> Option<Place> {
        let mut counts = self.lock();
        let count = counts.entry(whose.to_owned()).or_default();
        if *count >= most.max(1) {
            return None;
        }
        *count += 1;
        Some(Place { places: self.clone(), whose: whose.to_owned() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        // Nothing in here panics half-way; a poisoned lock still guards sound counts.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
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
    }
}
