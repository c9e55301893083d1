//! How a cluster behaves, and the limits of what it takes.

use std::time::Duration;

/// The longest name of a channel, a place, a member or a counter; bytes.
pub(crate) const NAME_BYTES_MAX: usize = 200;
/// The largest message and the largest presence value; bytes.
pub(crate) const MESSAGE_BYTES_MAX: usize = 1024 * 1024;
/// Messages that may wait for one slow subscriber; beyond it they are dropped and the subscriber is told of a gap.
pub(crate) const MESSAGES_WAITING_MAX: usize = 1_024;
/// Messages that may wait to be sent to Redis; beyond it they are dropped.
pub(crate) const PUBLISH_WAITING_MAX: usize = 8_192;

/// The knobs of a node's part in the cluster.
#[derive(Debug, Clone)]
pub struct ClusterSettings {
    /// Begins every key and channel, so that two installations may share a Redis.
    pub prefix: String,
    /// How often a node renews its one key.
    pub renew_every: Duration,
    /// How long after its last renewal a node counts as dead; at least twice `renew_every`: one late renewal is no death.
    pub dead_after: Duration,
    /// How long after Redis lost its memory a roster is called stale at most, if some node never re-puts its members.
    pub settle_within: Duration,
    /// How long one question to Redis may take.
    pub answer_timeout: Duration,
    /// The longest wait between two attempts to reach a Redis that is gone.
    pub reconnect_within: Duration,
}

impl Default for ClusterSettings {
    fn default() -> Self {
        Self {
            prefix: "footlights".into(),
            renew_every: Duration::from_secs(2),
            dead_after: Duration::from_secs(6),
            settle_within: Duration::from_secs(15),
            answer_timeout: Duration::from_secs(1),
            reconnect_within: Duration::from_secs(2),
        }
    }
}

impl ClusterSettings {
    /// The longest time between the end of a node and a list that tells of it, when one is asked for and Redis answers.
    #[must_use]
    pub fn noticed_within(&self) -> Duration {
        self.dead_after + self.answer_timeout
    }
}
