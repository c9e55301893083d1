//! Tips read aloud.

use std::collections::BTreeMap;

use footlights_base::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::out_of_range;
use crate::model::AMOUNT_MAX;

/// Tippers with a voice of their own.
const VOICES_MAX: usize = 100;
/// The longest name of a voice, in bytes.
const VOICE_BYTES_MAX: usize = 64;
/// Words of the creator's own that are filtered.
const WORDS_MAX: usize = 500;
/// The longest such word, in characters.
const WORD_CHARS_MAX: usize = 64;
/// Messages that may wait to be spoken.
const QUEUE: std::ops::RangeInclusive<u32> = 1..=30;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpeechEngine {
    /// espeak-ng on the server.
    Espeak,
    /// The endpoint the operator has set; espeak-ng when it fails.
    Endpoint,
}

/// What comes of a message with a filtered word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpeechFilterMode {
    /// The word is left out.
    Mask,
    /// The message is not spoken.
    Skip,
}

/// Words that are not spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpeechFilter {
    /// Whether the list that comes with the server counts, too.
    pub use_default_list: bool,
    /// Words of one's own; at most 500.
    pub words: Vec<String>,
    /// What comes of a message with one.
    pub mode: SpeechFilterMode,
}

/// Tips read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpeechSettings {
    /// Whether anything is spoken.
    pub enabled: bool,
    /// Smaller tips are not spoken, in minor units.
    pub min_cents: i64,
    /// Longer messages are cut: 1 to 255 characters.
    pub max_chars: u32,
    /// Who speaks.
    pub engine: SpeechEngine,
    /// The voice, as the engine calls it.
    pub voice: String,
    /// Voices of single tippers, by their name; at most 100.
    pub voices_by_tipper: BTreeMap<String, String>,
    /// Words that are not spoken.
    pub filter: SpeechFilter,
    /// Messages that may wait; more are not spoken: 1 to 30.
    pub queue_max: u32,
}

impl Default for SpeechSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            min_cents: 500,
            max_chars: 200,
            engine: SpeechEngine::Espeak,
            voice: "en".into(),
            voices_by_tipper: BTreeMap::new(),
            filter: SpeechFilter { use_default_list: true, words: Vec::new(), mode: SpeechFilterMode::Mask },
            queue_max: 30,
        }
    }
}

impl SpeechSettings {
    pub(super) fn check(&self, wrong: &mut Vec<FieldError>) {
        if !(0..=AMOUNT_MAX).contains(&self.min_cents) {
            wrong.push(out_of_range("/tts/minCents", "From 0 to 100,000,000."));
        }
        if !(1..=255).contains(&self.max_chars) {
            wrong.push(out_of_range("/tts/maxChars", "From 1 to 255."));
        }
        if !is_voice(&self.voice) {
            wrong.push(out_of_range("/tts/voice", VOICE));
        }
        if self.voices_by_tipper.len() > VOICES_MAX {
            wrong.push(out_of_range("/tts/voicesByTipper", "At most 100 tippers."));
        }
        if !self.voices_by_tipper.values().all(|voice| is_voice(voice)) {
            wrong.push(out_of_range("/tts/voicesByTipper", VOICE));
        }
        let words = &self.filter.words;
        if words.len() > WORDS_MAX || words.iter().any(|word| word.trim().is_empty() || word.chars().count() > WORD_CHARS_MAX) {
            wrong.push(out_of_range("/tts/filter/words", "At most 500 words of 1 to 64 characters."));
        }
        if !QUEUE.contains(&self.queue_max) {
            wrong.push(out_of_range("/tts/queueMax", "From 1 to 30."));
        }
    }
}

/// What a voice may be called.
const VOICE: &str = "A voice is 1 to 64 letters, digits and + - _ . of ASCII.";

/// The name reaches a program as an argument: nothing but plain letters, and never an option.
pub(crate) fn is_voice(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_.".contains(&byte));
    (1..=VOICE_BYTES_MAX).contains(&name.len()) && plain && !name.starts_with('-')
}
