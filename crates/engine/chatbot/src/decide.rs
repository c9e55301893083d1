//! Who answers.

use std::time::Duration;

use footlights_base::Timestamp;

use crate::{Considered, Happening, Outcome, Persona};

/// What was answered before. Lists are as long as that of the personas, or shorter: what is missing was never answered.
#[derive(Debug, Clone, Copy, Default)]
pub struct History<'a> {
    /// When each persona last answered anybody.
    pub answered: &'a [Option<Timestamp>],
    /// When each persona last answered this person.
    pub answered_person: &'a [Option<Timestamp>],
    /// How many answers there were in this minute.
    pub this_minute: u32,
    /// How many there may be.
    pub per_minute: u32,
}

/// Who answers, by which trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which persona.
    pub persona: usize,
    /// Which of its triggers.
    pub trigger: usize,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// Every persona, in order.
    pub considered: Vec<Considered>,
    /// Who answers.
    pub choice: Option<Choice>,
}

/// Decides who answers what happened at `now`. Personas are in the order of their position.
#[must_use]
pub fn decide(personas: &[Persona], happening: Happening<'_>, history: History<'_>, now: Timestamp) -> Decision {
    let mut decision = Decision::default();
    for (index, persona) in personas.iter().enumerate() {
        let trigger = persona.set_off(index, happening);
        let waits = |list: &[Option<Timestamp>], cooldown| wait(list.get(index).copied().flatten(), cooldown, now);
        let (outcome, wait) = match trigger {
            _ if !persona.active => (Outcome::Inactive, None),
            None => (Outcome::NoTrigger, None),
            Some(_) => match (waits(history.answered, persona.cooldown), waits(history.answered_person, persona.person_cooldown)) {
                (Some(wait), _) => (Outcome::CoolingDown, Some(wait)),
                (None, Some(wait)) => (Outcome::PersonCoolingDown, Some(wait)),
                (None, None) if history.this_minute >= history.per_minute => (Outcome::Budget, None),
                (None, None) if decision.choice.is_some() => (Outcome::Outweighed, None),
                (None, None) => (Outcome::Answered, None),
            },
        };
        if let (Outcome::Answered, Some(trigger)) = (outcome, trigger) {
            decision.choice = Some(Choice { persona: index, trigger });
        }
        decision.considered.push(Considered { persona: index, outcome, trigger, wait });
    }
    decision
}

/// How much of a cooldown is left.
fn wait(last: Option<Timestamp>, cooldown: Duration, now: Timestamp) -> Option<Duration> {
    let free_at = last?.plus(cooldown);
    (free_at > now).then(|| free_at.since(now))
}
