//! Why a persona answered or kept silent, in a word and in a sentence.

use std::time::Duration;

/// How it went with one persona.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It answers.
    Answered,
    /// It is switched off.
    Inactive,
    /// None of its triggers was set off.
    NoTrigger,
    /// It answered a short while ago.
    CoolingDown,
    /// It answered this person a short while ago.
    PersonCoolingDown,
    /// The chatbot has said enough in this minute.
    Budget,
    /// Another persona, further up, answers.
    Outweighed,
}

impl Outcome {
    /// Its name everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Inactive => "inactive",
            Self::NoTrigger => "no_trigger",
            Self::CoolingDown => "cooling_down",
            Self::PersonCoolingDown => "person_cooling_down",
            Self::Budget => "budget",
            Self::Outweighed => "outweighed",
        }
    }
}

/// How it went with one persona, and by which trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// Which persona.
    pub persona: usize,
    /// How it went.
    pub outcome: Outcome,
    /// The index of the trigger that was set off.
    pub trigger: Option<usize>,
    /// How long until it may answer again.
    pub wait: Option<Duration>,
}

impl Considered {
    /// The reason as a sentence for the creator.
    #[must_use]
    pub fn detail(&self) -> String {
        let seconds = self.wait.map_or(0, |wait| wait.as_millis().div_ceil(1_000));
        match self.outcome {
            Outcome::Answered => "It is the first that could answer.".into(),
            Outcome::Inactive => "It is switched off.".into(),
            Outcome::NoTrigger => "None of its triggers was set off.".into(),
            Outcome::CoolingDown => format!("It answered a short while ago and may again in {seconds} s."),
            Outcome::PersonCoolingDown => format!("It answered this person a short while ago and may again in {seconds} s."),
            Outcome::Budget => "The chatbot has said enough in this minute.".into(),
            Outcome::Outweighed => "A persona further up answers.".into(),
        }
    }
}
