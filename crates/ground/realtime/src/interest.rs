//! Which loop threads follow which topic, so that what nobody follows wakes nobody.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use footlights_base::Topic;

#[derive(Default)]
pub(crate) struct Interest(RwLock<HashMap<Topic, u64>>);

impl Interest {
    pub(crate) fn add(&self, topic: &Topic, owner: u16) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner).entry(topic.clone()).or_default() |= 1 << owner;
    }

    pub(crate) fn remove(&self, topic: &Topic, owner: u16) {
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(owners) = map.get_mut(topic) {
            *owners &= !(1 << owner);
            if *owners == 0 {
                map.remove(topic);
            }
        }
    }

    /// One bit per loop thread.
    pub(crate) fn owners(&self, topic: &Topic) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(topic).copied().unwrap_or(0)
    }

    pub(crate) fn topics(&self) -> Vec<Topic> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}
