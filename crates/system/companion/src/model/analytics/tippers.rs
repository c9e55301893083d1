//! Who gave how much, and who stands where.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use footlights_base::Timestamp;
use sha2::{Digest as _, Sha256};

use super::CountedTip;
use crate::model::search_text;

/// Which tipper: the first 128 bits of the SHA-256 of the folded name. Two names of one key are found nowhere in this world;
/// the name itself stands in the tips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TipperKey([u8; 16]);

impl TipperKey {
    pub(crate) fn of(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(search_text(name)).into();
        Self(*digest.first_chunk().expect("a digest has 32 bytes"))
    }

    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl Hash for TipperKey {
    /// A digest is spread evenly already: some of its bits are as good as all, hashed again.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from_le_bytes(*self.0.first_chunk().expect("a key has 16 bytes")));
    }
}

/// Takes the one word it is given.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }
}

/// What one tipper gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TipperSums {
    /// What is left of it, in minor units.
    pub(crate) net_cents: i64,
    /// Tips of which something is left.
    pub(crate) tip_count: i64,
    /// When the first tip came, whatever is left of it.
    pub(crate) first_at: Timestamp,
    /// When the last tip came, whatever is left of it.
    pub(crate) last_at: Timestamp,
}

impl TipperSums {
    /// Of one tip; none of a tip without a name.
    pub(crate) fn of(tip: &CountedTip) -> Option<(TipperKey, Self)> {
        let name = tip.tipper_name.as_deref()?;
        let left = tip.amount_cents - tip.refunded_cents;
        let sums = Self { net_cents: left, tip_count: i64::from(left > 0), first_at: tip.created_at, last_at: tip.created_at };
        Some((TipperKey::of(name), sums))
    }

    fn add(&mut self, other: Self) {
        self.net_cents += other.net_cents;
        self.tip_count += other.tip_count;
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
    }
}

/// Sums of many tippers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tippers(HashMap<TipperKey, TipperSums, BuildHasherDefault<AsItIs>>);

impl Tippers {
    pub(crate) fn add(&mut self, tipper: TipperKey, sums: TipperSums) {
        self.0.entry(tipper).and_modify(|known| known.add(sums)).or_insert(sums);
    }

    pub(crate) fn get_mut(&mut self, tipper: TipperKey) -> Option<&mut TipperSums> {
        self.0.get_mut(&tipper)
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        self.0.reserve(more);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TipperKey, TipperSums)> {
        self.0.iter().map(|(key, sums)| (*key, *sums))
    }

    /// How many have given something that was not given back.
    pub(crate) fn count(&self) -> i64 {
        i64::try_from(self.0.values().filter(|sums| sums.net_cents > 0).count()).unwrap_or(i64::MAX)
    }

    /// Those who gave most, the earlier of equals first.
    pub(crate) fn top(&self, limit: usize) -> Vec<(TipperKey, TipperSums)> {
        let by_place = |(key, sums): &(TipperKey, TipperSums)| (std::cmp::Reverse(sums.net_cents), sums.first_at, *key);
        let mut all: Vec<_> = self.iter().filter(|(_, sums)| sums.net_cents > 0).collect();
        if all.len() > limit && limit > 0 {
            all.select_nth_unstable_by_key(limit - 1, by_place);
        }
        all.truncate(limit);
        all.sort_unstable_by_key(by_place);
        all
    }
}

/// A place on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipperStanding {
    /// 1 for who gave most.
    pub rank: usize,
    /// As it was spelled last.
    pub tipper_name: String,
    /// What is left of their tips, in minor units.
    pub net_cents: i64,
    /// Tips of which something is left.
    pub tip_count: i64,
    /// When the first tip came.
    pub first_at: Timestamp,
    /// When the last tip came.
    pub last_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::{TipperKey, TipperSums, Tippers};

    #[test]
    fn names_that_look_alike_are_one_tipper() {
        assert_eq!(TipperKey::of("JOSÉ"), TipperKey::of("jose\u{301}"));
        assert_ne!(TipperKey::of("jose"), TipperKey::of("josé"));
    }

    #[test]
    fn of_equals_the_earlier_stands_first() {
        let mut tippers = Tippers::default();
        for (name, net_cents, at) in [("a", 5, 9), ("b", 7, 3), ("c", 5, 2), ("d", 0, 1), ("e", 6, 4)] {
            let at = Timestamp::from_millis(at);
            tippers.add(TipperKey::of(name), TipperSums { net_cents, tip_count: 1, first_at: at, last_at: at });
        }
        let places = |limit| tippers.top(limit).iter().map(|(key, _)| *key).collect::<Vec<_>>();
        let named = |names: &[&str]| names.iter().map(|name| TipperKey::of(name)).collect::<Vec<_>>();
        assert_eq!(places(3), named(&["b", "e", "c"]));
        assert_eq!(places(100), named(&["b", "e", "c", "a"]));
        assert_eq!((places(0).len(), tippers.count()), (0, 4));
    }
}
