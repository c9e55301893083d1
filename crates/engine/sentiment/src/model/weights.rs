//! The file of the weights: a head, then a row of eight small numbers for each hash.

use super::features::ROWS;
use crate::rules::Scores;

const MAGIC: [u8; 8] = *b"FLMOOD\x00\x01";
/// Magic, the constant of each category, the step of each category.
const HEAD_BYTES: usize = 8 + 2 * 8 * 4;

/// The weights of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// What each category has before anything is read.
    pub constants: Scores,
    /// What one unit of a small number is worth, by category.
    pub steps: Scores,
    /// [`ROWS`] rows of eight signed bytes.
    rows: Vec<[u8; 8]>,
}

/// The bytes are no weights of this version.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WeightsError {
    /// The file is another one, or of another version.
    #[error("not weights of this version")]
    Magic,
    /// Something is missing, or too much.
    #[error("weights have {expected} bytes, not {found}")]
    Length {
        /// As many as there should be.
        expected: usize,
        /// As many as there are.
        found: usize,
    },
    /// A number that no training makes.
    #[error("a constant or a step is not a finite number")]
    Number,
}

impl Weights {
    /// From numbers as training finds them: each category's are rounded to steps, so that the largest just fits.
    ///
    /// # Panics
    /// When there are not [`ROWS`] rows.
    #[must_use]
    pub fn rounded(rows: &[Scores], constants: Scores) -> Self {
        assert_eq!(rows.len(), ROWS, "a row for each hash");
        let largest = rows.iter().fold([1e-6_f32; 8], |largest, row| std::array::from_fn(|at| largest[at].max(row[at].abs())));
        let steps = largest.map(|largest| largest / 127.0);
        #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the choice of the step")]
        let rows = rows.iter().map(|row| std::array::from_fn(|at| ((row[at] / steps[at]).round() as i8).cast_unsigned())).collect();
        Self { constants, steps, rows }
    }

    /// Reads the bytes of [`Self::write`].
    ///
    /// # Errors
    /// When they are not.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let expected = HEAD_BYTES + ROWS * 8;
        if bytes.len() != expected {
            return Err(WeightsError::Length { expected, found: bytes.len() });
        }
        let (head, rows) = bytes.split_at(HEAD_BYTES);
        let numbers = head.strip_prefix(&MAGIC).ok_or(WeightsError::Magic)?;
        let number = |at: usize| f32::from_le_bytes(numbers[at * 4..at * 4 + 4].try_into().expect("four bytes"));
        let constants: Scores = std::array::from_fn(number);
        let steps: Scores = std::array::from_fn(|at| number(8 + at));
        if constants.iter().chain(&steps).any(|number| !number.is_finite()) {
            return Err(WeightsError::Number);
        }
        let rows = rows.chunks_exact(8).map(|row| row.try_into().expect("eight bytes")).collect();
        Ok(Self { constants, steps, rows })
    }

    /// The bytes of the file.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        self.constants.iter().chain(&self.steps).for_each(|number| bytes.extend(number.to_le_bytes()));
        bytes.extend(self.rows.as_flattened());
        bytes
    }

    #[inline]
    pub(crate) fn row(&self, at: usize) -> [u8; 8] {
        self.rows[at]
    }

    /// What the sums of `count` rows say. Long lines do not say more: the sums are divided by the root of the count.
    #[expect(clippy::cast_precision_loss, reason = "sums of a line are small")]
    pub(crate) fn logits(&self, sums: &[i32; 8], count: u32) -> Scores {
        let share = 1.0 / (count.max(1) as f32).sqrt();
        std::array::from_fn(|at| (sums[at] as f32 * self.steps[at]).mul_add(share, self.constants[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::{ROWS, Weights, WeightsError};

    #[test]
    fn weights_survive_their_file_and_strangers_are_refused() {
        let mut rows = vec![[0.0; 8]; ROWS];
        rows[7] = [0.5, -0.25, 0.0, 1.0, -1.0, 0.1, 0.2, 0.3];
        let weights = Weights::rounded(&rows, [0.1; 8]);
        let bytes = weights.write();
        assert_eq!(Weights::read(&bytes), Ok(weights));
        assert!(matches!(Weights::read(&bytes[1..]), Err(WeightsError::Length { .. })));
        let mut other = bytes.clone();
        other[0] = b'X';
        assert_eq!(Weights::read(&other), Err(WeightsError::Magic));
        let mut broken = bytes;
        broken[8..12].copy_from_slice(&f32::NAN.to_le_bytes());
        assert_eq!(Weights::read(&broken), Err(WeightsError::Number));
    }
}
