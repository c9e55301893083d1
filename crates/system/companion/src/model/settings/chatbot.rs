//! How the chatbot answers.

use footlights_base::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::out_of_range;

/// The longest prompt, in characters.
const PROMPT_CHARS_MAX: usize = 2_000;
/// Answers a minute.
const PER_MINUTE: std::ops::RangeInclusive<u32> = 1..=120;

/// Where answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatbotAnswers {
    /// A persona's templates.
    Templates,
    /// The endpoint the operator has set; templates when it fails.
    Endpoint,
}

/// How the chatbot answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatbotSettings {
    /// Whether it answers at all.
    pub enabled: bool,
    /// Where answers come from.
    pub answers: ChatbotAnswers,
    /// At most so many answers a minute, over all personas: 1 to 120.
    pub per_minute: u32,
    /// What the endpoint is told of the show, before the persona's own words; at most 2,000 characters.
    pub prompt: String,
}

impl Default for ChatbotSettings {
    fn default() -> Self {
        Self { enabled: true, answers: ChatbotAnswers::Templates, per_minute: 20, prompt: String::new() }
    }
}

impl ChatbotSettings {
    pub(super) fn check(&self, wrong: &mut Vec<FieldError>) {
        if !PER_MINUTE.contains(&self.per_minute) {
            wrong.push(out_of_range("/chatbot/perMinute", "From 1 to 120."));
        }
        if self.prompt.chars().count() > PROMPT_CHARS_MAX || self.prompt.contains('\0') {
            wrong.push(out_of_range("/chatbot/prompt", "At most 2,000 characters, none of them NUL."));
        }
    }
}
