//! What the line as a whole does to what its tokens weigh.

use footlights_base::SentimentCategory as Of;

use super::tally::Tally;
use crate::explain::Witness;
use crate::shape::Shape;

/// From this energy on, praise is excitement.
const EXCITED_FROM: f32 = 0.1;

/// Judges the whole line. The order matters: what is meant first, then how it is said, then what it is not.
pub(super) fn judge(tally: &mut Tally, shape: &Shape, witness: &mut impl Witness) {
    aim(tally, witness);
    ask(tally, shape, witness);
    energise(tally, shape, witness);
    if tally.irony {
        // Said to be joking: praise is not praise, and what is left counts little.
        tally.scale(Of::Supportive, 0.3);
        tally.scale(Of::Excited, 0.4);
        tally.scale(Of::Critical, 0.7);
        tally.scale(Of::Hostile, 0.7);
        witness.whole("irony", Of::Supportive, -0.7);
    }
    if shape.is_drawing() {
        tally.scale_all(0.3);
    }
    if shape.is_pasted() {
        tally.scale_all(0.75);
    }
    if shape.links > 0 && shape.words > 3 {
        tally.scale_all(0.7);
    }
}

/// At whom: an insult of a person is hostile, swearing about a thing is a complaint.
fn aim(tally: &mut Tally, witness: &mut impl Witness) {
    if tally.person && tally.insult > 0.0 && !tally.thing {
        let hostile = tally.insult * 0.95;
        tally.hint(Of::Hostile, hostile);
        witness.whole("insult of a person", Of::Hostile, hostile);
    } else if tally.thing && !tally.person && tally.certainty(Of::Hostile) > 0.0 {
        let complaint = tally.certainty(Of::Hostile) * 0.7;
        tally.scale(Of::Hostile, 0.7);
        tally.hint(Of::Critical, complaint);
        witness.whole("about a thing", Of::Critical, complaint);
    }
}

/// A question mark asks, unless the line is a courtesy or says something stronger.
fn ask(tally: &mut Tally, shape: &Shape, witness: &mut impl Witness) {
    let alone = shape.words == 0 && shape.pictures == 0;
    let weight = match (shape.asks > 0, tally.asks) {
        (true, _) if alone => 0.5,
        (true, true) => 0.6,
        (true, false) => 0.4,
        (false, true) if shape.words >= 3 => 0.3,
        (false, _) => 0.0,
    };
    let weight = if tally.neutral { weight * 0.3 } else { weight };
    if weight > 0.0 {
        tally.hint(Of::Curious, weight);
        witness.whole("question", Of::Curious, weight);
    }
}

/// Force makes praise excitement; force alone is a hint of it.
fn energise(tally: &mut Tally, shape: &Shape, witness: &mut impl Witness) {
    let energy = shape.energy();
    if energy >= EXCITED_FROM && tally.praise > 0.0 {
        let excited = tally.praise * (0.6 + energy);
        tally.hint(Of::Excited, excited);
        tally.scale(Of::Supportive, 0.75);
        witness.whole("praise with energy", Of::Excited, excited);
    }
    if shape.shouts > 0 && shape.asks == 0 && tally.certainty(Of::Hostile) < 0.3 {
        tally.hint(Of::Excited, energy * 0.4);
    }
}
