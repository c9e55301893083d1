//! A chunk that is not one plain word: marks, emoji, links, mentions, emotes with marks, letters beyond ASCII.

use super::Cutting;
use super::chunk::see;
use crate::glyph::{self, Glyph};
use crate::hash::{self, Running};
use crate::laughter;
use crate::table::At;

impl Cutting<'_> {
    /// Cuts a chunk into what it is made of.
    pub(super) fn pieces(&mut self, start: usize, end: usize) {
        let chunk = &self.line[start..end];
        if is_mention(chunk) {
            self.scratch.shape.mentions += 1;
            return;
        }
        if is_link(chunk) {
            self.scratch.shape.links += 1;
            return;
        }
        let mut at = start;
        while at < end {
            let byte = self.line.as_bytes()[at];
            at = if byte.is_ascii_alphanumeric() {
                self.piece(at, end)
            } else if byte.is_ascii() {
                self.mark(byte);
                at + 1
            } else {
                self.glyph(at, end)
            };
        }
    }

    /// A word or emote within a chunk.
    fn piece(&mut self, start: usize, end: usize) -> usize {
        let bytes = &self.line.as_bytes()[start..end];
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'*' | b'_' | b'$') || !byte.is_ascii();
        let mut length = bytes.iter().position(|byte| !inside(byte)).unwrap_or(bytes.len());
        if bytes[..length].is_ascii() {
            while length > 1 && matches!(bytes[length - 1], b'\'' | b'_') {
                length -= 1;
            }
        } else {
            length = self.letters(start, start + length) - start;
        }
        self.any_word(start, start + length);
        start + length
    }

    /// Where the letters that begin here end.
    fn letters(&self, start: usize, end: usize) -> usize {
        let fits = |c: char| {
            matches!(c, '\'' | '’' | '_' | '*') || c.is_ascii_alphanumeric() || (!c.is_ascii() && glyph::kind(c) == Glyph::Letter)
        };
        self.line[start..end].find(|c| !fits(c)).map_or(end, |length| start + length)
    }

    /// A word that may hold stars or letters beyond ASCII.
    fn any_word(&mut self, start: usize, end: usize) {
        let text = &self.line[start..end];
        let seen = see(text.as_bytes());
        if text.is_ascii() {
            let picture = self.table.find(seen.raw.emote());
            return self.word(start, end, &seen, picture);
        }
        let mut running = Running::new();
        let mut buffer = [0; 4];
        for character in text.chars().filter(|c| *c != '’' && *c != '\'').flat_map(char::to_lowercase) {
            character.encode_utf8(&mut buffer).bytes().for_each(|byte| running.push(byte));
        }
        let laughter = || if laughter::laughs(text) { self.table.laughter } else { At::NONE };
        let word = self.table.find(running.word()).or(laughter);
        self.scratch.shape.words += 1;
        self.push(running.word(), word, At::NONE, start, end);
    }

    /// A mark: it ends a part of the sentence, asks, shouts, or is a stroke of a drawing.
    fn mark(&mut self, byte: u8) {
        let shape = &mut self.scratch.shape;
        match byte {
            b'!' => shape.shouts += 1,
            b'?' => shape.asks += 1,
            b'.' | b',' | b';' | b':' | b')' | b'(' | b'"' | b'\'' | b'-' => {}
            _ => shape.strokes += 1,
        }
        self.marked |= matches!(byte, b'!' | b'?' | b'.' | b',' | b';' | b':');
    }

    /// An emoji, a letter beyond ASCII, or something that is neither.
    fn glyph(&mut self, start: usize, end: usize) -> usize {
        let character = self.line[start..end].chars().next().expect("not at the end");
        let after = start + character.len_utf8();
        match glyph::kind(character) {
            Glyph::Letter => {
                let after = self.letters(start, end);
                self.any_word(start, after);
                return after;
            }
            Glyph::Emoji => {
                let hash = hash::glyph(character);
                self.scratch.shape.pictures += 1;
                self.push(hash, At::NONE, self.table.find(hash), start, after);
            }
            Glyph::Unseen => {}
            Glyph::Other => match character {
                '！' => self.mark(b'!'),
                '？' | '¿' => self.mark(b'?'),
                '…' | '。' | '、' => self.mark(b'.'),
                '’' | '‘' | '“' | '”' => {}
                _ => self.scratch.shape.strokes += 1,
            },
        }
        after
    }
}

fn is_mention(chunk: &str) -> bool {
    chunk.len() > 1 && chunk.starts_with('@') && chunk.as_bytes()[1].is_ascii_alphanumeric()
}

/// An address of a page: `https://…`, `www.…`, `example.com/…`.
fn is_link(chunk: &str) -> bool {
    const DOMAINS: [&str; 10] = [".com", ".net", ".org", ".tv", ".gg", ".io", ".ly", ".be", ".ru", ".xyz"];
    if chunk.contains("://") || chunk.starts_with("www.") {
        return true;
    }
    let host = chunk.split('/').next().unwrap_or_default();
    host.is_ascii() && DOMAINS.iter().any(|domain| host.len() > domain.len() && host.ends_with(domain))
}

#[cfg(test)]
mod tests {
    use super::{is_link, is_mention};

    #[test]
    fn links_and_mentions() {
        for link in ["https://x.example/y", "www.example.org", "clips.twitch.tv/Abc", "discord.gg/abc", "example.com"] {
            assert!(is_link(link), "{link}");
        }
        for word in ["wait...what", ".com", "lol.", "3.5"] {
            assert!(!is_link(word), "{word}");
        }
        assert!(is_mention("@nick") && !is_mention("@") && !is_mention("@!"));
    }
}
