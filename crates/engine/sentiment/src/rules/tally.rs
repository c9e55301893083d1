//! What has been weighed so far.

use footlights_base::SentimentCategory;

/// A number by category.
pub(crate) type Scores = [f32; 8];

/// The certainties of a line, and what was noticed beside them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    /// By category, how much doubt is left: 1 nothing known, 0 certain.
    doubt: Scores,
    /// How much of Supportive is praise, which energy turns into excitement.
    pub(crate) praise: f32,
    /// How much of Critical is insult, when a person is meant.
    pub(crate) insult: f32,
    /// Speaks to or of a person.
    pub(crate) person: bool,
    /// Speaks of a thing.
    pub(crate) thing: bool,
    /// Not meant as it stands.
    pub(crate) irony: bool,
    /// A phrase that means nothing.
    pub(crate) neutral: bool,
    /// Opens like a question.
    pub(crate) asks: bool,
}

impl Tally {
    pub(crate) const fn new() -> Self {
        Self { doubt: [1.0; 8], praise: 0.0, insult: 0.0, person: false, thing: false, irony: false, neutral: false, asks: false }
    }

    /// A hint for a category, 0 to 1.
    #[inline]
    pub(crate) const fn hint(&mut self, category: SentimentCategory, weight: f32) {
        self.doubt[category.index()] *= 1.0 - weight.clamp(0.0, 0.97);
    }

    /// How certain a category is, 0 to 1.
    #[inline]
    pub(crate) const fn certainty(&self, category: SentimentCategory) -> f32 {
        1.0 - self.doubt[category.index()]
    }

    /// Multiplies the certainty of a category.
    pub(crate) const fn scale(&mut self, category: SentimentCategory, factor: f32) {
        let certainty = (self.certainty(category) * factor).clamp(0.0, 1.0);
        self.doubt[category.index()] = 1.0 - certainty;
    }

    /// Multiplies all certainties.
    pub(crate) fn scale_all(&mut self, factor: f32) {
        SentimentCategory::ALL.into_iter().for_each(|category| self.scale(category, factor));
        self.praise *= factor;
        self.insult *= factor;
    }

    /// All certainties.
    pub(crate) fn scores(&self) -> Scores {
        self.doubt.map(|doubt| 1.0 - doubt)
    }
}
