//! The trained model: what words and pieces of words were found to mean, as one table of small numbers.
//!
//! Owns: the format of the weights, and their sum over a line. Does not know: how they were found (the example `mood`, verb
//! `train`). A line's features are hashed into rows; a row has a number for each category; none of them is the class they are
//! measured against, so it needs no column.

pub(crate) mod features;
mod weights;

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::rules::Scores;
use crate::scratch::Scratch;
pub use features::ROWS;
use features::each;
pub use weights::{Weights, WeightsError};

/// The weights that come with this crate, packed by its build script.
static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/weights.bin.gz"));

/// Sums of small numbers are added up in 16 bits; that many of them fit.
const BATCH: u32 = 250;

/// The trained model.
#[derive(Debug)]
pub(crate) struct Model(Weights);

impl Model {
    /// The one that comes with this crate.
    pub(crate) fn shipped() -> Self {
        Self(Weights::read(&unpacked()).expect("the committed weights are read by a test"))
    }

    /// How much each category is preferred to none, in natural logarithms, for the line whose tokens are in the scratch.
    pub(crate) fn weigh(&self, line: &str, scratch: &Scratch) -> Scores {
        let mut sums = [0_i32; 8];
        let mut batch = [0_i16; 8];
        let mut count = 0_u32;
        each(line, scratch, &mut |row| {
            for (sum, weight) in batch.iter_mut().zip(self.0.row(row)) {
                *sum += i16::from(weight.cast_signed());
            }
            count += 1;
            if count.is_multiple_of(BATCH) {
                flush(&mut sums, &mut batch);
            }
        });
        flush(&mut sums, &mut batch);
        self.0.logits(&sums, count)
    }
}

fn unpacked() -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(SHIPPED).read_to_end(&mut bytes).expect("the build script packed them");
    bytes
}

fn flush(sums: &mut [i32; 8], batch: &mut [i16; 8]) {
    for (sum, part) in sums.iter_mut().zip(batch) {
        *sum += i32::from(std::mem::take(part));
    }
}

/// Probabilities of the eight categories, where none has what is left to one.
pub(crate) fn probabilities(logits: &Scores) -> Scores {
    let highest = logits.iter().fold(0.0_f32, |highest, logit| highest.max(*logit));
    let shares = logits.map(|logit| (logit - highest).exp());
    let all = shares.iter().sum::<f32>() + (-highest).exp();
    shares.map(|share| share / all)
}

#[cfg(test)]
mod tests {
    use super::{Model, probabilities};

    #[test]
    fn the_committed_weights_are_sound() {
        let _ = Model::shipped();
        assert!(super::unpacked().len() < 3_000_000);
    }

    #[test]
    fn probabilities_leave_room_for_none() {
        let even = probabilities(&[0.0; 8]);
        assert!(even.iter().all(|share| (share - 1.0 / 9.0).abs() < 1e-6));
        let sure = probabilities(&[90.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert!(sure[0] > 0.999 && sure.iter().all(|share| share.is_finite()));
    }
}
