//! The one form of a word, whatever it is dressed up as.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// As often as a letter is counted in a row: three are a stretch, two may be how the word is spelled.
const RUN_MAX: usize = 3;

/// Letters and digits only: compatibility forms, case, accents, look-alikes and digits for letters are undone.
pub(crate) fn plain(text: &str) -> String {
    let letters =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(letter_for).filter(|c| c.is_alphanumeric());
    let mut out = String::with_capacity(text.len());
    let mut run = (None, 0);
    for c in letters {
        run = if run.0 == Some(c) { (run.0, run.1 + 1) } else { (Some(c), 1) };
        if run.1 <= RUN_MAX {
            out.push(c);
        }
    }
    out
}

/// Whether a plain form has a letter that is stretched.
pub(crate) fn is_stretched(plain: &str) -> bool {
    runs(plain).any(|(_, length)| length >= RUN_MAX)
}

/// Whether `stretched` is `word` with letters that last longer; for a beginning, whether it begins so.
pub(crate) fn stretches(word: &str, stretched: &str, only_beginning: bool) -> bool {
    let mut long = runs(stretched);
    let fits = runs(word).all(|(letter, least)| long.next().is_some_and(|(other, length)| other == letter && length >= least));
    fits && (only_beginning || long.next().is_none())
}

/// Letters and how often each stands in a row.
fn runs(text: &str) -> impl Iterator<Item = (char, usize)> + '_ {
    let mut letters = text.chars().peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let mut length = 1;
        while letters.next_if_eq(&letter).is_some() {
            length += 1;
        }
        Some((letter, length))
    })
}

/// What a sign stands for when it stands in a word: digits and signs for letters, Cyrillic and Greek look-alikes.
fn letter_for(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' | 'ı' | 'і' | 'ι' => 'i',
        '3' | '€' | 'е' | 'ε' => 'e',
        '4' | '@' | 'а' | 'α' => 'a',
        '5' | '$' | 'ѕ' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        'о' | 'ο' | 'ø' => 'o',
        'с' => 'c',
        'р' | 'ρ' => 'p',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'u',
        'к' | 'κ' => 'k',
        'ß' => 's',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_stretched, plain, stretches};

    #[test]
    fn dresses_come_off() {
        for dressed in ["damn", "DAMN", "d@mn", "d4mn", "dámn", "ｄａｍｎ", "d.a.m.n", "d\u{200b}amn", "dаmn"] {
            assert_eq!(plain(dressed), "damn", "{dressed}");
        }
        assert_eq!(plain("daaaaamn"), "daaamn");
    }

    #[test]
    fn a_stretch_has_three_in_a_row() {
        assert!(is_stretched("daaamn") && !is_stretched("daamn"));
        assert!(stretches("damn", "daaamn", false) && stretches("coon", "cooon", false));
        assert!(!stretches("coon", "connn", false), "one o is not two");
        assert!(!stretches("damn", "daaamned", false) && stretches("damn", "daaamned", true));
    }
}
