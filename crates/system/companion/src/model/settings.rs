//! What a creator sets for her own shows: sections of plain values with defaults, kept as what she changed.
//!
//! Stored are only the values she said; what she did not say follows the defaults, also when an operator changes those.
//! A change is merged name by name (RFC 7396: null takes a value back to its default, a list is replaced as a whole).

mod alerts;
mod animations;
mod chatbot;
mod general;
mod tts;

use footlights_base::{FieldError, Rejection};
use footlights_surface::decode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use self::alerts::{AlertSettings, Span, WhenClosed};
pub use self::animations::{AnimationSettings, AnimationTier};
pub use self::chatbot::{ChatbotAnswers, ChatbotSettings};
pub use self::general::GeneralSettings;
pub use self::tts::{SpeechEngine, SpeechFilter, SpeechFilterMode, SpeechSettings};

/// The most that is stored of one creator's settings, in bytes of JSON.
const BYTES_MAX: usize = 64 * 1_024;

/// All settings of a creator.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatorSettings {
    /// Time zone, money, the viewer page.
    pub general: GeneralSettings,
    /// The overlay's alerts.
    pub alerts: AlertSettings,
    /// Animations that tips set off.
    pub animations: AnimationSettings,
    /// Tips read aloud.
    pub tts: SpeechSettings,
    /// The chatbot.
    pub chatbot: ChatbotSettings,
}

/// Settings and how often they were changed.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionedSettings {
    /// 0 until something is changed.
    pub version: i64,
    /// Each value the creator's or the default.
    pub settings: CreatorSettings,
}

impl CreatorSettings {
    /// These defaults with what the creator said. What an older version stored and this one does not know is passed over.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub(crate) fn with(&self, said: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        if said.is_empty() {
            return Ok(self.clone());
        }
        let mut value = serde_json::to_value(self)?;
        overlay(&mut value, said);
        serde_json::from_value(value)
    }

    /// What the creator has said once `change` is merged into `said`, checked as a whole.
    ///
    /// # Errors
    /// 400 `invalid_fields` with each wrong or unknown name by its JSON Pointer; 413 `settings_too_large`.
    pub(crate) fn change(&self, said: &Map<String, Value>, change: &Map<String, Value>) -> Result<Map<String, Value>, Rejection> {
        let mut next = Value::Object(said.clone());
        merge(&mut next, change);
        let Value::Object(next) = next else { unreachable!("an object stays one") };
        let mut whole = serde_json::to_value(self).expect("settings are plain");
        overlay(&mut whole, &next);
        let text = serde_json::to_vec(&whole).expect("a value is plain");
        if text.len() > BYTES_MAX {
            let detail = "These settings are too long to keep; at most 65,536 bytes.";
            return Err(Rejection::new(footlights_base::ErrorKind::TooLarge, "settings_too_large", detail));
        }
        let checked: Self = decode(&text)?;
        let wrong = checked.wrong();
        if wrong.is_empty() { Ok(next) } else { Err(Rejection::fields(wrong)) }
    }

    /// Every value outside of its range.
    fn wrong(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        self.general.check(&mut wrong);
        self.alerts.check(&mut wrong);
        self.animations.check(&mut wrong);
        self.tts.check(&mut wrong);
        self.chatbot.check(&mut wrong);
        wrong
    }
}

/// RFC 7396: names are merged, null takes one away, everything else replaces.
fn merge(into: &mut Value, change: &Map<String, Value>) {
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(fields) = into else { return };
    for (name, value) in change {
        match value {
            Value::Null => {
                fields.remove(name);
            }
            Value::Object(inner) => merge(fields.entry(name.clone()).or_insert(Value::Null), inner),
            other => {
                fields.insert(name.clone(), other.clone());
            }
        }
    }
}

/// What was said, over the defaults.
fn overlay(defaults: &mut Value, said: &Map<String, Value>) {
    let Value::Object(fields) = defaults else { return };
    for (name, value) in said {
        match (fields.get_mut(name), value) {
            (Some(inner @ Value::Object(_)), Value::Object(said)) => overlay(inner, said),
            _ => {
                fields.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A field outside of its range.
fn out_of_range(field: impl Into<std::borrow::Cow<'static, str>>, detail: impl Into<std::borrow::Cow<'static, str>>) -> FieldError {
    FieldError { field: field.into(), code: "not_valid", detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::CreatorSettings;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(object) = value else { panic!("an object") };
        object
    }

    #[test]
    fn what_was_not_said_follows_the_defaults() {
        let mut defaults = CreatorSettings::default();
        let said = defaults.change(&Map::new(), &object(json!({"alerts": {"volume": 30}}))).expect("fine");
        assert_eq!(said, object(json!({"alerts": {"volume": 30}})));
        defaults.alerts.min_cents = 200;
        let settings = defaults.with(&said).expect("read");
        assert_eq!((settings.alerts.volume, settings.alerts.min_cents), (30, 200));
        let said = defaults.change(&said, &object(json!({"alerts": {"volume": null}}))).expect("fine");
        assert_eq!(defaults.with(&said).expect("read").alerts.volume, CreatorSettings::default().alerts.volume);
    }

    #[test]
    fn unknown_names_and_wrong_values_are_named() {
        let defaults = CreatorSettings::default();
        let wrong = |change: Value| {
            let refusal = defaults.change(&Map::new(), &object(change)).expect_err("refused");
            refusal.fields.into_iter().map(|field| (field.field.into_owned(), field.code)).collect::<Vec<_>>()
        };
        assert_eq!(wrong(json!({"alerts": {"loudness": 3}})), [("/alerts/loudness".to_owned(), "unknown_field")]);
        assert_eq!(wrong(json!({"alarms": {}})), [("/alarms".to_owned(), "unknown_field")]);
        assert_eq!(wrong(json!({"alerts": {"volume": "loud"}})), [("/alerts/volume".to_owned(), "wrong_type")]);
        assert_eq!(wrong(json!({"alerts": {"volume": 101}})), [("/alerts/volume".to_owned(), "not_valid")]);
        assert_eq!(wrong(json!({"general": {"timeZone": "Mars/Olympus"}})), [("/general/timeZone".to_owned(), "not_valid")]);
        assert_eq!(wrong(json!({"alerts": 7})).len(), 1);
    }

    #[test]
    fn what_an_older_version_stored_is_read() {
        let settings = CreatorSettings::default().with(&object(json!({"alerts": {"gone": 1, "volume": 5}}))).expect("read");
        assert_eq!(settings.alerts.volume, 5);
    }
}
