//! Cuts a line into tokens and finds each in the tables while its bytes pass by once.

mod chunk;
mod pieces;
mod stretch;

use crate::scratch::{LINE_BYTES_MAX, Scratch, TOKENS_MAX};
use crate::table::{At, Table};

/// A word, an emote or an emoji of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// The hash of the word as the tables spell it.
    pub(crate) hash: u64,
    /// Its entry as a word.
    pub(crate) word: At,
    /// Its entry as an emote or emoji.
    pub(crate) picture: At,
    /// Where it stands in the line, in bytes.
    pub(crate) start: u16,
    pub(crate) end: u16,
    /// A sentence, or part of one, ended before it.
    pub(crate) after_mark: bool,
}

/// The tokens and the shape of one line are being found.
pub(crate) struct Cutting<'a> {
    table: &'a Table,
    line: &'a str,
    scratch: &'a mut Scratch,
    /// A mark was read and no token after it.
    marked: bool,
}

/// Fills the scratch with the tokens and the shape of a line.
pub(crate) fn cut(table: &Table, line: &str, scratch: &mut Scratch) {
    scratch.tokens.clear();
    scratch.shape = crate::shape::Shape::default();
    let line = head(line);
    scratch.shape.bytes = u32::try_from(line.len()).expect("cut to a limit");
    scratch.shape.command = is_command(line);
    if scratch.shape.command {
        return;
    }
    let bytes = line.as_bytes();
    let mut cutting = Cutting { table, line, scratch, marked: true };
    let mut at = 0;
    while at < bytes.len() && cutting.scratch.tokens.len() < TOKENS_MAX {
        if bytes[at] <= b' ' {
            at += 1;
        } else {
            at = cutting.chunk(at);
        }
    }
}

/// As much of a line as is read, without cutting a character.
pub(crate) fn head(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_prefix("/me ").unwrap_or(line);
    if line.len() <= LINE_BYTES_MAX {
        return line;
    }
    let end = (0..=LINE_BYTES_MAX).rev().find(|end| line.is_char_boundary(*end)).expect("0 is a boundary");
    &line[..end]
}

/// `!uptime`, `/timeout somebody`: said to a bot.
fn is_command(line: &str) -> bool {
    let mut bytes = line.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(b'!'), Some(next)) => next.is_ascii_alphanumeric(),
        (Some(b'/'), Some(next)) => next.is_ascii_alphabetic() && !line.starts_with("/s ") && line != "/s",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{LINE_BYTES_MAX, Scratch, TOKENS_MAX, cut};
    use crate::table::Table;

    fn words(line: &str) -> Vec<String> {
        let mut scratch = Scratch::new();
        cut(&Table::written(), line, &mut scratch);
        let line = super::head(line);
        scratch.tokens.iter().map(|token| line[usize::from(token.start)..usize::from(token.end)].to_owned()).collect()
    }

    #[test]
    fn words_emotes_and_emoji_are_tokens_and_marks_are_not() {
        assert_eq!(words("Don't stop, KEKW!! 😂😂 lets-go"), ["Don't", "stop", "KEKW", "😂", "😂", "lets", "go"]);
        assert_eq!(words("nice :) <3 D: f*ck"), ["nice", ":)", "<3", "D:", "f*ck"]);
        assert!(words("@somebody https://example.org www.example.org").is_empty());
    }

    #[test]
    fn commands_are_not_read() {
        assert!(words("!uptime now").is_empty());
        assert!(words("/ban somebody").is_empty());
        assert_eq!(words("/me waves"), ["waves"]);
        assert_eq!(words("! nice"), ["nice"]);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let mut scratch = Scratch::new();
        let table = Table::written();
        cut(&table, &"é".repeat(LINE_BYTES_MAX), &mut scratch);
        assert!(scratch.shape.bytes as usize <= LINE_BYTES_MAX);
        cut(&table, &"a ".repeat(LINE_BYTES_MAX), &mut scratch);
        assert_eq!(scratch.tokens.len(), TOKENS_MAX);
    }
}
