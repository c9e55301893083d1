//! The features of a line: its words, neighbours, pieces of words, and its shape, each as a row of the weights.

use crate::hash;
use crate::scratch::Scratch;
use crate::token::head;

/// Rows of the weights, a power of two.
pub const ROWS: usize = 1 << 18;
const ROW_BITS: u32 = 18;

/// The longest piece of a word; the shortest has three bytes.
const PIECE_MAX: u64 = 5;
/// As much of a word is cut into pieces, in bytes.
const WORD_BYTES_MAX: usize = 24;

/// Names of what is no word, so that their rows differ.
const BEFORE_FIRST: u64 = 0x51ed_270b;
const SHAPE: u64 = 0x7f4a_7c15;

/// Calls `row` for each feature of the line whose tokens are in the scratch.
pub(crate) fn each(line: &str, scratch: &Scratch, row: &mut impl FnMut(usize)) {
    let line = head(line).as_bytes();
    let mut before = BEFORE_FIRST;
    for token in &scratch.tokens {
        row(of_hash(token.hash));
        row(of_hash(hash::then(before, token.hash)));
        before = token.hash;
        pieces(&line[usize::from(token.start)..usize::from(token.end)], row);
    }
    let shape = &scratch.shape;
    let length = match shape.words {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        4..=8 => 3,
        _ => 4,
    };
    let counts = [length, 8 + shape.shouts.min(3), 16 + shape.asks.min(3), 24 + u32::from(shape.is_loud()), 32 + shape.links.min(1)];
    let more = [40 + shape.mentions.min(1), 48 + shape.pictures.min(3), 56 + shape.stretched.min(2), 64 + shape.repeats.min(3)];
    counts.into_iter().chain(more).for_each(|count| row(of_hash(hash::mix(SHAPE ^ (u64::from(count) << 40)))));
}

/// Pieces of three to five bytes of a word with its ends marked.
fn pieces(word: &[u8], row: &mut impl FnMut(usize)) {
    if word.len() < 2 {
        return;
    }
    let word = &word[..word.len().min(WORD_BYTES_MAX)];
    let mut window = u64::from(b'<');
    let mut length = 1;
    for byte in word.iter().map(u8::to_ascii_lowercase).chain(std::iter::once(b'>')) {
        window = (window << 8) | u64::from(byte);
        length += 1;
        for size in 3..=PIECE_MAX.min(length) {
            let piece = window & ((1 << (8 * size)) - 1);
            row(of_hash((piece ^ (size << 48)).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
    }
}

/// The high bits are the well-mixed ones.
fn of_hash(hash: u64) -> usize {
    (hash >> (64 - ROW_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::{ROWS, each, pieces};
    use crate::scratch::Scratch;
    use crate::table::Table;
    use crate::token;

    #[test]
    fn rows_are_rows_and_the_same_every_time() {
        let (table, mut scratch) = (Table::written(), Scratch::new());
        let mut rows = |line: &str| {
            token::cut(&table, line, &mut scratch);
            let mut rows = Vec::new();
            each(line, &scratch, &mut |row| rows.push(row));
            rows
        };
        let once = rows("  What a game!! 😂");
        assert!(once.iter().all(|row| *row < ROWS));
        assert_eq!(once, rows("  What a game!! 😂"));
        assert_ne!(once, rows("what a game"));
    }

    #[test]
    fn pieces_of_a_word() {
        let mut count = 0;
        pieces(b"good", &mut |_| count += 1);
        // <go goo ood od>, <goo good ood>, <good good>
        assert_eq!(count, 4 + 3 + 2);
    }
}
