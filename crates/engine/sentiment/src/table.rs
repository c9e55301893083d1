//! The written tables as one hash table: words, phrases, emotes, endings of emotes, emoji.
//!
//! The texts beside this file are for people. A line is `Category weight traits: entry, entry, …`; the same entry in several lines
//! has the weights of all of them.

mod entry;
mod inflect;
mod read;

use crate::hash;
pub(crate) use entry::{Entry, Traits};
use read::Source;

/// The most words of a phrase.
pub(crate) const PHRASE_WORDS_MAX: usize = 6;
/// Slots of the table; a power of two, at least twice the entries.
const SLOTS: usize = 1 << 15;
/// No entry here.
const EMPTY: u16 = 0;

const WORDS: [&str; 10] = [
    include_str!("table/excited.txt"),
    include_str!("table/supportive.txt"),
    include_str!("table/critical.txt"),
    include_str!("table/curious.txt"),
    include_str!("table/surprised.txt"),
    include_str!("table/amused.txt"),
    include_str!("table/bored.txt"),
    include_str!("table/hostile.txt"),
    include_str!("table/neutral.txt"),
    include_str!("table/shifters.txt"),
];
const EMOTES: &str = include_str!("table/emotes.txt");
const EMOJI: &str = include_str!("table/emoji.txt");

/// Where an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(u16);

impl At {
    /// No entry.
    pub(crate) const NONE: Self = Self(EMPTY);

    pub(crate) fn is_some(self) -> bool {
        self.0 != EMPTY
    }

    pub(crate) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_some() { self } else { other() }
    }
}

/// All entries, found by hash. Two different entries with one hash of 64 bits would be one; a test says there are none.
#[derive(Debug)]
pub(crate) struct Table {
    slots: Box<[u16]>,
    entries: Vec<Entry>,
    /// What laughter counts as that is spelled like no entry.
    pub(crate) laughter: At,
}

impl Table {
    /// The written tables.
    pub(crate) fn written() -> Self {
        let mut table = Self { slots: vec![EMPTY; SLOTS].into(), entries: vec![Entry::default()], laughter: At::NONE };
        for text in WORDS {
            table.read(text, Source::Words);
        }
        table.read(EMOTES, Source::Emotes);
        table.read(EMOJI, Source::Emoji);
        table.laughter = table.find(hash::of_word("haha"));
        table
    }

    fn read(&mut self, text: &'static str, source: Source) {
        for (head, entry) in read::entries(text, source) {
            match source {
                Source::Words if entry.ends_with('~') => {
                    inflect::verb(entry.trim_end_matches('~')).iter().for_each(|form| self.add_phrase(form, head));
                }
                Source::Words => self.add_phrase(entry, head),
                Source::Emotes if head.traits.has(Traits::ENDING) => self.add(hash::ending(hash::of_emote(entry)), head),
                Source::Emotes => self.add(hash::of_emote(entry), head),
                Source::Emoji => self.add(hash::glyph(entry.chars().next().expect("an entry is not empty")), head),
            }
        }
    }

    /// Adds a phrase; its beginnings are marked, so that a reader knows when to look further.
    fn add_phrase(&mut self, phrase: &str, head: read::Head) {
        let words = phrase.split(' ').map(hash::of_word);
        let mut whole = None;
        for word in words {
            if let Some(beginning) = whole {
                self.entry(beginning).traits.add(Traits::GOES_ON);
            }
            whole = Some(whole.map_or(word, |beginning| hash::then(beginning, word)));
        }
        self.add(whole.expect("an entry is not empty"), head);
    }

    fn add(&mut self, hash: u64, head: read::Head) {
        let entry = self.entry(hash);
        entry.traits.add(head.traits);
        entry.traits.add(Traits::WHOLE);
        if let Some((category, weight)) = head.weight {
            let slot = &mut entry.weights[category.index()];
            *slot = (*slot).max(weight);
        }
    }

    /// The entry of a hash, made when it is new.
    fn entry(&mut self, hash: u64) -> &mut Entry {
        let mut slot = slot_of(hash);
        loop {
            match self.slots[slot] {
                EMPTY => {
                    assert!(self.entries.len() * 2 < SLOTS, "the tables outgrow their slots");
                    self.slots[slot] = u16::try_from(self.entries.len()).expect("fewer entries than slots");
                    self.entries.push(Entry { hash, ..Entry::default() });
                    return self.entries.last_mut().expect("just pushed");
                }
                index if self.entries[usize::from(index)].hash == hash => return &mut self.entries[usize::from(index)],
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// Where the entry of a hash is.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> At {
        let mut slot = slot_of(hash);
        loop {
            let index = self.slots[slot];
            if index == EMPTY || self.entries[usize::from(index)].hash == hash {
                return At(index);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The entry there; for [`At::NONE`] one without weights and traits.
    #[inline]
    pub(crate) fn get(&self, at: At) -> &Entry {
        &self.entries[usize::from(at.0)]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only the low bits choose a slot")]
fn slot_of(hash: u64) -> usize {
    hash as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::read::{self, Source};
    use super::{EMOJI, EMOTES, PHRASE_WORDS_MAX, Table, Traits, WORDS};
    use crate::hash;

    #[test]
    fn every_line_of_every_table_is_read() {
        for (text, source) in WORDS.map(|text| (text, Source::Words)).into_iter().chain([(EMOTES, Source::Emotes), (EMOJI, Source::Emoji)])
        {
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
            assert!(lines > 0);
            assert!(read::entries(text, source).count() >= lines);
        }
    }

    #[test]
    fn no_two_entries_share_a_hash_and_none_is_longer_than_is_looked_for() {
        let mut seen = HashMap::new();
        for text in WORDS {
            for (_, entry) in read::entries(text, Source::Words) {
                assert!(entry.split(' ').count() <= PHRASE_WORDS_MAX, "{entry}");
                assert_eq!(entry, entry.to_lowercase(), "words are folded");
                assert!(!entry.contains('\''), "apostrophes are left out: {entry}");
                let mut words = entry.split(' ').map(hash::of_word);
                let first = words.next().expect("not empty");
                let whole = words.fold(first, hash::then);
                assert_eq!(*seen.entry(whole).or_insert(entry), entry);
            }
        }
    }

    #[test]
    fn phrases_are_found_by_their_words() {
        let table = Table::written();
        let lets = hash::of_word("lets");
        assert!(table.get(table.find(lets)).traits.has(Traits::GOES_ON));
        let whole = table.get(table.find(hash::then(lets, hash::of_word("go"))));
        assert!(whole.traits.has(Traits::WHOLE) && whole.weights[0] > 80);
        assert!(!table.find(hash::of_word("zebra")).is_some());
        assert!(table.laughter.is_some());
    }
}
