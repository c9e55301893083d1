//! Why a line got its mood: each hint that counted, by name.

use footlights_base::SentimentCategory;

use crate::classify::Mood;
use crate::rules::Scores;
use crate::token::Token;

/// One hint.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The words of the line, or what was noticed of it as a whole.
    pub what: String,
    /// What it hints at.
    pub category: SentimentCategory,
    /// How strongly, 0 to 1; negative where it took something away.
    pub weight: f32,
    /// It stood after a negator, and was meant the other way.
    pub negated: bool,
}

/// A mood and its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// What the line feels, if anything.
    pub mood: Option<Mood>,
    /// The hints of the rules, in the order they were read.
    pub terms: Vec<Term>,
    /// What the rules make of them, by category as in [`SentimentCategory::ALL`], 0 to 1.
    pub rules: Scores,
    /// What the trained model thinks, by category, 0 to 1; the rest is none. Nothing where it was not asked.
    pub model: Option<Scores>,
}

/// Who watches while a line is weighed. Nobody, most of the time, and then it costs nothing.
pub(crate) trait Witness {
    fn entry(&mut self, first: &Token, last: &Token, category: SentimentCategory, weight: f32, negated: bool);
    fn whole(&mut self, what: &'static str, category: SentimentCategory, weight: f32);
}

/// Nobody watches.
pub(crate) struct Nobody;

impl Witness for Nobody {
    #[inline]
    fn entry(&mut self, _: &Token, _: &Token, _: SentimentCategory, _: f32, _: bool) {}
    #[inline]
    fn whole(&mut self, _: &'static str, _: SentimentCategory, _: f32) {}
}

/// Writes down what it sees.
pub(crate) struct Notes<'a> {
    pub(crate) line: &'a str,
    pub(crate) terms: Vec<Term>,
}

impl Witness for Notes<'_> {
    fn entry(&mut self, first: &Token, last: &Token, category: SentimentCategory, weight: f32, negated: bool) {
        let what = self.line.get(usize::from(first.start)..usize::from(last.end)).unwrap_or_default().to_owned();
        self.terms.push(Term { what, category, weight, negated });
    }

    fn whole(&mut self, what: &'static str, category: SentimentCategory, weight: f32) {
        self.terms.push(Term { what: what.to_owned(), category, weight, negated: false });
    }
}
