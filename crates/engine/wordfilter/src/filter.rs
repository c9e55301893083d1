//! Finding and masking.

use std::collections::HashSet;
use std::ops::Range;

use crate::default_list;
use crate::form::{is_stretched, plain, stretches};

/// Single letters in a row from which on they may be a word spelled out.
const SPELLED_OUT_MIN: usize = 3;

/// The words that are not said.
#[derive(Debug, Clone, Default)]
pub struct WordFilter {
    whole: HashSet<String>,
    /// Given as `word*`: whatever begins so.
    beginnings: Vec<String>,
    /// Given with spaces.
    phrases: Vec<Vec<String>>,
}

/// A text after the filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    /// With each unwanted word masked: its first letter, then stars.
    pub masked: String,
    /// With each unwanted word replaced by a word that can be spoken.
    pub spoken: String,
    /// How many there were.
    pub hits: usize,
}

impl WordFilter {
    /// A filter of the default list, when wanted, and of these words. A `*` at a word's end stands for any ending.
    #[must_use]
    pub fn new<'a>(use_default_list: bool, words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut filter = Self::default();
        if use_default_list {
            default_list::words().for_each(|word| filter.add(word));
        }
        words.into_iter().for_each(|word| filter.add(word));
        filter
    }

    fn add(&mut self, word: &str) {
        let parts: Vec<String> = word.split_whitespace().map(plain).filter(|part| !part.is_empty()).collect();
        match (parts.len(), word.trim().ends_with('*')) {
            (0, _) => {}
            (1, true) => self.beginnings.extend(parts),
            (1, false) => self.whole.extend(parts),
            _ => self.phrases.push(parts),
        }
    }

    /// Whether it holds no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.beginnings.is_empty() && self.phrases.is_empty()
    }

    /// Looks through a text. `stand_in` is spoken in place of an unwanted word.
    #[must_use]
    pub fn apply(&self, text: &str, stand_in: &str) -> Filtered {
        let mut hits = if self.is_empty() { Vec::new() } else { self.find(text) };
        hits.sort_by_key(|range| range.start);
        let (mut masked, mut spoken, mut from, mut count) = (String::new(), String::new(), 0, 0);
        for hit in hits {
            if hit.start < from {
                continue;
            }
            masked.push_str(&text[from..hit.start]);
            spoken.push_str(&text[from..hit.start]);
            mask(&text[hit.clone()], &mut masked);
            spoken.push_str(stand_in);
            (from, count) = (hit.end, count + 1);
        }
        masked.push_str(&text[from..]);
        spoken.push_str(&text[from..]);
        Filtered { masked, spoken, hits: count }
    }

    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let words: Vec<Word> = words(text);
        let mut hits: Vec<Range<usize>> = words.iter().filter_map(|word| self.hit(text, word)).collect();
        for phrase in &self.phrases {
            let is_phrase = |window: &&[Word]| window.iter().zip(phrase).all(|(word, part)| word.plain == *part);
            hits.extend(words.windows(phrase.len()).filter(is_phrase).map(|window| window[0].at.start..window[window.len() - 1].at.end));
        }
        hits.extend(self.spelled_out(&words));
        hits
    }

    /// A word, or else the pieces that hyphens and the like part it into.
    fn hit(&self, text: &str, word: &Word) -> Option<Range<usize>> {
        if self.knows(&word.plain) {
            return Some(word.at.clone());
        }
        let shown = &text[word.at.clone()];
        let mut pieces = shown.split(['-', '_', '.', '/', ',', '\'', '’', '*', '~']).filter(|piece| piece.len() > 1);
        let piece = pieces.find(|piece| self.knows(&plain(piece)))?;
        let start = word.at.start + (piece.as_ptr() as usize - shown.as_ptr() as usize);
        Some(start..start + piece.len())
    }

    fn knows(&self, plain: &str) -> bool {
        if self.whole.contains(plain) || self.beginnings.iter().any(|beginning| plain.starts_with(beginning)) {
            return true;
        }
        is_stretched(plain)
            && (self.whole.iter().any(|word| stretches(word, plain, false))
                || self.beginnings.iter().any(|word| stretches(word, plain, true)))
    }

    /// "d a m n": letters one by one.
    fn spelled_out(&self, words: &[Word]) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        for run in words.chunk_by(|a, b| a.is_letter() && b.is_letter()).filter(|run| run.len() >= SPELLED_OUT_MIN) {
            let joined: String = run.iter().map(|word| word.plain.as_str()).collect();
            if self.knows(&joined) {
                hits.push(run[0].at.start..run[run.len() - 1].at.end);
            }
        }
        hits
    }
}

/// A run of signs between white space, with what surrounds it as punctuation taken off.
struct Word {
    at: Range<usize>,
    plain: String,
}

impl Word {
    fn is_letter(&self) -> bool {
        self.plain.chars().count() == 1
    }
}

fn words(text: &str) -> Vec<Word> {
    let is_edge = |c: char| !c.is_alphanumeric() && !matches!(c, '@' | '$' | '€');
    let split = text.split_whitespace().map(|word| word.trim_matches(is_edge)).filter(|word| !word.is_empty());
    let at = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    split.map(|word| Word { at: at(word)..at(word) + word.len(), plain: plain(word) }).collect()
}

fn mask(word: &str, out: &mut String) {
    for (index, c) in word.chars().enumerate() {
        out.push(if index == 0 || c.is_whitespace() { c } else { '*' });
    }
}

#[cfg(test)]
mod tests {
    use super::WordFilter;

    fn masked(words: &[&str], text: &str) -> String {
        WordFilter::new(false, words.iter().copied()).apply(text, "beep").masked
    }

    #[test]
    fn dressed_up_words_are_found_and_masked() {
        let words = ["damn", "heck*", "bad egg"];
        for (text, expected) in [
            ("damn!", "d***!"),
            ("DAMN it", "D*** it"),
            ("well d@mn, d4mn.", "well d***, d***."),
            ("d.a.m.n", "d******"),
            ("d a m n you", "d * * * you"),
            ("daaaamn", "d******"),
            ("damnnn", "d*****"),
            ("what-the-damn-thing", "what-the-d***-thing"),
            ("heck hecking check", "h*** h****** check"),
            ("a bad  egg, a Bad egg", "a b**  ***, a B** ***"),
            ("badegg eggs", "badegg eggs"),
            ("dámn ｄａｍｎ", "d*** ｄ***"),
            ("madam named damnation", "madam named damnation"),
            ("", ""),
            ("🎶🎶", "🎶🎶"),
        ] {
            assert_eq!(masked(&words, text), expected, "{text}");
        }
    }

    #[test]
    fn stretching_is_undone_but_doubles_count() {
        assert_eq!(masked(&["butt"], "but butt buttt"), "but b*** b****");
        assert_eq!(masked(&["as"], "ass, asss"), "ass, a***");
    }

    #[test]
    fn the_spoken_text_has_a_stand_in() {
        let filtered = WordFilter::new(false, ["damn"]).apply("oh damn, DAMN", "beep");
        assert_eq!((filtered.spoken.as_str(), filtered.hits), ("oh beep, beep", 2));
        let clean = WordFilter::new(true, []).apply("what a lovely song", "beep");
        assert_eq!((clean.masked.as_str(), clean.hits), ("what a lovely song", 0));
    }

    #[test]
    fn ordinary_words_pass_the_default_list() {
        let filter = WordFilter::new(true, []);
        for text in [
            "Scunthorpe, Penistone and Essex",
            "a classic assessment of class",
            "cocktail, peacock and shuttlecock",
            "Dick Van Dyke",
            "shiitake, mishit",
            "the Niger and Nigeria",
            "therapist in a snigger",
            "grape, drape, scrape",
            "I hit the spot",
            "der Assistent fasst an",
            "a b c d e f g",
        ] {
            assert_eq!(filter.apply(text, "beep").hits, 0, "{text}");
        }
    }

    #[test]
    fn the_default_list_finds_what_it_is_for() {
        let filter = WordFilter::new(true, []);
        for text in ["sh1t", "f.u.c.k", "FUUUCK", "fucking", "b1tch", "a$$hole", "Hurensohn", "f u c k"] {
            assert_eq!(filter.apply(text, "beep").hits, 1, "{text}");
        }
    }
}
