//! A persona: a voice of the chatbot, as its creator wrote it.

use std::time::Duration;

use footlights_base::{AccountId, TenantId, Timestamp, define_id};
use footlights_chatbot::{Trigger, WeightedTemplate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use footlights_surface::words;

define_id!(
    /// A persona.
    PersonaId
);

/// How many personas one creator has.
pub(crate) const PERSONAS_MAX: i64 = 20;

words!(
    /// Where its words come from.
    #[schema(as = PersonaAnswers)]
    PersonaAnswers {
        /// One of its templates, drawn by weight.
        Templates = "templates",
        /// The operator's language model; a template when that does not answer.
        Endpoint = "endpoint",
    }
);

/// One thing a persona reacts to, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonaTrigger {
    /// `keyword`, `regex`, `command`, `tip`, `timer` or `first_message`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What of that; empty for `first_message`.
    pub value: String,
}

/// One of its answers, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonaTemplate {
    /// Text with `{sender}`, `{amount}`, `{message}`, `{title}`.
    pub text: String,
    /// How often compared with the others: 1 to 1,000.
    pub weight: u32,
}

/// A voice of the chatbot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persona {
    /// Its id.
    pub id: PersonaId,
    /// Its tenant.
    pub tenant_id: TenantId,
    /// Whose.
    pub creator_id: AccountId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it answers.
    pub active: bool,
    /// Its place among the others: of several that could answer the first does. From 0.
    pub position: i64,
    /// What it reacts to, in order.
    pub triggers: Vec<PersonaTrigger>,
    /// What it says.
    pub templates: Vec<PersonaTemplate>,
    /// Where its words come from.
    pub answers: PersonaAnswers,
    /// What a language model is told about it.
    pub prompt: String,
    /// How long it keeps silent after an answer.
    pub cooldown_seconds: u32,
    /// How long it keeps silent towards one person.
    pub per_person_cooldown_seconds: u32,
    /// The voice that speaks its answers; none: they are only written.
    pub voice: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Persona {
    /// The minutes of its timer, if it has one that runs.
    pub(crate) fn timer(&self) -> Option<Duration> {
        let minutes = self.triggers.iter().find(|trigger| trigger.kind == "timer")?.value.parse().ok()?;
        self.active.then(|| Duration::from_mins(minutes))
    }

    /// Whether some tip may set it off.
    pub(crate) fn hears_tips(&self) -> bool {
        self.active && self.triggers.iter().any(|trigger| trigger.kind == "tip")
    }

    /// As deciding needs it. Rows hold only what was checked; what a later version does not understand is left out.
    pub(crate) fn deciding(&self) -> footlights_chatbot::Persona {
        let triggers = self.triggers.iter().filter_map(|trigger| Trigger::parse(&trigger.kind, &trigger.value).ok());
        let templates =
            self.templates.iter().filter_map(|one| Some(WeightedTemplate { template: one.text.parse().ok()?, weight: one.weight }));
        footlights_chatbot::Persona {
            active: self.active,
            triggers: triggers.collect(),
            templates: templates.collect(),
            cooldown: Duration::from_secs(self.cooldown_seconds.into()),
            person_cooldown: Duration::from_secs(self.per_person_cooldown_seconds.into()),
        }
    }
}
