//! Commands as values: what an input log keeps and plays again.
//!
//! Owns: the list of commands. Does not know: how a log is stored.

use footlights_base::SentimentEntry;

use crate::crowd::{Crowd, Seeded};
use crate::event::Summary;
use crate::id::SessionId;
use crate::opening::Opening;
use crate::pulse::Blended;
use crate::react::{Happening, Reaction};
use crate::refusal::Refusal;
use crate::seating::Distribution;
use crate::session::Phase;

/// One command; each is the method of the same name.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is the method of the same name")]
pub enum Input {
    Seed { count: u32, distribution: Distribution },
    Open(Opening),
    Pause(SessionId),
    Resume(SessionId),
    End(SessionId),
    SetTags { session: SessionId, tags: Vec<(String, f64)> },
    SetVoice { session: SessionId, people: u16 },
    SetHype { session: SessionId, level: u8 },
    SetPhase { session: SessionId, phase: Phase },
    HypePeaked { session: SessionId, reaction: f64 },
    React { session: SessionId, happening: Happening },
    Pulse { session: SessionId, entries: Vec<SentimentEntry> },
    Raid { from: SessionId, to: SessionId, share: f64 },
    SetBusy(bool),
}

/// What a command did.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing to say.
    Done,
    /// Members were made.
    Seeded(Seeded),
    /// A session opened with so many.
    Opened(u32),
    /// A session ended.
    Ended(Box<Summary>),
    /// A house reacted.
    Reacted(Reaction),
    /// A pulse was blended.
    Blended(Blended),
    /// So many went with a raid.
    Raided(u32),
}

impl Crowd {
    /// Does what an input says.
    ///
    /// # Errors
    ///
    /// As the method of the same name; nothing has changed then.
    pub fn apply(&mut self, input: &Input) -> Result<Outcome, Refusal> {
        Ok(match input {
            Input::Seed { count, distribution } => Outcome::Seeded(self.seed(*count, distribution)?),
            Input::Open(opening) => Outcome::Opened(self.open(opening)?),
            Input::End(session) => Outcome::Ended(Box::new(self.end(*session)?)),
            Input::React { session, happening } => Outcome::Reacted(self.react(*session, happening)?),
            Input::Pulse { session, entries } => Outcome::Blended(self.pulse(*session, entries)?),
            Input::Raid { from, to, share } => Outcome::Raided(self.raid(*from, *to, *share)?),
            Input::Pause(session) => done(self.pause(*session))?,
            Input::Resume(session) => done(self.resume(*session))?,
            Input::SetVoice { session, people } => done(self.set_voice(*session, *people))?,
            Input::SetHype { session, level } => done(self.set_hype(*session, *level))?,
            Input::SetPhase { session, phase } => done(self.set_phase(*session, *phase))?,
            Input::HypePeaked { session, reaction } => done(self.hype_peaked(*session, *reaction))?,
            Input::SetBusy(busy) => {
                self.set_busy(*busy);
                Outcome::Done
            }
            Input::SetTags { session, tags } => {
                let tags: Vec<(&str, f64)> = tags.iter().map(|(name, strength)| (name.as_str(), *strength)).collect();
                done(self.set_tags(*session, &tags))?
            }
        })
    }
}

fn done(result: Result<(), Refusal>) -> Result<Outcome, Refusal> {
    result.map(|()| Outcome::Done)
}
