//! A line in, a mood out.

use footlights_base::{Intensity, SentimentCategory};

use crate::explain::{Explained, Nobody, Notes, Witness};
use crate::rules::{self, Scores, Tally};
use crate::scratch::Scratch;
use crate::table::Table;
use crate::token;

/// What somebody feels, and how strongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mood {
    /// What.
    pub category: SentimentCategory,
    /// How strongly, 0 to 1.
    pub intensity: Intensity,
}

/// Below this certainty a line has no mood.
const CERTAINTY_MIN: f32 = 0.34;

/// Says what lines feel. Made once, shared by all threads.
#[derive(Debug)]
pub struct Classifier {
    table: Table,
}

impl Classifier {
    /// A classifier by rules.
    #[must_use]
    pub fn new() -> Self {
        Self { table: Table::written() }
    }

    /// What a line feels; none for small talk, commands, links, and what says nothing either way.
    #[must_use]
    pub fn classify(&self, line: &str, scratch: &mut Scratch) -> Option<Mood> {
        let (tally, scores) = self.weigh(line, scratch, &mut Nobody);
        decide(&scores, scratch).filter(|_| !tally.is_empty())
    }

    /// What a line feels most, even where it is next to nothing.
    #[must_use]
    pub fn classify_forced(&self, line: &str, scratch: &mut Scratch) -> Mood {
        let (_, scores) = self.weigh(line, scratch, &mut Nobody);
        most(&forced(scores, scratch), scratch)
    }

    /// The mood of [`Self::classify`], and why.
    #[must_use]
    pub fn explain(&self, line: &str, scratch: &mut Scratch) -> Explained {
        let mut notes = Notes { line: token::head(line), terms: Vec::new() };
        let (tally, scores) = self.weigh(line, scratch, &mut notes);
        let mood = decide(&scores, scratch).filter(|_| !tally.is_empty());
        Explained { mood, terms: notes.terms, rules: scores }
    }

    fn weigh(&self, line: &str, scratch: &mut Scratch, witness: &mut impl Witness) -> (Tally, Scores) {
        token::cut(&self.table, line, scratch);
        let tally = rules::weigh(&self.table, scratch, witness);
        (tally, tally.scores())
    }
}

impl Default for Classifier {
    fn default() -> Self {
        Self::new()
    }
}

fn decide(scores: &Scores, scratch: &Scratch) -> Option<Mood> {
    let index = best(scores);
    (scores[index] >= CERTAINTY_MIN).then(|| most(scores, scratch))
}

/// The category with the highest score, with the intensity of a line said like this.
fn most(scores: &Scores, scratch: &Scratch) -> Mood {
    let index = best(scores);
    let intensity = Intensity::clamped(scores[index].mul_add(0.85, scratch.shape.energy() * scores[index]));
    Mood { category: SentimentCategory::ALL[index], intensity }
}

/// Where nothing is known a question asks and everything else is friendly, which is what most lines are.
fn forced(mut scores: Scores, scratch: &Scratch) -> Scores {
    scores[SentimentCategory::Supportive.index()] += 0.02;
    if scratch.shape.asks > 0 {
        scores[SentimentCategory::Curious.index()] += 0.03;
    }
    scores
}

/// The index of the highest score; of equal ones the first.
fn best(scores: &Scores) -> usize {
    let mut best = 0;
    for (index, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = index;
        }
    }
    best
}
