//! Which events a webhook wants: by type and by subject. Knows no webhook.

use footlights_base::{Event, FieldError};
use serde::{Deserialize, Serialize};

use super::settings::{SUBJECTS_MAX, TYPES_MAX};

/// The longest type or subject, in bytes.
const WORD_BYTES_MAX: usize = 100;

/// Which events: those whose type and subject are both named. An empty list names all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Types as they are written (`streaming.tip.received`), or all below a name (`streaming.*`).
    pub types: Vec<String>,
    /// Ids of aggregates, or whole topics (`session:0190…`).
    pub subjects: Vec<String>,
}

impl Filter {
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
        for (field, list, most) in [("types", &self.types, TYPES_MAX), ("subjects", &self.subjects, SUBJECTS_MAX)] {
            if list.len() > most {
                let detail = format!("At most {most}.").into();
                faults.push(FieldError { field: format!("/{field}").into(), code: "too_many", detail });
            }
        }
        for (index, _) in self.types.iter().enumerate().filter(|(_, pattern)| !is_pattern(pattern)) {
            let detail = "A type such as streaming.tip.received, or streaming.* for all below a name.".into();
            faults.push(FieldError { field: format!("/types/{index}").into(), code: "not_valid", detail });
        }
        for (index, _) in self.subjects.iter().enumerate().filter(|(_, subject)| !is_subject(subject)) {
            let detail = "The id of a session, room or account, or a topic such as session:ID.".into();
            faults.push(FieldError { field: format!("/subjects/{index}").into(), code: "not_valid", detail });
        }
        faults
    }
}

fn names(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        // The dot before the star belongs to the name: `a.*` is not all that begins with `a`.
        Some(prefix) => kind.starts_with(prefix),
        None => pattern == kind,
    }
}

fn is_pattern(text: &str) -> bool {
    let name = text.strip_suffix(".*").unwrap_or(text);
    let plain = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
    };
    text == "*" || (text.len() <= WORD_BYTES_MAX && name.split('.').all(plain))
}

fn is_subject(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    !text.is_empty() && text.len() <= WORD_BYTES_MAX && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use footlights_base::{Event, EventId, TenantId, Timestamp, Topic};
    use serde_json::value::RawValue;

    use super::Filter;

    fn event(kind: &str) -> Event {
        let (at, payload) = (Timestamp::from_millis(0), RawValue::from_string("{}".into()).expect("JSON"));
        let (id, tenant) = (EventId::from_bytes([1; 16]), TenantId::from_bytes([2; 16]));
        let (topic, payload) = (Topic::new("session", "one"), payload.into());
        Event { id, kind: Arc::from(kind), tenant, topic, epoch: 1, sequence: 1, occurred_at: at, display_at: at, payload }
    }

    fn filter(types: &[&str], subjects: &[&str]) -> Filter {
        let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Filter { types: own(types), subjects: own(subjects) }
    }

    #[test]
    fn types_are_named_as_they_are_or_all_below_a_name() {
        let tip = event("streaming.tip.received");
        for types in [&[] as &[&str], &["*"], &["streaming.*"], &["streaming.tip.*"], &["other", "streaming.tip.received"]] {
            assert!(filter(types, &[]).matches(&tip), "{types:?}");
        }
        for types in [&["streaming.tip"] as &[&str], &["stream.*"], &["streaming.tip.received.*"], &["tip.*"]] {
            assert!(!filter(types, &[]).matches(&tip), "{types:?}");
        }
        assert!(!filter(&["stream.*"], &[]).matches(&event("streaming.x")), "a name ends at its dot");
    }

    #[test]
    fn a_subject_is_an_id_or_a_topic_and_both_lists_count() {
        let tip = event("streaming.tip.received");
        assert!(filter(&[], &["one"]).matches(&tip) && filter(&[], &["x", "session:one"]).matches(&tip));
        assert!(!filter(&[], &["two"]).matches(&tip) && !filter(&[], &["room:one"]).matches(&tip));
        assert!(!filter(&["other"], &["one"]).matches(&tip));
    }

    #[test]
    fn what_names_nothing_is_refused_by_its_place() {
        assert!(filter(&["*", "a.*", "a.b-c.d_9"], &["0190", "session:x"]).faults().is_empty());
        let wrong = filter(&["ok", "a*", "", "*.a", "A.b", "a..b"], &["", "a b"]).faults();
        let fields: Vec<&str> = wrong.iter().map(|fault| &*fault.field).collect();
        assert_eq!(fields, ["/types/1", "/types/2", "/types/3", "/types/4", "/types/5", "/subjects/0", "/subjects/1"]);
        let many = Filter { types: vec!["a".into(); 51], subjects: vec!["a".into(); 101] }.faults();
        assert_eq!(many.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["too_many", "too_many"]);
    }
}
