//! Where a state is written to: bytes, or a hash of them.

use crate::chance::mix;

/// Takes numbers in order.
pub(crate) trait Sink {
    fn u64(&mut self, value: u64);
    fn bytes(&mut self, bytes: &[u8]);

    fn u8(&mut self, value: u8) {
        self.bytes(&[value]);
    }
    fn u16(&mut self, value: u16) {
        self.bytes(&value.to_le_bytes());
    }
    fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }
    fn u128(&mut self, value: u128) {
        self.bytes(&value.to_le_bytes());
    }
    fn count(&mut self, value: usize) {
        self.u64(value as u64);
    }
    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }
    fn column_u8(&mut self, column: &[u8]) {
        self.bytes(column);
    }
    fn column_u16(&mut self, column: &[u16]) {
        column.iter().for_each(|&value| self.u16(value));
    }
    fn column_u32(&mut self, column: &[u32]) {
        column.iter().for_each(|&value| self.u32(value));
    }
}

impl Sink for Vec<u8> {
    fn u64(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// A hash over what is written, eight bytes at a time. Not for keeping secrets.
#[derive(Debug, Default)]
pub(crate) struct Hasher {
    state: u64,
    word: u64,
    held: u32,
    length: u64,
}

impl Hasher {
    fn word(&mut self, word: u64) {
        self.state = (self.state.rotate_left(29) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    pub(crate) fn finish(mut self) -> u64 {
        let word = self.word;
        self.word(word);
        mix(self.state ^ self.length.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }
}

impl Sink for Hasher {
    fn u64(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }
    fn bytes(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        for &byte in bytes {
            self.word |= u64::from(byte) << (8 * self.held);
            self.held += 1;
            if self.held == 8 {
                let word = std::mem::take(&mut self.word);
                self.word(word);
                self.held = 0;
            }
        }
    }
}
