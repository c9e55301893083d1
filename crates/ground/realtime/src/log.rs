//! What realtime asks of the event log: where a topic stands, and what came after a number.

use std::sync::Arc;

use footlights_base::{BoxFuture, Epoch, Event, Failure, Topic};
use serde_json::value::RawValue;

use crate::join::Snapshot;

/// The epoch of a topic that has no event yet; older than every real one.
pub(crate) const UNBORN: Epoch = 0;

/// Events one read of a gap takes at most.
pub(crate) const PAGE: usize = 512;

/// The log as a port, so that the rules of following can be tested in virtual time.
pub(crate) trait EventLog: Send + Sync + 'static {
    /// In one read transaction: the topic's number, and either all that is missing after `last` or the snapshot.
    fn stand(&self, topic: Topic, last: Option<(Epoch, i64)>, snapshot: Option<Snapshot>) -> BoxFuture<'_, Result<Stand, Failure>>;

    /// Events of a topic after a number, oldest first, at most `limit`, and where the topic stands.
    fn after(&self, topic: Topic, sequence: i64, limit: usize) -> BoxFuture<'_, Result<Tail, Failure>>;

    /// Where each of these topics stands.
    fn stands(&self, topics: Vec<Topic>) -> BoxFuture<'_, Result<Vec<(Topic, Epoch, i64)>, Failure>>;
}

/// What one read of the log says.
#[derive(Debug)]
pub(crate) struct Stand {
    pub(crate) epoch: Epoch,
    /// The last number at the moment of the read.
    pub(crate) sequence: i64,
    /// Whether `missing` continues what the client had.
    pub(crate) recovered: bool,
    pub(crate) missing: Vec<Arc<Event>>,
    pub(crate) snapshot: Option<Arc<RawValue>>,
}

/// The newest part of a topic's log.
#[derive(Debug)]
pub(crate) struct Tail {
    pub(crate) epoch: Epoch,
    /// The topic's last number.
    pub(crate) sequence: i64,
    pub(crate) events: Vec<Arc<Event>>,
}
