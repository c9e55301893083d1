//! Keys: which aggregates a command decides on.

use std::hash::{DefaultHasher, Hash, Hasher};

use footlights_base::Topic;

/// The aggregates a command decides on. They are locked before its first statement, in sorted order, so each aggregate is
/// serial. A command with one key shares its commit with others of the same lane; one with several runs alone on PostgreSQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Inner);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Inner {
    #[default]
    None,
    One(Topic),
    /// Sorted, each once.
    Many(Box<[Topic]>),
}

impl Keys {
    /// No aggregate: the command decides by constraints alone and publishes nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self(Inner::None)
    }

    /// The keys, sorted, each once.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        match &self.0 {
            Inner::None => &[],
            Inner::One(topic) => std::slice::from_ref(topic),
            Inner::Many(topics) => topics,
        }
    }

    /// Whether `topic` is one of them.
    #[must_use]
    pub fn contain(&self, topic: &Topic) -> bool {
        self.topics().contains(topic)
    }

    /// The lane of `lanes` that serves these keys: always the same for the same first key, `turn` decides for none.
    pub(crate) fn lane(&self, lanes: usize, turn: usize) -> usize {
        let Some(first) = self.topics().first() else { return turn % lanes };
        let mut hasher = DefaultHasher::new();
        first.hash(&mut hasher);
        usize::try_from(hasher.finish() % lanes as u64).expect("a lane number is small")
    }
}

impl From<Topic> for Keys {
    fn from(topic: Topic) -> Self {
        Self(Inner::One(topic))
    }
}

impl From<&Topic> for Keys {
    fn from(topic: &Topic) -> Self {
        Self(Inner::One(topic.clone()))
    }
}

impl From<Vec<Topic>> for Keys {
    fn from(mut topics: Vec<Topic>) -> Self {
        topics.sort_unstable();
        topics.dedup();
        Self(match topics.len() {
            0 => Inner::None,
            1 => topics.pop().map_or(Inner::None, Inner::One),
            _ => Inner::Many(topics.into_boxed_slice()),
        })
    }
}

impl<const N: usize> From<[Topic; N]> for Keys {
    fn from(topics: [Topic; N]) -> Self {
        Vec::from(topics).into()
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Topic;

    use super::Keys;

    #[test]
    fn keys_are_sorted_and_each_counts_once() {
        let (a, b) = (Topic::new("session", "a"), Topic::new("session", "b"));
        assert_eq!(Keys::from([b.clone(), a.clone(), b.clone()]).topics(), [a.clone(), b]);
        assert_eq!(Keys::from([a.clone(), a.clone()]), Keys::from(a));
        assert_eq!(Keys::from(Vec::new()), Keys::none());
    }
}
