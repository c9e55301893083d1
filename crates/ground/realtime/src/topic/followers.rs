//! Who follows, found by their slot without a search: thousands come and go at once.

use std::collections::HashMap;

/// One connection's place in a group. Small on purpose: a turn walks all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Follower {
    pub(super) slot: u32,
    /// Has asked to follow but must not get frames yet.
    pub(super) waiting: bool,
    /// The number up to which it has everything.
    pub(super) after: i64,
}

/// In no order.
#[derive(Debug, Default)]
pub(super) struct Followers {
    all: Vec<Follower>,
    /// Where each slot stands in `all`.
    places: HashMap<u32, usize>,
}

impl Followers {
    /// One who does not follow yet: it waits.
    pub(super) fn add(&mut self, slot: u32) {
        self.places.insert(slot, self.all.len());
        self.all.push(Follower { slot, waiting: true, after: 0 });
    }

    pub(super) fn find(&mut self, slot: u32) -> Option<&mut Follower> {
        self.places.get(&slot).map(|place| &mut self.all[*place])
    }

    pub(super) fn has(&self, slot: u32) -> bool {
        self.places.contains_key(&slot)
    }

    /// Whether it did follow.
    pub(super) fn remove(&mut self, slot: u32) -> bool {
        let Some(place) = self.places.remove(&slot) else { return false };
        self.all.swap_remove(place);
        if let Some(moved) = self.all.get(place) {
            self.places.insert(moved.slot, place);
        }
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Those who get frames.
    pub(super) fn live(&mut self) -> impl Iterator<Item = &mut Follower> {
        self.all.iter_mut().filter(|follower| !follower.waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::Followers;

    #[test]
    fn everybody_is_found_after_any_leaving() {
        let mut followers = Followers::default();
        for slot in 0..20 {
            followers.add(slot);
        }
        for gone in [19, 0, 7, 18, 3] {
            assert!(followers.remove(gone));
            assert!(!followers.remove(gone), "only once");
            assert!(!followers.has(gone));
            for slot in (0..20).filter(|slot| followers.has(*slot)).collect::<Vec<_>>() {
                assert_eq!(followers.find(slot).expect("still there").slot, slot);
            }
        }
        for slot in 0..20 {
            followers.remove(slot);
        }
        assert!(followers.is_empty());
    }
}
