//! Words written longer than they are (`gooood`), with digits for letters (`n00b`), and emotes of a channel (`someoneHype`).

use super::Cutting;
use crate::hash::{self, Running};
use crate::table::At;

impl Cutting<'_> {
    /// The entry of a stretched word: letters that last are tried twice, then once.
    pub(super) fn unstretched(&self, text: &str, hash: u64) -> (u64, At) {
        for times in [2, 1] {
            let shorter = squeezed(text, times);
            let at = self.table.find(shorter);
            if at.is_some() {
                return (shorter, at);
            }
        }
        (hash, At::NONE)
    }

    /// The entry of a word with digits for letters, if it is an insult; others are too often names.
    pub(super) fn undisguised(&self, text: &str) -> At {
        let mut running = Running::new();
        for byte in text.bytes() {
            running.push(match byte {
                b'0' => b'o',
                b'1' | b'!' => b'i',
                b'3' => b'e',
                b'4' | b'@' => b'a',
                b'5' | b'$' => b's',
                b'7' => b't',
                byte => byte.to_ascii_lowercase(),
            });
        }
        let at = self.table.find(running.word());
        if self.table.get(at).weights[footlights_base::SentimentCategory::Hostile.index()] >= 50 { at } else { At::NONE }
    }

    /// The entry of a channel's emote by what follows its prefix of small letters.
    pub(super) fn ending(&self, text: &str) -> At {
        let bytes = text.as_bytes();
        if bytes.len() < 4 || !(bytes[0].is_ascii_lowercase() || bytes[0].is_ascii_digit()) {
            return At::NONE;
        }
        let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        match bytes.windows(2).position(|pair| small(pair[0]) && pair[1].is_ascii_uppercase()) {
            Some(before) if before >= 1 => self.table.find(hash::ending(hash::of_emote(&text[before + 1..]))),
            _ => At::NONE,
        }
    }
}

/// The hash of a word whose letters that last three times or longer stand `times` times.
fn squeezed(text: &str, times: usize) -> u64 {
    let bytes = text.as_bytes();
    let mut running = Running::new();
    let mut at = 0;
    while at < bytes.len() {
        let letter = bytes[at].to_ascii_lowercase();
        let length = bytes[at..].iter().take_while(|byte| byte.to_ascii_lowercase() == letter).count();
        if letter != b'\'' {
            let kept = if length >= 3 { times } else { length };
            (0..kept).for_each(|_| running.push(letter));
        }
        at += length;
    }
    running.word()
}

#[cfg(test)]
mod tests {
    use super::squeezed;
    use crate::hash::of_word;

    #[test]
    fn letters_that_last_are_shortened() {
        assert_eq!(squeezed("GOOOOD", 2), of_word("good"));
        assert_eq!(squeezed("soooo", 1), of_word("so"));
        assert_eq!(squeezed("nooo'o", 1), of_word("noo"));
    }
}
