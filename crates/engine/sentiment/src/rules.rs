//! The rules: what the tokens of a line weigh together.
//!
//! Each category's certainty is what is left when every hint has taken its share of doubt: two hints of 0.6 make 0.84. Neighbours
//! change a hint before it counts (negation, boosters, a turn), the shape of the line after.

mod reading;
mod tally;
mod whole;

use crate::explain::Witness;
use crate::scratch::Scratch;
use crate::table::Table;
use reading::Reading;
pub(crate) use tally::{Scores, Tally};

/// What the rules say of a line whose tokens are in the scratch.
pub(crate) fn weigh(table: &Table, scratch: &Scratch, witness: &mut impl Witness) -> Tally {
    let mut reading = Reading::new(table, scratch, witness);
    reading.read();
    let mut tally = reading.tally;
    whole::judge(&mut tally, &scratch.shape, witness);
    tally
}
