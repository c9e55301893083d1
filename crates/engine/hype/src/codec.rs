//! Bytes of a snapshot: little-endian numbers one after another, no padding.
//!
//! Owns: writing, reading, the checksum. Does not know: what the numbers mean.

use crate::refusal::SnapshotRefusal;

#[derive(Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    pub(crate) fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }
    pub(crate) fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }
    pub(crate) fn i64(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }
    /// The bits: equal configurations are equal to the bit.
    pub(crate) fn f64(&mut self, value: f64) {
        self.u64(value.to_bits());
    }
    pub(crate) fn flag(&mut self, value: bool) {
        self.u8(u8::from(value));
    }
    /// A mark whether there is one, then it.
    pub(crate) fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }
    pub(crate) fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).expect("every list has a limit below four billion"));
    }
}

#[derive(Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

type Read<T> = Result<T, SnapshotRefusal>;

impl Reader<'_> {
    pub(crate) fn bytes<const N: usize>(&mut self) -> Read<[u8; N]> {
        let (taken, left) = self.0.split_first_chunk::<N>().ok_or(SnapshotRefusal::Damaged("it ends too early"))?;
        self.0 = left;
        Ok(*taken)
    }
    pub(crate) fn u8(&mut self) -> Read<u8> {
        self.bytes::<1>().map(|[byte]| byte)
    }
    pub(crate) fn u32(&mut self) -> Read<u32> {
        self.bytes().map(u32::from_le_bytes)
    }
    pub(crate) fn u64(&mut self) -> Read<u64> {
        self.bytes().map(u64::from_le_bytes)
    }
    pub(crate) fn i64(&mut self) -> Read<i64> {
        self.bytes().map(i64::from_le_bytes)
    }
    pub(crate) fn flag(&mut self) -> Read<bool> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(SnapshotRefusal::Damaged("a flag is neither yes nor no")),
        }
    }
    pub(crate) fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }
    /// A list's length, at most `max`.
    pub(crate) fn count(&mut self, max: usize) -> Read<usize> {
        let count = self.u32()? as usize;
        if count <= max { Ok(count) } else { Err(SnapshotRefusal::Damaged("a list is longer than it may be")) }
    }
}

/// FNV-1a, 64 bits: tells damage and difference, and keeps no secret.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
