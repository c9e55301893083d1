//! Words found in a message as people mean them: whole words, whatever their case or their form in Unicode.

use unicode_normalization::UnicodeNormalization as _;

/// Compatibility forms are one (NFKC), and so are capitals and small letters.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Whether `folded` holds `word` as a whole word (or several words in a row). Both are folded, `word` is not empty.
pub(crate) fn holds(folded: &str, word: &str) -> bool {
    folded.match_indices(word).any(|(at, _)| {
        let (before, after) = (folded[..at].chars().next_back(), folded[at + word.len()..].chars().next());
        parted(before, word.chars().next()) && parted(word.chars().next_back(), after)
    })
}

/// Whether a word may end between these two.
fn parted(left: Option<char>, right: Option<char>) -> bool {
    let runs_on = |side: Option<char>| side.is_some_and(|c| (c.is_alphanumeric() || c == '_') && !is_unspaced(c));
    !(runs_on(left) && runs_on(right))
}

/// Scripts that put no spaces between words, or hang endings on them.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{fold, holds};

    #[test]
    fn whole_words_only() {
        for (text, word, found) in [
            ("play the SONG now", "song", true),
            ("song", "song", true),
            ("songs", "song", false),
            ("my-song!", "song", true),
            ("my_song", "song", false),
            ("good evening all", "good evening", true),
            ("CAFÉ?", "cafe\u{301}", true),
            ("ＨＥＬＬＯ", "hello", true),
            ("今日はいい天気", "天気", true),
            ("no no nothing", "nothing", true),
            ("nothin nothing", "nothing", true),
            (":) hi", ":)", true),
        ] {
            assert_eq!(holds(&fold(text), &fold(word)), found, "{text} / {word}");
        }
    }
}
