//! One chunk between spaces: most are one plain word, and those are quick.

use super::{Cutting, Token};
use crate::hash::Running;
use crate::laughter;
use crate::scratch::TOKENS_MAX;
use crate::table::At;

/// The longest chunk that can be an emote, in bytes.
const EMOTE_BYTES_MAX: usize = 40;

/// What one pass over a chunk saw.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) word: Running,
    pub(super) raw: Running,
    pub(super) letters: u32,
    pub(super) capitals: u32,
    /// A letter stands three times in a row.
    pub(super) stretched: bool,
    /// Nothing but letters, digits and apostrophes.
    pub(super) plain: bool,
    pub(super) digits: bool,
}

const LETTER: u8 = 1;
/// The bit that, moved up by four, makes a capital small.
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const SKIPPED: u8 = 8;

/// What a byte is within a plain word; 0: the chunk is not plain.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'\'' => SKIPPED,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// Reads bytes of a word: the hash folded and as typed, capitals, stretched letters.
#[inline]
pub(super) fn see(bytes: &[u8]) -> Seen {
    let mut seen =
        Seen { word: Running::new(), raw: Running::new(), letters: 0, capitals: 0, stretched: false, plain: true, digits: false };
    let (mut before, mut before_that) = (0, 0);
    for &byte in bytes {
        seen.raw.push(byte);
        let class = CLASS[usize::from(byte)];
        let folded = byte | ((class & CAPITAL) << 4);
        seen.letters += u32::from(class & LETTER != 0);
        seen.capitals += u32::from(class & CAPITAL != 0);
        seen.digits |= class & DIGIT != 0;
        seen.plain &= class != 0;
        if class & SKIPPED == 0 {
            seen.word.push(folded);
            seen.stretched |= folded == before && folded == before_that && class & LETTER != 0;
            (before_that, before) = (before, folded);
        }
    }
    seen
}

impl Cutting<'_> {
    /// Reads the chunk that begins here; says where it ends.
    pub(super) fn chunk(&mut self, start: usize) -> usize {
        let bytes = self.line.as_bytes();
        let length = bytes[start..].iter().position(|byte| *byte <= b' ').unwrap_or(bytes.len() - start);
        let end = start + length;
        let chunk = &bytes[start..end];
        let seen = see(chunk);
        let picture = if length <= EMOTE_BYTES_MAX { self.table.find(seen.raw.emote()) } else { At::NONE };
        if seen.plain {
            self.word(start, end, &seen, picture);
        } else if picture.is_some() {
            self.push(seen.raw.emote(), At::NONE, picture, start, end);
            self.scratch.shape.pictures += 1;
            self.scratch.shape.asks += u32::from(chunk.contains(&b'?'));
        } else {
            self.pieces(start, end);
        }
        end
    }

    /// A word of letters, digits and apostrophes.
    pub(super) fn word(&mut self, start: usize, end: usize, seen: &Seen, picture: At) {
        let text = &self.line[start..end];
        let mut hash = seen.word.word();
        let mut word = self.table.find(hash);
        if !word.is_some() && seen.stretched {
            (hash, word) = self.unstretched(text, hash);
        }
        if !word.is_some() && !picture.is_some() {
            word = self.rare(text, seen);
        }
        let picture = picture.or(|| if word.is_some() { At::NONE } else { self.ending(text) });
        let shape = &mut self.scratch.shape;
        if picture.is_some() {
            shape.pictures += 1;
        } else {
            shape.words += 1;
        }
        // An emote in capitals shouts no louder than one in small letters; a word that is both does.
        if (!picture.is_some() || word.is_some()) && seen.letters > 1 {
            shape.letters += seen.letters;
            shape.capitals += seen.capitals;
            shape.stretched += u32::from(seen.stretched);
        }
        self.push(hash, word, picture, start, end);
    }

    /// Words no table spells out: laughter, digits for letters.
    #[inline]
    fn rare(&self, text: &str, seen: &Seen) -> At {
        if laughter::laughs(text) {
            return self.table.laughter;
        }
        if seen.digits && seen.letters > 1 {
            return self.undisguised(text);
        }
        At::NONE
    }

    pub(super) fn push(&mut self, hash: u64, word: At, picture: At, start: usize, end: usize) {
        let shape = &mut self.scratch.shape;
        let tokens = &mut self.scratch.tokens;
        shape.repeats += u32::from(tokens.last().is_some_and(|last| last.hash == hash));
        if tokens.len() < TOKENS_MAX {
            let at = |byte: usize| u16::try_from(byte).expect("lines are cut to a limit");
            let after_mark = std::mem::take(&mut self.marked);
            tokens.push(Token { hash, word, picture, start: at(start), end: at(end), after_mark });
        }
    }
}
