//! Topics: the names under which events are numbered.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest topic, in bytes: a kind, a colon, an id.
const TOPIC_BYTES_MAX: usize = 64;

/// One ordered stream of events, named after its aggregate: `session:0190a6b0-…`.
///
/// It is also the key a command locks: who holds it decides alone on that aggregate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(Arc<str>);

/// The text is not a topic.
#[derive(Debug, thiserror::Error)]
#[error("not a topic such as session:0190a6b0-5c1e-7cc0-8f5e-3b1d4f2a9c10")]
pub struct TopicParseError;

/// Which life of a topic's numbering this is. It changes when numbers cannot go on, for instance after a restore.
pub type Epoch = i64;

impl Topic {
    /// The topic of one aggregate. `kind` is a word of 4-contracts §6 (`session`, `creator`, `room`, `account` …).
    ///
    /// # Panics
    /// When `kind` is not a short lower-case word: kinds are constants of the code, never input.
    #[must_use]
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        let text = format!("{kind}:{id}");
        text.parse().expect("a topic kind is a short lower-case word and an id is short")
    }

    /// `session:0190a6b0-…`
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word before the colon.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// What follows the colon.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, id)| id)
    }
}

impl FromStr for Topic {
    type Err = TopicParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, id) = text.split_once(':').ok_or(TopicParseError)?;
        let kind_is_a_word = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let id_is_plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if text.len() <= TOPIC_BYTES_MAX && kind_is_a_word && id_is_plain { Ok(Self(text.into())) } else { Err(TopicParseError) }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::serde_as_text!(Topic);

#[cfg(test)]
mod tests {
    use super::Topic;

    #[test]
    fn a_topic_has_a_kind_and_an_id() {
        let topic = Topic::new("session", "0190a6b0-5c1e-7cc0-8f5e-3b1d4f2a9c10");
        assert_eq!((topic.kind(), topic.id()), ("session", "0190a6b0-5c1e-7cc0-8f5e-3b1d4f2a9c10"));
    }

    #[test]
    fn text_that_is_no_topic_is_refused() {
        for bad in ["", ":", "session:", ":x", "Session:x", "session:a b", "session:é", &format!("s:{}", "x".repeat(64))] {
            assert!(bad.parse::<Topic>().is_err(), "{bad:?}");
        }
    }
}
