//! A line in, a mood out.

use footlights_base::{Intensity, SentimentCategory};

use crate::both;
use crate::explain::{Explained, Nobody, Notes, Witness};
use crate::model::{self, Model, probabilities};
use crate::rules::{self, Scores};
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
/// The same where the model has a say.
const CHANCE_MIN: f32 = 0.42;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum With {
    /// The written tables: quicker, and each mood has a reason.
    Rules,
    /// The trained model.
    Model,
    /// Both, the rules louder.
    #[default]
    Both,
}

/// Says what lines feel. Made once, shared by all threads.
#[derive(Debug)]
pub struct Classifier {
    table: Table,
    model: Option<Model>,
    with: With,
}

impl Classifier {
    /// A classifier that asks these.
    #[must_use]
    pub fn new(with: With) -> Self {
        let model = (with != With::Rules).then(Model::shipped);
        Self { table: Table::written(), model, with }
    }

    /// What a line feels; none for small talk, commands, links, and what says nothing either way.
    #[must_use]
    pub fn classify(&self, line: &str, scratch: &mut Scratch) -> Option<Mood> {
        let weighed = self.weigh(line, scratch, &mut Nobody);
        self.decide(&weighed, scratch)
    }

    /// What a line feels most, even where it is next to nothing.
    #[must_use]
    pub fn classify_forced(&self, line: &str, scratch: &mut Scratch) -> Mood {
        let weighed = self.weigh(line, scratch, &mut Nobody);
        most(&forced(weighed.scores, scratch), &weighed, scratch)
    }

    /// The mood of [`Self::classify`], and why.
    #[must_use]
    pub fn explain(&self, line: &str, scratch: &mut Scratch) -> Explained {
        let mut notes = Notes { line: token::head(line), terms: Vec::new() };
        let weighed = self.weigh(line, scratch, &mut notes);
        let mood = self.decide(&weighed, scratch);
        Explained { mood, terms: notes.terms, rules: weighed.rules, model: weighed.model }
    }

    /// The rows of the model's weights a line touches: for those who train one.
    pub fn rows(&self, line: &str, scratch: &mut Scratch, row: &mut impl FnMut(usize)) {
        token::cut(&self.table, line, scratch);
        model::features::each(line, scratch, row);
    }

    fn weigh(&self, line: &str, scratch: &mut Scratch, witness: &mut impl Witness) -> Weighed {
        token::cut(&self.table, line, scratch);
        if scratch.shape.command || scratch.tokens.is_empty() && scratch.shape.asks + scratch.shape.shouts == 0 {
            return Weighed { rules: [0.0; 8], model: None, scores: [0.0; 8] };
        }
        let Some(model) = &self.model else {
            let rules = rules::weigh(&self.table, scratch, witness).scores();
            return Weighed { rules, model: None, scores: rules };
        };
        let logits = model.weigh(line, scratch);
        let chances = probabilities(&logits);
        if self.with == With::Model {
            return Weighed { rules: [0.0; 8], model: Some(chances), scores: chances };
        }
        let rules = rules::weigh(&self.table, scratch, witness).scores();
        Weighed { rules, model: Some(chances), scores: both::join(&rules, &logits, scratch) }
    }

    fn decide(&self, weighed: &Weighed, scratch: &Scratch) -> Option<Mood> {
        let least = if self.with == With::Rules { CERTAINTY_MIN } else { CHANCE_MIN };
        let mood = most(&weighed.scores, weighed, scratch);
        (weighed.scores[mood.category.index()] >= least).then_some(mood)
    }
}

/// What was said of a line.
struct Weighed {
    rules: Scores,
    model: Option<Scores>,
    scores: Scores,
}

/// The category with the highest score, with the intensity of a line said like this.
fn most(scores: &Scores, weighed: &Weighed, scratch: &Scratch) -> Mood {
    let index = best(scores);
    // What the tables know is how strong a word is, what the model knows is how likely: the louder of them, the model held back.
    let strength = weighed.model.map_or(weighed.rules[index], |model| weighed.rules[index].max(model[index] * 0.6)).max(0.05);
    let intensity = Intensity::clamped(strength.mul_add(0.85, scratch.shape.energy() * strength));
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
