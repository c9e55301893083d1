//! One hash for words, emotes and phrases: computed while the bytes are read, so that no word is copied to be looked up.

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// Emotes live in a world of their own: `Pog` as typed is not the word `pog`.
const EMOTE: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash that bytes are fed to, one at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running(u64);

impl Running {
    pub(crate) const fn new() -> Self {
        Self(SEED)
    }

    #[inline]
    pub(crate) const fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(PRIME);
    }

    /// The hash of a word.
    #[inline]
    pub(crate) const fn word(self) -> u64 {
        mix(self.0)
    }

    /// The hash of an emote.
    #[inline]
    pub(crate) const fn emote(self) -> u64 {
        mix(self.0 ^ EMOTE)
    }
}

/// The hash of a phrase that goes on with one more word.
#[inline]
pub(crate) const fn then(phrase: u64, word: u64) -> u64 {
    mix(phrase.rotate_left(23) ^ word)
}

/// The hash of an emoji.
#[inline]
pub(crate) const fn glyph(character: char) -> u64 {
    mix(character as u64 ^ (EMOTE << 1))
}

/// The hash of what a channel's emote ends in.
#[inline]
pub(crate) const fn ending(emote: u64) -> u64 {
    mix(emote ^ (EMOTE >> 1))
}

/// Spreads what differs in a few bits over all of them.
#[inline]
pub(crate) const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// The hash of a word that is at hand as text.
pub(crate) fn of_word(text: &str) -> u64 {
    let mut running = Running::new();
    text.bytes().for_each(|byte| running.push(byte));
    running.word()
}

/// The hash of an emote that is at hand as text.
pub(crate) fn of_emote(text: &str) -> u64 {
    let mut running = Running::new();
    text.bytes().for_each(|byte| running.push(byte));
    running.emote()
}
