//! Visits of a session that have ended, until the session does or the visitor comes back.
//!
//! Owns: finding one by its member in one look. Does not know: what becomes of them. They have no order of their own; [`Visits::sorted`] gives one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::chance::mix;

/// One visit that has ended: what a member had watched when it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) watched: u32,
    pub(crate) sum: u32,
}

/// All of them, by member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Visits(HashMap<u32, Visit, BuildHasherDefault<Mixed>>);

impl Visits {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn insert(&mut self, member: u32, visit: Visit) {
        self.0.insert(member, visit);
    }

    pub(crate) fn remove(&mut self, member: u32) -> Option<Visit> {
        self.0.remove(&member)
    }

    /// In the order of members.
    pub(crate) fn sorted(&self) -> Vec<(u32, Visit)> {
        let mut visits: Vec<(u32, Visit)> = self.0.iter().map(|(&member, &visit)| (member, visit)).collect();
        visits.sort_unstable_by_key(|(member, _)| *member);
        visits
    }
}

/// A hash of one number that nobody outside chooses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u32(byte.into()));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = mix(self.0 ^ u64::from(number));
    }
}
