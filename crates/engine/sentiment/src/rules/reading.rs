//! Goes through the tokens once: phrases before words, and what neighbours do to each other.

use footlights_base::SentimentCategory;

use super::tally::Tally;
use crate::explain::Witness;
use crate::hash;
use crate::scratch::Scratch;
use crate::table::{Entry, PHRASE_WORDS_MAX, Table, Traits};
use crate::token::Token;

/// How many tokens after a negator are meant the other way.
const NEGATED: usize = 3;
/// How many tokens after a booster are stronger.
const BOOSTED: usize = 2;
/// What came before a turn counts this much.
const BEFORE_TURN: f32 = 0.6;
/// An entry said again counts this much of the time before.
const SAID_AGAIN: f32 = 0.45;
/// Entries remembered for that.
const REMEMBERED: usize = 4;
/// An opening of a question in the middle of a statement counts this much.
const NOT_OPENING: f32 = 0.35;

pub(super) struct Reading<'a, W> {
    table: &'a Table,
    scratch: &'a Scratch,
    witness: &'a mut W,
    pub(super) tally: Tally,
    /// The token until which what is said is negated, boosted.
    negated_to: usize,
    boosted_to: usize,
    boost: f32,
    /// Hashes of the last entries, and how often each was said.
    said: [(u64, f32); REMEMBERED],
    oldest: usize,
}

impl<'a, W: Witness> Reading<'a, W> {
    pub(super) fn new(table: &'a Table, scratch: &'a Scratch, witness: &'a mut W) -> Self {
        Self {
            table,
            scratch,
            witness,
            tally: Tally::new(),
            negated_to: 0,
            boosted_to: 0,
            boost: 1.0,
            said: [(0, 1.0); REMEMBERED],
            oldest: 0,
        }
    }

    pub(super) fn read(&mut self) {
        let mut at = 0;
        while at < self.scratch.tokens.len() {
            if self.scratch.tokens[at].after_mark {
                (self.negated_to, self.boosted_to) = (0, 0);
            }
            let (entry, length) = self.longest(at);
            if entry.hash != 0 {
                self.take(&entry, at, length);
            }
            at += length;
        }
    }

    /// The longest entry that begins at a token, and how many tokens it has. A phrase wins over an emote, an emote over a word.
    fn longest(&self, at: usize) -> (Entry, usize) {
        let tokens = &self.scratch.tokens[at..];
        let first = &tokens[0];
        let word = self.table.get(first.word);
        if word.traits.has(Traits::GOES_ON)
            && let Some(found) = self.phrase(tokens, word)
        {
            return found;
        }
        if first.picture.is_some() {
            return (*self.table.get(first.picture), 1);
        }
        if word.traits.has(Traits::WHOLE) { (*word, 1) } else { (Entry::default(), 1) }
    }

    fn phrase(&self, tokens: &[Token], first: &Entry) -> Option<(Entry, usize)> {
        let mut hash = first.hash;
        let mut found = None;
        for (length, token) in tokens.iter().enumerate().take(PHRASE_WORDS_MAX).skip(1) {
            hash = hash::then(hash, token.hash);
            let entry = self.table.get(self.table.find(hash));
            if entry.traits.has(Traits::WHOLE) {
                found = Some((*entry, length + 1));
            }
            if !entry.traits.has(Traits::GOES_ON) {
                break;
            }
        }
        found
    }

    /// Counts an entry, and lets it change what comes.
    fn take(&mut self, entry: &Entry, at: usize, length: usize) {
        let traits = entry.traits;
        self.tally.person |= traits.has(Traits::PERSON);
        self.tally.thing |= traits.has(Traits::THING);
        self.tally.irony |= traits.has(Traits::IRONY);
        self.tally.neutral |= traits.has(Traits::NEUTRAL);
        let opening = self.scratch.tokens[at].after_mark;
        self.tally.asks |= opening && traits.has(Traits::ASKS);
        if traits.has(Traits::TURN) && at > 0 {
            self.tally.scale_all(BEFORE_TURN);
        }
        let changes_next = traits.has(Traits::BOOSTER) && self.weighs_after(at + length);
        if entry.weighs() && !changes_next {
            self.count(entry, at, length);
        }
        if traits.has(Traits::NEGATOR) {
            self.negated_to = at + length + NEGATED;
        } else if changes_next {
            (self.boosted_to, self.boost) = (at + length + BOOSTED, 1.25);
        } else if traits.has(Traits::DAMPER) {
            (self.boosted_to, self.boost) = (at + length + BOOSTED, 0.7);
        }
    }

    /// Whether the token there is a hint that a booster would make stronger.
    fn weighs_after(&self, at: usize) -> bool {
        self.scratch.tokens.get(at).is_some_and(|next| {
            !next.after_mark && next.word.is_some() && {
                let (entry, _) = self.longest(at);
                entry.weighs() || entry.traits.has(Traits::BOOSTER)
            }
        })
    }

    fn count(&mut self, entry: &Entry, at: usize, length: usize) {
        let again = self.said_before(entry.hash);
        let boost = if at < self.boosted_to { self.boost } else { 1.0 };
        let opening = self.scratch.tokens[at].after_mark || self.scratch.shape.asks > 0;
        let opens = if entry.traits.has(Traits::OPENS) && !opening { NOT_OPENING } else { 1.0 };
        let factor = again * boost * opens / 100.0;
        let negated = at < self.negated_to;
        for category in SentimentCategory::ALL {
            let hundredths = entry.weights[category.index()];
            if hundredths > 0 {
                let weight = f32::from(hundredths) * factor;
                self.witness.entry(&self.scratch.tokens[at], &self.scratch.tokens[at + length - 1], category, weight, negated);
                if negated { self.hint_negated(category, weight) } else { self.hint(category, weight, entry.traits) }
            }
        }
    }

    fn hint(&mut self, category: SentimentCategory, weight: f32, traits: Traits) {
        self.tally.hint(category, weight);
        if traits.has(Traits::PRAISE) {
            self.tally.praise = self.tally.praise.max(weight);
        }
        if traits.has(Traits::INSULT) {
            self.tally.insult = self.tally.insult.max(weight);
        }
    }

    /// What a hint means after a negator: not good complains, not bad praises a little, not funny is no laughter.
    fn hint_negated(&mut self, category: SentimentCategory, weight: f32) {
        match category {
            SentimentCategory::Excited | SentimentCategory::Supportive | SentimentCategory::Amused => {
                self.tally.hint(SentimentCategory::Critical, weight * 0.7);
            }
            SentimentCategory::Critical | SentimentCategory::Bored => {
                self.tally.hint(SentimentCategory::Supportive, weight * 0.4);
                self.tally.hint(category, weight * 0.25);
            }
            SentimentCategory::Hostile => self.tally.hint(category, weight * 0.45),
            SentimentCategory::Surprised => self.tally.hint(category, weight * 0.3),
            SentimentCategory::Curious => self.tally.hint(category, weight),
        }
    }

    /// How much an entry counts that may have been said already, and remembers that it was.
    fn said_before(&mut self, hash: u64) -> f32 {
        if let Some((_, factor)) = self.said.iter_mut().find(|(said, _)| *said == hash) {
            *factor *= SAID_AGAIN;
            return *factor;
        }
        self.said[self.oldest] = (hash, 1.0);
        self.oldest = (self.oldest + 1) % REMEMBERED;
        1.0
    }
}
