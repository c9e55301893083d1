//! Finds the weights: multinomial logistic regression, one example at a time, with a step of its own for each number.
//!
//! The same data give the same file: the order is drawn from a seed and one thread does the work.

use std::io::Write as _;
use std::path::PathBuf;

use footlights_sentiment::{Classifier, ROWS, Scratch, Weights, With};

use crate::chat::{self, Half};
use crate::flags::Flags;
use crate::goemotions::{self, Example};
use crate::written::{self, Draw};

/// Times all examples are seen.
const ROUNDS: usize = 6;
/// The first step.
const STEP: f32 = 0.35;
/// What pulls a number back to nothing each time it is used.
const PULL: f32 = 2e-5;
/// How far the weights of classes go towards equal shares: 0 as they come, 1 all the same.
const BALANCE: f32 = 0.8;
/// What lines from chat count, where one from GoEmotions counts 1.
const CHAT: f32 = 0.5;
const SEED: u64 = 20_261_126;
/// What was found and is shipped.
const COMMITTED: &[u8] = include_bytes!("../../data/weights.bin");
/// Eight categories, and none, which is what they are measured against.
const CLASSES: usize = 9;

struct Sample {
    rows: Vec<u32>,
    class: usize,
    weight: f32,
}

pub(crate) fn run(flags: &Flags) -> anyhow::Result<()> {
    let mut draw = Draw::new(SEED);
    let mut samples = samples(flags, &mut draw)?;
    let out = &mut std::io::stdout().lock();
    writeln!(out, "{} examples", samples.len())?;
    let bytes = found(&mut samples, &mut draw, ROUNDS, out)?;
    if flags.has("check") {
        anyhow::ensure!(bytes == COMMITTED, "the committed weights are not what these data give");
        return Ok(writeln!(out, "the committed weights are what these data give")?);
    }
    let file = flags.get("out").map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/weights.bin")), PathBuf::from);
    std::fs::write(&file, &bytes)?;
    Ok(writeln!(out, "{} bytes in {}", bytes.len(), file.display())?)
}

/// The weights' file, found in so many rounds.
fn found(samples: &mut [Sample], draw: &mut Draw, rounds: usize, out: &mut impl std::io::Write) -> anyhow::Result<Vec<u8>> {
    let mut model = Regression::new();
    for round in 1..=rounds {
        for at in (1..samples.len()).rev() {
            samples.swap(at, draw.below(at + 1));
        }
        let loss: f32 = samples.iter().map(|sample| model.learn(sample)).sum();
        writeln!(out, "round {round}: loss {:.4}", f64::from(loss) / samples.len() as f64)?;
    }
    Ok(Weights::rounded(&model.rows, model.constants).write())
}

/// GoEmotions' training split, the patterns, and the half of the chat lines that is for tuning.
fn samples(flags: &Flags, draw: &mut Draw) -> anyhow::Result<Vec<Sample>> {
    let mut reddit = goemotions::read(&flags.data_directory()?, "train")?;
    if let Some(every) = flags.get("hold") {
        // What is held back is measured with `quality --split train --held N`.
        let every: usize = every.parse()?;
        let mut at = 0;
        reddit.retain(|_| {
            at += 1;
            at % every != 0
        });
    }
    let mut samples = Vec::new();
    add(&mut samples, &reddit, 1.0);
    if !flags.has("plain") {
        add(&mut samples, &written::lines(draw)?, CHAT);
        add(&mut samples, &chat::read(Half::Tune)?, CHAT);
    }
    Ok(samples)
}

fn add(samples: &mut Vec<Sample>, examples: &[Example], weight: f32) {
    let classifier = Classifier::new(With::Rules);
    let mut scratch = Scratch::new();
    let mut counts = [0_f32; CLASSES];
    let class = |example: &Example| example.label.map_or(CLASSES - 1, footlights_base::SentimentCategory::index);
    examples.iter().for_each(|example| counts[class(example)] += 1.0);
    let occurring = counts.iter().filter(|count| **count > 0.0).count() as f32;
    for example in examples {
        let class = class(example);
        let fair = examples.len() as f32 / (occurring * counts[class]);
        let mut rows = Vec::new();
        classifier.rows(&example.line, &mut scratch, &mut |row| rows.push(u32::try_from(row).expect("few rows")));
        samples.push(Sample { rows, class, weight: weight * fair.powf(BALANCE) });
    }
}

struct Regression {
    rows: Vec<[f32; 8]>,
    /// Sums of squares of what each number was moved by.
    moved: Vec<[f32; 8]>,
    constants: [f32; 8],
    constants_moved: [f32; 8],
}

impl Regression {
    fn new() -> Self {
        Self { rows: vec![[0.0; 8]; ROWS], moved: vec![[0.0; 8]; ROWS], constants: [0.0; 8], constants_moved: [0.0; 8] }
    }

    /// Moves towards one example; gives its loss before.
    fn learn(&mut self, sample: &Sample) -> f32 {
        let value = 1.0 / (sample.rows.len().max(1) as f32).sqrt();
        let mut logits = self.constants;
        for row in &sample.rows {
            for (logit, weight) in logits.iter_mut().zip(self.rows[*row as usize]) {
                *logit += weight * value;
            }
        }
        let highest = logits.iter().fold(0.0_f32, |highest, logit| highest.max(*logit));
        let shares = logits.map(|logit| (logit - highest).exp());
        let all = shares.iter().sum::<f32>() + (-highest).exp();
        let chance = |class: usize| shares.get(class).copied().unwrap_or_else(|| (-highest).exp()) / all;
        let slopes: [f32; 8] = std::array::from_fn(|class| (chance(class) - f32::from(u8::from(class == sample.class))) * sample.weight);
        for row in &sample.rows {
            let (weights, moved) = (&mut self.rows[*row as usize], &mut self.moved[*row as usize]);
            for class in 0..8 {
                let slope = slopes[class].mul_add(value, PULL * weights[class]);
                moved[class] += slope * slope;
                weights[class] -= STEP * slope / (moved[class] + 1e-3).sqrt();
            }
        }
        for ((slope, moved), constant) in slopes.iter().zip(&mut self.constants_moved).zip(&mut self.constants) {
            *moved += slope * slope;
            *constant -= 0.1 * slope / (*moved + 1e-3).sqrt();
        }
        -chance(sample.class).max(1e-9).ln() * sample.weight
    }
}

#[cfg(test)]
mod tests {
    use super::{Draw, SEED, add, found};
    use crate::chat::{self, Half};
    use crate::written;

    /// Of the weights that one round over the project's own lines gives. The whole: `train --check`.
    const OF_A_SLICE: u64 = 4_330_680_563_784_106_622;

    #[test]
    fn training_repeats_to_the_byte() {
        let bytes = {
            let mut draw = Draw::new(SEED);
            let mut samples = Vec::new();
            add(&mut samples, &written::lines(&mut draw).expect("patterns"), 0.5);
            add(&mut samples, &chat::read(Half::Tune).expect("chat"), 0.5);
            found(&mut samples, &mut draw, 1, &mut std::io::sink()).expect("into nothing")
        };
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(hash, OF_A_SLICE);
    }
}
