//! Visits of a session that have ended, until the session does or the visitor comes back.
//!
//! Owns: finding one by its member in one look at memory that can be asked for beforehand. Does not know: what becomes of them. They have
//! no order of their own; [`Visits::sorted`] gives one.
//!
//! A table with open addressing and linear probing, of which at most half is taken, so that a visit is nearly always where it is looked for
//! first. The standard table is as quick where memory is near; with thousands of sessions it is not, and who comes or goes would wait for it.

use crate::chance::mix;
use crate::land::{Column, Land};
use crate::near;

/// One visit that has ended: what a member had watched when it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) watched: u32,
    pub(crate) sum: u32,
}

/// A place of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    member: u32,
    visit: Visit,
}

impl Place {
    /// No member has this number.
    const EMPTY: Self = Self { member: u32::MAX, visit: Visit { watched: 0, sum: 0 } };

    fn is_empty(&self) -> bool {
        self.member == Self::EMPTY.member
    }
}

/// Places of the first table.
const FEWEST: usize = 16;

/// All of them, by member.
#[derive(Debug, Clone)]
pub(crate) struct Visits {
    /// A power of two, or none yet.
    places: Column<Place>,
    taken: usize,
}

impl Default for Visits {
    fn default() -> Self {
        Self { places: Column::new_in(Land), taken: 0 }
    }
}

impl Visits {
    pub(crate) fn len(&self) -> usize {
        self.taken
    }

    /// Asks for where a member's visit is or would be.
    pub(crate) fn bring(&self, member: u32) {
        if let Some(place) = self.places.get(self.home(member)) {
            near::bring(place);
        }
    }

    /// Keeps a visit; one of the same member that was there before is forgotten.
    pub(crate) fn insert(&mut self, member: u32, visit: Visit) {
        debug_assert!(member != Place::EMPTY.member, "no member has the number of an empty place");
        if self.places.len() < (self.taken + 1) * 2 {
            self.grow();
        }
        let at = self.find(member);
        self.taken += usize::from(self.places[at].is_empty());
        self.places[at] = Place { member, visit };
    }

    /// Takes out the visit of a member who has come back.
    pub(crate) fn remove(&mut self, member: u32) -> Option<Visit> {
        if self.taken == 0 {
            return None;
        }
        let mut hole = self.find(member);
        let found = self.places[hole];
        if found.is_empty() {
            return None;
        }
        self.taken -= 1;
        // Those behind it move up until nobody is behind a hole that it would have been in.
        let mut at = hole;
        loop {
            at = self.wrap(at + 1);
            let next = self.places[at];
            if next.is_empty() {
                break;
            }
            if self.wrap(at.wrapping_sub(self.home(next.member))) >= self.wrap(at.wrapping_sub(hole)) {
                self.places[hole] = next;
                hole = at;
            }
        }
        self.places[hole] = Place::EMPTY;
        Some(found.visit)
    }

    /// In the order of members.
    pub(crate) fn sorted(&self) -> Vec<(u32, Visit)> {
        let taken = self.places.iter().filter(|place| !place.is_empty());
        let mut visits: Vec<(u32, Visit)> = taken.map(|place| (place.member, place.visit)).collect();
        visits.sort_unstable_by_key(|(member, _)| *member);
        visits
    }

    fn grow(&mut self) {
        let mut wider = Column::new_in(Land);
        wider.resize((self.places.len() * 2).max(FEWEST), Place::EMPTY);
        for place in std::mem::replace(&mut self.places, wider) {
            if !place.is_empty() {
                let at = self.find(place.member);
                self.places[at] = place;
            }
        }
    }

    /// Where a member's visit is, or the empty place it would be put in. There always is an empty place.
    fn find(&self, member: u32) -> usize {
        let mut at = self.home(member);
        while !self.places[at].is_empty() && self.places[at].member != member {
            at = self.wrap(at + 1);
        }
        at
    }

    /// Where a member's visit is looked for first; members are no numbers that anybody outside chooses.
    fn home(&self, member: u32) -> usize {
        self.wrap(mix(member.into()) as usize)
    }

    fn wrap(&self, at: usize) -> usize {
        at & self.places.len().wrapping_sub(1)
    }
}

/// The same visits, wherever they lie.
impl PartialEq for Visits {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What happens to a table: somebody leaves after so long, or comes back.
    fn steps() -> impl Strategy<Value = Vec<(u32, Option<u32>)>> {
        // Few members, so that they meet themselves and each other.
        proptest::collection::vec((0u32..60, proptest::option::of(0u32..1_000)), 0..400)
    }

    proptest! {
        #[test]
        fn finds_what_a_map_finds(steps in steps()) {
            let (mut visits, mut map) = (Visits::default(), BTreeMap::new());
            for (member, watched) in steps {
                if let Some(watched) = watched {
                    let visit = Visit { watched, sum: watched * 2 };
                    visits.insert(member, visit);
                    map.insert(member, visit);
                } else {
                    prop_assert_eq!(visits.remove(member), map.remove(&member));
                }
                prop_assert_eq!(visits.len(), map.len());
            }
            prop_assert_eq!(visits.sorted(), map.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn nobody_is_found_in_an_empty_one() {
        let mut visits = Visits::default();
        visits.bring(7);
        assert_eq!(visits.remove(7), None);
        assert_eq!(visits.len(), 0);
    }
}
