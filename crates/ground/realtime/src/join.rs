//! Following a topic: what is asked for and what is answered.

use footlights_base::{Epoch, Topic};
use serde::Serialize;

use crate::Audience;
use crate::log::UNBORN;

/// A wish to follow a topic.
pub struct Join {
    pub(crate) topic: Topic,
    pub(crate) audience: Audience,
    pub(crate) last: Option<(Epoch, i64)>,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) crowds: bool,
}

impl Join {
    /// Follow `topic` as one of `audience`, from now on.
    #[must_use]
    pub fn new(topic: Topic, audience: Audience) -> Self {
        Self { topic, audience, last: None, snapshot: None, crowds: false }
    }

    /// The client was there before the topic's first event: it gets all of them, as far as they can be had whole.
    #[must_use]
    pub fn from_the_beginning(mut self) -> Self {
        self.last = Some((UNBORN, 0));
        self
    }

    /// The client already has everything up to this number of this epoch (`epoch`, `lastSequence` of its request): what
    /// is missing follows. Without both nothing is known of it.
    #[must_use]
    pub fn since(mut self, epoch: Option<Epoch>, sequence: Option<i64>) -> Self {
        self.last = epoch.zip(sequence);
        self
    }

    /// The client has everything up to this number, and does not know of which epoch: of the one there is, it is taken.
    #[must_use]
    pub fn after(mut self, sequence: i64) -> Self {
        self.last = Some((UNBORN, sequence));
        self
    }

    /// How the topic's state is read for a client that cannot be brought up to date by what is missing. It is sent as
    /// `snapshot {topic, epoch, sequence, state}`; without this such a client only hears what comes. One read may tell many of
    /// one audience of a namespace; it begins after each of them has asked.
    #[must_use]
    pub fn snapshot<F>(mut self, read: F) -> Self
    where
        F: Fn(&mut footlights_store::ReadTx<'_>) -> Result<serde_json::Value, footlights_store::Stop> + Send + Sync + 'static,
    {
        self.snapshot = Some(std::sync::Arc::new(read));
        self
    }
}

impl Join {
    /// When many come within a second, one read of the state may tell those who come a moment later, too: what has happened since
    /// follows it, as it does for whoever came a moment earlier. For a state that only events of its own topic change.
    #[must_use]
    pub fn shared_in_crowds(mut self) -> Self {
        self.crowds = true;
        self
    }
}

/// Reads the state of a topic in the transaction that also reads its number.
pub(crate) type Snapshot =
    std::sync::Arc<dyn Fn(&mut footlights_store::ReadTx<'_>) -> Result<serde_json::Value, footlights_store::Stop> + Send + Sync>;

/// Where a follower stands. Serialises to the fields of the acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// The topic followed.
    pub topic: Topic,
    /// The numbering in force.
    pub epoch: Epoch,
    /// The last number at the moment of joining; what is newer follows.
    pub sequence: i64,
    /// Whether everything after what the client said it had follows. `false` for a fresh join or after a snapshot.
    pub recovered: bool,
}
