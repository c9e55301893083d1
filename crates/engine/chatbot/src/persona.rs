//! A persona, as much of it as deciding needs, and what it may react to.

use std::time::Duration;

use crate::{Template, Trigger};

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedTemplate {
    /// What is said.
    pub template: Template,
    /// How often compared with the others: 1 to 1,000.
    pub weight: u32,
}

/// A voice of the chatbot. Personas are handed over in the order of their position.
#[derive(Debug, Clone)]
pub struct Persona {
    /// Whether it answers at all.
    pub active: bool,
    /// What it reacts to, in order.
    pub triggers: Vec<Trigger>,
    /// What it says.
    pub templates: Vec<WeightedTemplate>,
    /// How long it keeps silent after an answer.
    pub cooldown: Duration,
    /// How long it keeps silent towards one person.
    pub person_cooldown: Duration,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening<'a> {
    /// Somebody wrote in the chat.
    Message {
        /// What they wrote.
        text: &'a str,
        /// Whether it is their first message of the session.
        first: bool,
    },
    /// Somebody tipped so many minor units.
    Tip {
        /// Minor units.
        amount_cents: i64,
    },
    /// The timer of this persona went off; the index of it.
    Timer(usize),
}

impl Persona {
    /// The first of its triggers that what happened sets off. `index`: which persona it is.
    pub(crate) fn set_off(&self, index: usize, happening: Happening<'_>) -> Option<usize> {
        match happening {
            Happening::Timer(which) if which != index => None,
            _ => self.triggers.iter().position(|trigger| trigger.is_set_off_by(happening)),
        }
    }

    /// A template, drawn by weight; `chance` is uniform in `0.0..1.0`. None when there are none.
    #[must_use]
    pub fn draw(&self, chance: f64) -> Option<&Template> {
        let total: u64 = self.templates.iter().map(|one| u64::from(one.weight)).sum();
        #[expect(clippy::cast_precision_loss, reason = "at most 50 weights of at most 1,000")]
        let mut left = chance.clamp(0.0, 1.0) * total as f64;
        let drawn = self.templates.iter().find(|one| {
            left -= f64::from(one.weight);
            left < 0.0
        });
        drawn.or(self.templates.last()).map(|one| &one.template)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Persona, WeightedTemplate};

    fn persona(weights: &[u32]) -> Persona {
        let templates =
            weights.iter().map(|weight| WeightedTemplate { template: weight.to_string().parse().expect("plain"), weight: *weight });
        Persona {
            active: true,
            triggers: Vec::new(),
            templates: templates.collect(),
            cooldown: Duration::ZERO,
            person_cooldown: Duration::ZERO,
        }
    }

    #[test]
    fn weights_share_the_draws() {
        let drawn = |chance| persona(&[1, 3]).draw(chance).map(|template| template.as_str().to_owned());
        assert_eq!((drawn(0.0).as_deref(), drawn(0.249).as_deref()), (Some("1"), Some("1")));
        assert_eq!((drawn(0.25).as_deref(), drawn(0.999).as_deref(), drawn(1.0).as_deref()), (Some("3"), Some("3"), Some("3")));
        assert_eq!(persona(&[]).draw(0.5), None);
    }
}
