//! Which events: by type and by subject.

use footlights_base::{Event, FieldError};

/// Types and subjects one filter names at most.
const WORDS_MAX: usize = 50;
/// The longest of them, in bytes.
const WORD_BYTES_MAX: usize = 100;

/// Events whose type and subject are both named. An empty list names all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Types as they are written (`room.chat.sent`), or all below a name (`room.*`).
    pub types: Vec<String>,
    /// Ids of aggregates, or whole topics.
    pub subjects: Vec<String>,
}

impl EventFilter {
    /// Whether it names this event.
    #[must_use]
    pub fn matches(&self, event: &Event) -> bool {
        let (topic, id) = (event.topic.as_str(), event.topic.id());
        (self.types.is_empty() || self.types.iter().any(|pattern| names(pattern, &event.kind)))
            && (self.subjects.is_empty() || self.subjects.iter().any(|subject| subject == id || subject == topic))
    }

    /// What is wrong with it, field by field.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (field, words) in [("/types", &self.types), ("/subjects", &self.subjects)] {
            if words.len() > WORDS_MAX {
                faults.push(FieldError { field: field.into(), code: "too_many", detail: "At most 50.".into() });
            }
            if words.iter().any(|word| word.is_empty() || word.len() > WORD_BYTES_MAX) {
                faults.push(FieldError { field: field.into(), code: "not_valid", detail: "1 to 100 bytes each.".into() });
            }
        }
        faults
    }
}

fn names(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => kind.starts_with(prefix),
        None => pattern == kind,
    }
}
