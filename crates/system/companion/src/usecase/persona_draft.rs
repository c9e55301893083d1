//! A persona's fields, checked: the same for making one and for changing one.

use footlights_base::{FieldError, Rejection, TextLimit};
use footlights_chatbot::{Template, Trigger, TriggerError};

use crate::model::{Persona, PersonaAnswers, PersonaTemplate, PersonaTrigger};

const NAME: TextLimit = TextLimit { field: "/name", chars_min: 1, chars_max: 60 };
const DESCRIPTION: TextLimit = TextLimit { field: "/description", chars_min: 0, chars_max: 300 };
const PROMPT: TextLimit = TextLimit { field: "/prompt", chars_min: 0, chars_max: 2_000 };
const TRIGGERS_MAX: usize = 20;
const TEMPLATES_MAX: usize = 50;
const WEIGHT_MAX: u32 = 1_000;
/// The longest silence: a day.
const COOLDOWN_SECONDS_MAX: u32 = 86_400;

/// What is said of a persona; what is not said stays as it is.
#[derive(Debug, Clone, Default)]
pub struct PersonaFields {
    /// 1 to 60 characters.
    pub name: Option<String>,
    /// At most 300 characters.
    pub description: Option<String>,
    /// Whether it answers.
    pub active: Option<bool>,
    /// At most 20; at most one of them a timer.
    pub triggers: Option<Vec<PersonaTrigger>>,
    /// 1 to 50, each at most 500 characters.
    pub templates: Option<Vec<PersonaTemplate>>,
    /// `templates` or `endpoint`.
    pub answers: Option<String>,
    /// At most 2,000 characters.
    pub prompt: Option<String>,
    /// 0 to 86,400.
    pub cooldown_seconds: Option<u32>,
    /// 0 to 86,400.
    pub per_person_cooldown_seconds: Option<u32>,
    /// A voice, or none.
    pub voice: Option<Option<String>>,
}

impl PersonaFields {
    /// The persona with these fields, or all that is wrong with them.
    pub(super) fn apply(&self, mut persona: Persona) -> Result<Persona, Rejection> {
        let mut wrong = Vec::new();
        text(&mut persona.name, NAME, self.name.as_deref(), &mut wrong);
        text(&mut persona.description, DESCRIPTION, self.description.as_deref(), &mut wrong);
        text(&mut persona.prompt, PROMPT, self.prompt.as_deref(), &mut wrong);
        cooldown(&mut persona.cooldown_seconds, "/cooldownSeconds", self.cooldown_seconds, &mut wrong);
        cooldown(&mut persona.per_person_cooldown_seconds, "/perPersonCooldownSeconds", self.per_person_cooldown_seconds, &mut wrong);
        persona.active = self.active.unwrap_or(persona.active);
        if let Some(triggers) = &self.triggers {
            persona.triggers = check_triggers(triggers, &mut wrong);
        }
        if let Some(templates) = &self.templates {
            check_templates(templates, &mut wrong);
            persona.templates.clone_from(templates);
        }
        match self.answers.as_deref().map(str::parse) {
            None => {}
            Some(Ok(answers)) => persona.answers = answers,
            Some(Err(())) => wrong.push(field("/answers", "not_one_of", format!("Expected one of {}.", PersonaAnswers::LIST.trim_end()))),
        }
        if let Some(voice) = &self.voice {
            persona.voice.clone_from(voice);
            if voice.as_deref().is_some_and(|voice| !crate::speech::is_voice(voice)) {
                wrong.push(field("/voice", "not_valid", "A name from GET /api/tts/voices, such as en-gb."));
            }
        }
        if wrong.is_empty() { Ok(persona) } else { Err(Rejection::fields(wrong)) }
    }
}

fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> FieldError {
    FieldError { field: field.into().into(), code, detail: detail.into().into() }
}

fn text(of: &mut String, limit: TextLimit, given: Option<&str>, wrong: &mut Vec<FieldError>) {
    match given.map(|given| limit.check(given)) {
        None => {}
        Some(Ok(checked)) => *of = checked,
        Some(Err(error)) => wrong.push(error),
    }
}

fn cooldown(of: &mut u32, name: &'static str, given: Option<u32>, wrong: &mut Vec<FieldError>) {
    match given {
        None => {}
        Some(seconds) if seconds <= COOLDOWN_SECONDS_MAX => *of = seconds,
        Some(_) => wrong.push(field(name, "not_valid", "From 0 to 86,400 seconds.")),
    }
}

/// The triggers as they are kept: each in its one spelling.
fn check_triggers(given: &[PersonaTrigger], wrong: &mut Vec<FieldError>) -> Vec<PersonaTrigger> {
    if given.len() > TRIGGERS_MAX {
        wrong.push(field("/triggers", "too_long", "At most 20 triggers."));
        return Vec::new();
    }
    if given.iter().filter(|trigger| trigger.kind == "timer").count() > 1 {
        wrong.push(field("/triggers", "not_valid", "At most one timer; make another persona for another rhythm."));
    }
    let mut kept = Vec::with_capacity(given.len());
    for (index, trigger) in given.iter().enumerate() {
        match Trigger::parse(&trigger.kind, &trigger.value) {
            Ok(parsed) => kept.push(PersonaTrigger { kind: parsed.kind().to_owned(), value: parsed.value() }),
            Err(error @ TriggerError::Kind) => {
                wrong.push(field(format!("/triggers/{index}/type"), "not_one_of", format!("Expected {error}.")))
            }
            Err(error) => wrong.push(field(format!("/triggers/{index}/value"), "not_valid", format!("Expected {error}."))),
        }
    }
    kept
}

fn check_templates(given: &[PersonaTemplate], wrong: &mut Vec<FieldError>) {
    if !(1..=TEMPLATES_MAX).contains(&given.len()) {
        wrong.push(field("/templates", "not_valid", "From 1 to 50 templates; a language model needs one, too, for when it is silent."));
        return;
    }
    for (index, one) in given.iter().enumerate() {
        if let Err(error) = one.text.parse::<Template>() {
            wrong.push(field(format!("/templates/{index}/text"), "not_valid", format!("Not a template: {error}.")));
        }
        if one.text.chars().any(|c| c.is_control() && c != '\n') {
            wrong.push(field(format!("/templates/{index}/text"), "bad_character", "Control characters are not allowed here."));
        }
        if !(1..=WEIGHT_MAX).contains(&one.weight) {
            wrong.push(field(format!("/templates/{index}/weight"), "not_valid", "From 1 to 1,000."));
        }
    }
}
