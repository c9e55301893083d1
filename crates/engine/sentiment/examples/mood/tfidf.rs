//! The ordinary way, to compare with: TF-IDF over words and pairs of words, and logistic regression.
//!
//! Written here so that the figure needs nothing installed: sublinear term frequency, smoothed inverse document frequency, rows of length
//! one, classes weighed evenly, one step for each number (AdaGrad).

use std::collections::HashMap;

use footlights_base::SentimentCategory;

use crate::goemotions::Example;
use crate::written::Draw;

/// Words in fewer lines than this are not learned.
const LINES_MIN: u32 = 2;
const ROUNDS: usize = 12;
const STEP: f32 = 0.5;
const SEED: u64 = 20_261_126;
const CLASSES: usize = 9;

/// A line as numbers by the place of their word.
type Row = Vec<(u32, f32)>;

/// What was learned.
pub(crate) struct Regression {
    places: HashMap<String, u32>,
    rarity: Vec<f32>,
    /// What pulls each number back to nothing when it is used: all uses of a round together as much as a squared penalty with C = 1 would.
    pulls: Vec<f32>,
    weights: Vec<[f32; CLASSES]>,
    constants: [f32; CLASSES],
}

impl Regression {
    /// Learns from labelled lines.
    pub(crate) fn learned(examples: &[Example]) -> Self {
        let mut lines_with: HashMap<String, u32> = HashMap::new();
        for example in examples {
            let mut terms = terms(&example.line);
            terms.sort_unstable();
            terms.dedup();
            terms.into_iter().for_each(|term| *lines_with.entry(term).or_default() += 1);
        }
        let mut known: Vec<(String, u32)> = lines_with.into_iter().filter(|(_, lines)| *lines >= LINES_MIN).collect();
        known.sort_unstable();
        let all = examples.len() as f32;
        let rarity = known.iter().map(|(_, lines)| ((1.0 + all) / (1.0 + *lines as f32)).ln() + 1.0).collect();
        let pulls = known.iter().map(|(_, lines)| 1.0 / *lines as f32).collect();
        let places: HashMap<String, u32> = known.into_iter().zip(0..).map(|((term, _), place)| (term, place)).collect();
        let weights = vec![[0.0; CLASSES]; places.len()];
        let mut learned = Self { places, rarity, pulls, weights, constants: [0.0; CLASSES] };
        learned.fit(examples);
        learned
    }

    /// The likeliest category.
    pub(crate) fn answer(&self, line: &str) -> Option<SentimentCategory> {
        let sums = self.sums(&self.row(line));
        let best = (0..CLASSES).max_by(|one, other| sums[*one].total_cmp(&sums[*other])).expect("there are classes");
        SentimentCategory::ALL.get(best).copied()
    }

    fn fit(&mut self, examples: &[Example]) {
        let class = |example: &Example| example.label.map_or(CLASSES - 1, SentimentCategory::index);
        let mut counts = [0_f32; CLASSES];
        examples.iter().for_each(|example| counts[class(example)] += 1.0);
        let occurring = counts.iter().filter(|count| **count > 0.0).count() as f32;
        // A class that does not occur is never the answer.
        self.constants = counts.map(|count| if count > 0.0 { 0.0 } else { f32::NEG_INFINITY });
        let mut samples: Vec<(Row, usize, f32)> = examples
            .iter()
            .map(|example| (self.row(&example.line), class(example), examples.len() as f32 / (occurring * counts[class(example)])))
            .collect();
        let mut moved = vec![[1e-3_f32; CLASSES]; self.weights.len()];
        let mut draw = Draw::new(SEED);
        for _ in 0..ROUNDS {
            for at in (1..samples.len()).rev() {
                samples.swap(at, draw.below(at + 1));
            }
            for (row, class, weight) in &samples {
                self.step(row, *class, *weight, &mut moved);
            }
        }
    }

    fn step(&mut self, row: &Row, class: usize, weight: f32, moved: &mut [[f32; CLASSES]]) {
        let sums = self.sums(row);
        let highest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares = sums.map(|sum| (sum - highest).exp());
        let all: f32 = shares.iter().sum();
        let slopes: [f32; CLASSES] = std::array::from_fn(|at| (shares[at] / all - f32::from(u8::from(at == class))) * weight);
        for (place, value) in row {
            let (weights, moved) = (&mut self.weights[*place as usize], &mut moved[*place as usize]);
            let pull = self.pulls[*place as usize];
            for at in 0..CLASSES {
                let slope = slopes[at].mul_add(*value, pull * weights[at]);
                moved[at] += slope * slope;
                weights[at] -= STEP * slope / moved[at].sqrt();
            }
        }
        for (constant, slope) in self.constants.iter_mut().zip(slopes) {
            *constant -= 0.01 * slope;
        }
    }

    fn sums(&self, row: &Row) -> [f32; CLASSES] {
        row.iter().fold(self.constants, |mut sums, (place, value)| {
            sums.iter_mut().zip(self.weights[*place as usize]).for_each(|(sum, weight)| *sum += weight * value);
            sums
        })
    }

    fn row(&self, line: &str) -> Row {
        let mut counts: HashMap<u32, f32> = HashMap::new();
        terms(line).iter().filter_map(|term| self.places.get(term)).for_each(|place| *counts.entry(*place).or_default() += 1.0);
        let mut row: Row = counts.into_iter().map(|(place, count)| (place, (1.0 + count.ln()) * self.rarity[place as usize])).collect();
        row.sort_unstable_by_key(|(place, _)| *place);
        let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        row.iter_mut().for_each(|(_, value)| *value /= length);
        row
    }
}

/// Words of two letters and more in lower case, and each with the one before it.
fn terms(line: &str) -> Vec<String> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 1).collect();
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    words.iter().map(|word| (*word).to_owned()).chain(pairs).collect()
}
