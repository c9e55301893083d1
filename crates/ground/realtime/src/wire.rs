//! What followers get to see: a name and a JSON object, before numbers are merged in and it is encoded.

use std::borrow::Cow;
use std::sync::Arc;

use footlights_base::Topic;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::Audience;

/// A domain event as one audience of one namespace sees it.
///
/// `eventId, topic, epoch, sequence, occurredAt, displayAt` are merged into the payload when it is sent.
#[derive(Debug, Clone)]
pub struct WireEvent {
    pub(crate) name: &'static str,
    pub(crate) payload: Arc<RawValue>,
    pub(crate) followers: Vec<Follower>,
    /// It says what a waiting follower of its own name and this key would.
    pub(crate) settles: Option<Cow<'static, str>>,
}

/// A frame without a number that comes after the event and of which only the newest per key is sent, at a measured pace.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    pub(crate) name: &'static str,
    pub(crate) key: Cow<'static, str>,
    pub(crate) payload: Arc<RawValue>,
}

impl WireEvent {
    /// An event named `name`; `payload` must serialise to a JSON object.
    ///
    /// # Panics
    /// When `payload` does not serialise, which for plain structs cannot happen.
    #[must_use]
    pub fn new(name: &'static str, payload: &impl Serialize) -> Self {
        Self::raw(name, raw(payload))
    }

    /// An event whose payload already is the text of a JSON object, for instance the domain event's own.
    #[must_use]
    pub fn raw(name: &'static str, payload: Arc<RawValue>) -> Self {
        Self { name, payload, followers: Vec::new(), settles: None }
    }

    /// Adds a frame that follows from the event (new totals, a goal's progress). It carries `topic` and no number. Of several
    /// with one name and `key` the first leaves with its event, later ones at most four times a second, only the newest
    /// and always the last.
    ///
    /// # Panics
    /// When `payload` does not serialise, which for plain structs cannot happen.
    #[must_use]
    pub fn then(mut self, name: &'static str, key: impl Into<Cow<'static, str>>, payload: &impl Serialize) -> Self {
        self.followers.push(Follower { name, key: key.into(), payload: raw(payload) });
        self
    }

    /// The event itself says what a frame of its name and `key` that still waits ([`Self::then`]) would, and newer: that
    /// one is dropped.
    #[must_use]
    pub fn settles(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.settles = Some(key.into());
        self
    }
}

/// A frame outside of the numbering: presence, counts, reactions, alerts on their way. It may be lost; a snapshot
/// brings its truth. It reaches followers of the topic on all nodes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ephemeral {
    pub(crate) topic: Topic,
    pub(crate) name: Cow<'static, str>,
    pub(crate) key: Option<Cow<'static, str>>,
    pub(crate) audiences: Vec<Audience>,
    pub(crate) payload: Arc<RawValue>,
}

impl Ephemeral {
    /// Its name, such as `presence`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A JSON object.
    #[must_use]
    pub fn payload(&self) -> &RawValue {
        &self.payload
    }

    pub(crate) fn is_for(&self, audience: Audience) -> bool {
        self.audiences.is_empty() || self.audiences.contains(&audience)
    }

    /// For every audience of the topic. `payload` must serialise to a JSON object; `topic` is merged into it.
    ///
    /// # Panics
    /// When `payload` does not serialise, which for plain structs cannot happen.
    #[must_use]
    pub fn new(topic: Topic, name: &'static str, payload: &impl Serialize) -> Self {
        Self { topic, name: name.into(), key: None, audiences: Vec::new(), payload: raw(payload) }
    }

    /// Of several with one name and key in one turn of the topic only the newest leaves.
    #[must_use]
    pub fn coalesce(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Only for these audiences.
    #[must_use]
    pub fn only(mut self, audiences: &[Audience]) -> Self {
        self.audiences = audiences.to_vec();
        self
    }
}

fn raw(payload: &impl Serialize) -> Arc<RawValue> {
    to_raw_value(payload).expect("a payload is a plain struct").into()
}
