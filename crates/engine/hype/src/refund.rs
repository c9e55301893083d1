//! A contribution taken back: it subtracts wherever it counted.
//!
//! Owns: finding where that was. Does not know: money and why it went back.
//! A level that was reached stays reached, since its rewards are out; where scores decay, the next tick takes what is not earned any more.

use footlights_base::Timestamp;

use crate::event::Event;
use crate::feed::{Refund, Trigger};
use crate::hype::Hype;
use crate::refusal::Refusal;

impl Hype {
    /// Takes a contribution back, from the running train or from what waits for a kick-off. In trains that have ended it stays.
    ///
    /// # Errors
    ///
    /// As for the contribution.
    pub fn handle_refund(&mut self, at: Timestamp, refund: &Refund) -> Result<Vec<Event>, Refusal> {
        let conversion = self.rules.config.conversion.as_ref().ok_or(Refusal::NoContributions)?;
        let points = conversion.points(refund.contribution.act)?;
        let mut told = self.poll(at);
        let (by, kind) = (refund.contribution.by, refund.contribution.act.kind());
        let given = refund.contributed_at.as_millis();
        let Some(train) = &mut self.train else {
            let waits = |entry: &crate::window::Entry| {
                entry.at == given && entry.by == by && entry.trigger == Trigger::Contribution(kind) && entry.points == points
            };
            if let Some(index) = self.window.entries.iter().position(waits) {
                self.window.entries.remove(index);
            }
            return Ok(told);
        };
        let too_small = given < train.started && points.floor() < self.rules.config().kickoff.least_points;
        if given < train.counts_from || given > self.now || too_small {
            return Ok(told);
        }
        let conductor = train.contributors.conductor();
        train.take_back(points);
        train.contributors.debit(by, kind, points);
        told.push(train.progressed(self.now, &self.rules));
        if let Some(by) = train.contributors.conductor().filter(|by| Some(*by) != conductor) {
            told.push(Event::Conducted { at: Timestamp::from_millis(self.now), by });
        }
        Ok(told)
    }
}
