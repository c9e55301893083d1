//! Rules and model together: what each says adds up where one doubts and the other knows.

use crate::model::probabilities;
use crate::rules::Scores;
use crate::scratch::Scratch;

/// How loud the rules are: their certainty in logarithms, times this.
const RULES: f32 = 2.6;
/// How loud the model is on long lines, which are what it was mostly trained on.
const MODEL_LONG: f32 = 0.95;
/// How loud it is on lines of a few words.
const MODEL_SHORT: f32 = 0.7;
/// Words from which on a line is long.
const LONG_WORDS: u32 = 6;
/// What the rules have to overcome: nothing felt is what most short lines mean.
const NONE: f32 = 0.2;

/// Chances of the eight categories; none has what is left to one.
pub(crate) fn join(rules: &Scores, logits: &Scores, scratch: &Scratch) -> Scores {
    let model = if scratch.shape.words >= LONG_WORDS { MODEL_LONG } else { MODEL_SHORT };
    let joined = std::array::from_fn(|at| RULES.mul_add(-(1.0 - rules[at]).max(0.02).ln(), logits[at] * model) - NONE);
    probabilities(&joined)
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::scratch::Scratch;

    #[test]
    fn who_knows_decides_where_the_other_does_not() {
        let scratch = Scratch::new();
        let (silent, unsure) = ([0.0; 8], [-1.0; 8]);
        let mut sure = silent;
        sure[2] = 0.9;
        assert!(join(&sure, &unsure, &scratch)[2] > 0.6);
        let mut likely = unsure;
        likely[5] = 4.0;
        assert!(join(&silent, &likely, &scratch)[5] > 0.6);
        assert!(join(&silent, &unsure, &scratch).iter().sum::<f32>() < 0.9);
    }
}
