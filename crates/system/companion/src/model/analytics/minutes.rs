//! Tips of one session by the minute, packed into bytes beside each slice that has some of them. A session of a million tips in one
//! evening is some hundred of these.
//!
//! In the order of the minutes: the distance from the minute before (from that of the slice's begin at first), then net and tips, each
//! a varint as in a sheet.

use std::collections::BTreeMap;

use footlights_base::Timestamp;

use super::CountedTip;
use super::sheet::{NotASheet, put, take};

/// A minute, in milliseconds.
pub(crate) const MINUTE_MS: i64 = 60_000;

/// What tips of a minute add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MinuteSums {
    /// What is left of them, in minor units.
    pub(crate) net_cents: i64,
    /// Those of which something is left.
    pub(crate) tip_count: i64,
}

/// Sums by the number of the minute. One is there also when all of its tips were given back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Minutes(BTreeMap<i64, MinuteSums>);

const fn minute_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(MINUTE_MS)
}

impl Minutes {
    pub(crate) fn add_tip(&mut self, tip: &CountedTip) {
        let left = tip.amount_cents - tip.refunded_cents;
        self.add(minute_of(tip.created_at), MinuteSums { net_cents: left, tip_count: i64::from(left > 0) });
    }

    pub(crate) fn add(&mut self, minute: i64, more: MinuteSums) {
        let sums = self.0.entry(minute).or_default();
        sums.net_cents += more.net_cents;
        sums.tip_count += more.tip_count;
    }

    /// The sums of the minute that a moment lies in.
    pub(crate) fn at_mut(&mut self, at: Timestamp) -> Option<&mut MinuteSums> {
        self.0.get_mut(&minute_of(at))
    }

    /// Those before a minute, in order.
    pub(crate) fn before(&self, minute: i64) -> impl Iterator<Item = (i64, MinuteSums)> {
        self.0.range(..minute).map(|(minute, sums)| (*minute, *sums))
    }

    /// How many minutes there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What all of them add up to.
    pub(crate) fn total(&self) -> MinuteSums {
        self.0.values().fold(MinuteSums::default(), |total, sums| MinuteSums {
            net_cents: total.net_cents + sums.net_cents,
            tip_count: total.tip_count + sums.tip_count,
        })
    }

    /// As bytes, of a slice that begins at this moment or a stretch of time that does.
    pub(crate) fn pack(&self, since: Timestamp) -> Vec<u8> {
        let (mut bytes, mut before) = (Vec::with_capacity(self.len() * 6), minute_of(since));
        for (minute, sums) in &self.0 {
            for number in [minute - before, sums.net_cents, sums.tip_count] {
                put(&mut bytes, number);
            }
            before = *minute;
        }
        bytes
    }

    /// Adds what was packed.
    pub(crate) fn merge(&mut self, since: Timestamp, mut bytes: &[u8]) -> Result<(), NotASheet> {
        let mut minute = minute_of(since);
        while !bytes.is_empty() {
            minute += take(&mut bytes)?;
            let (net_cents, tip_count) = (take(&mut bytes)?, take(&mut bytes)?);
            self.add(minute, MinuteSums { net_cents, tip_count });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::{MinuteSums, Minutes, NotASheet};

    fn sums(net_cents: i64, tip_count: i64) -> MinuteSums {
        MinuteSums { net_cents, tip_count }
    }

    #[test]
    fn what_is_packed_comes_out_the_same_and_adds_up() {
        let since = Timestamp::from_millis(1_800_000_059_999);
        let mut minutes = Minutes::default();
        for (minute, of) in [(30_000_000, sums(5, 1)), (30_000_007, sums(0, 0)), (30_000_014, sums(100_000_000_000, 4_000))] {
            minutes.add(minute, of);
        }
        let bytes = minutes.pack(since);
        let mut read = Minutes::default();
        read.merge(since, &bytes).expect("minutes");
        assert_eq!(read, minutes);
        read.merge(since, &bytes).expect("minutes");
        assert_eq!((read.len(), read.total()), (3, sums(200_000_000_010, 8_002)));
        assert_eq!(read.before(30_000_007).collect::<Vec<_>>(), [(30_000_000, sums(10, 2))]);
        assert_eq!(read.at_mut(since), Some(&mut sums(10, 2)));
        assert_eq!(Minutes::default().merge(since, &bytes[..bytes.len() - 1]), Err(NotASheet));
    }
}
