//! A sheet: what the tips of one span, platform and currency add up to, by quarter and by tipper, packed into bytes. A year of a
//! million tips is some hundred sheets, and reading them costs no more than reading their bytes.
//!
//! A number is a varint (LEB128): seven bits a byte, the lowest first.
//! `sums` is, in order, the distance from the quarter before (from the sheet's begin at first), then gross, refunded, tips,
//! largest. `tippers` is, in the order of their keys, the key's 16 bytes, then net, tips, first moment since the sheet's begin,
//! last moment since the first.

use std::collections::BTreeMap;

use footlights_base::Timestamp;

use super::CountedTip;
use super::sums::{QuarterSums, quarter_of};
use super::tippers::{TipperKey, TipperSums, Tippers};

/// What bytes of a sheet are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes of a sheet end too early or hold a number that is too large")]
pub(crate) struct NotASheet;

/// A sheet, unpacked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// By the number of the quarter.
    pub(crate) sums: BTreeMap<i64, QuarterSums>,
    pub(crate) tippers: Tippers,
}

impl Sheet {
    pub(crate) fn add(&mut self, tip: &CountedTip) {
        self.sums.entry(quarter_of(tip.created_at)).or_default().add(QuarterSums::of(tip));
        if let Some((tipper, sums)) = TipperSums::of(tip) {
            self.tippers.add(tipper, sums);
        }
    }

    /// Adds what a packed sheet says.
    pub(crate) fn merge(&mut self, since: Timestamp, sums: &[u8], tippers: &[u8]) -> Result<(), NotASheet> {
        unpack_sums(since, sums, |quarter, sums| self.sums.entry(quarter).or_default().add(sums))?;
        unpack_tippers(since, tippers, &mut self.tippers)
    }

    /// How many sums there are.
    pub(crate) fn len(&self) -> usize {
        self.sums.len() + self.tippers.len()
    }
}

pub(crate) fn pack_sums(since: Timestamp, sums: &BTreeMap<i64, QuarterSums>) -> Vec<u8> {
    let (mut bytes, mut before) = (Vec::with_capacity(sums.len() * 10), quarter_of(since));
    for (quarter, sums) in sums {
        for number in [quarter - before, sums.gross_cents, sums.refunded_cents, sums.tip_count, sums.largest_cents] {
            put(&mut bytes, number);
        }
        before = *quarter;
    }
    bytes
}

pub(crate) fn unpack_sums(since: Timestamp, mut bytes: &[u8], mut each: impl FnMut(i64, QuarterSums)) -> Result<(), NotASheet> {
    let mut quarter = quarter_of(since);
    while !bytes.is_empty() {
        quarter += take(&mut bytes)?;
        let (gross_cents, refunded_cents) = (take(&mut bytes)?, take(&mut bytes)?);
        let (tip_count, largest_cents) = (take(&mut bytes)?, take(&mut bytes)?);
        each(quarter, QuarterSums { gross_cents, refunded_cents, tip_count, largest_cents });
    }
    Ok(())
}

/// The bytes of a tipper at the least.
const TIPPER_BYTES_MIN: usize = 20;

pub(crate) fn pack_tippers(since: Timestamp, tippers: &Tippers) -> Vec<u8> {
    let mut sorted: Vec<_> = tippers.iter().collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    let mut bytes = Vec::with_capacity(sorted.len() * (TIPPER_BYTES_MIN + 10));
    for (key, sums) in sorted {
        bytes.extend_from_slice(key.as_bytes());
        let first = sums.first_at.as_millis() - since.as_millis();
        for number in [sums.net_cents, sums.tip_count, first, sums.last_at.as_millis() - sums.first_at.as_millis()] {
            put(&mut bytes, number);
        }
    }
    bytes
}

pub(crate) fn unpack_tippers(since: Timestamp, mut bytes: &[u8], into: &mut Tippers) -> Result<(), NotASheet> {
    if into.len() == 0 {
        into.reserve(bytes.len() / (TIPPER_BYTES_MIN + 10));
    }
    while !bytes.is_empty() {
        let (key, rest) = bytes.split_first_chunk::<16>().ok_or(NotASheet)?;
        bytes = rest;
        let (net_cents, tip_count) = (take(&mut bytes)?, take(&mut bytes)?);
        let first = since.as_millis() + take(&mut bytes)?;
        let last = first + take(&mut bytes)?;
        let (first_at, last_at) = (Timestamp::from_millis(first), Timestamp::from_millis(last));
        into.add(TipperKey::from_bytes(*key), TipperSums { net_cents, tip_count, first_at, last_at });
    }
    Ok(())
}

/// No number of a sheet is negative.
pub(super) fn put(bytes: &mut Vec<u8>, number: i64) {
    let mut left = number.unsigned_abs();
    while left >= 0x80 {
        bytes.push(u8::try_from(left & 0x7f).expect("seven bits") | 0x80);
        left >>= 7;
    }
    bytes.push(u8::try_from(left).expect("seven bits"));
}

pub(super) fn take(bytes: &mut &[u8]) -> Result<i64, NotASheet> {
    let (mut number, mut shift) = (0_i64, 0);
    loop {
        let (byte, rest) = bytes.split_first().ok_or(NotASheet)?;
        *bytes = rest;
        if shift > 56 {
            return Err(NotASheet);
        }
        number |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::{Currency, Timestamp};

    use super::{NotASheet, Sheet, pack_sums, pack_tippers, put, take};
    use crate::model::analytics::CountedTip;
    use crate::model::{Platform, SessionId, TipId};

    fn tip(number: i64, cents: i64, back: i64, name: Option<&str>) -> CountedTip {
        CountedTip {
            id: TipId::from_bytes([7; 16]),
            session_id: SessionId::from_bytes([8; 16]),
            platform: Platform::Other,
            currency: Currency::USD,
            amount_cents: cents,
            refunded_cents: back,
            tipper_name: name.map(str::to_owned),
            created_at: Timestamp::from_millis(1_800_000_000_000 + number * 400_000),
        }
    }

    #[test]
    fn what_is_packed_comes_out_the_same_and_adds_up() {
        let tips = [tip(0, 5, 0, Some("a")), tip(1, 100_000_000, 3, None), tip(9, 7, 7, Some("B")), tip(40, 1, 0, Some("b"))];
        let (mut whole, since) = (Sheet::default(), Timestamp::from_millis(1_799_999_100_000));
        tips.iter().for_each(|tip| whole.add(tip));
        let (sums, tippers) = (pack_sums(since, &whole.sums), pack_tippers(since, &whole.tippers));
        let mut read = Sheet::default();
        read.merge(since, &sums, &tippers).expect("a sheet");
        assert_eq!((&read, read.tippers.len(), read.sums.len()), (&whole, 2, 3));
        let mut slices = Sheet::default();
        for tip in &tips {
            let mut slice = Sheet::default();
            slice.add(tip);
            let since = tip.created_at;
            slices.merge(since, &pack_sums(since, &slice.sums), &pack_tippers(since, &slice.tippers)).expect("a sheet");
        }
        assert_eq!(slices, whole);
        assert_eq!(Sheet::default().merge(since, &[], &tippers[..tippers.len() - 1]), Err(NotASheet));
        assert_eq!(Sheet::default().merge(since, &[], &tippers[..15]), Err(NotASheet));
        assert_eq!(Sheet::default().merge(since, &sums[..3], &[]), Err(NotASheet));
    }

    #[test]
    fn numbers_of_every_length() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 9_007_199_254_740_991, i64::MAX] {
            let mut bytes = Vec::new();
            put(&mut bytes, number);
            assert_eq!(take(&mut bytes.as_slice()), Ok(number));
        }
        assert_eq!(take(&mut [0xff; 12].as_slice()), Err(NotASheet));
        assert_eq!(take(&mut [0x80].as_slice()), Err(NotASheet));
    }
}
