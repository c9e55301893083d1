//! Who learns of committed events first.

use std::sync::{Arc, RwLock};

use footlights_base::Event;

/// Told of events by the store thread that committed them, right after the commit.
///
/// The call must not block and must not encode: it is a push into queues. Within one store on SQLite calls come in commit
/// order. On PostgreSQL two commands on one topic may commit on two threads or nodes; then the sequence numbers say the order.
pub trait CommitSink: Send + Sync {
    /// These events are committed, in this order.
    fn committed(&self, events: &[Arc<Event>]);
}

/// The sinks of one store.
#[derive(Default)]
pub(crate) struct Sinks(RwLock<Vec<Arc<dyn CommitSink>>>);

impl Sinks {
    pub(crate) fn add(&self, sink: Arc<dyn CommitSink>) {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner).push(sink);
    }

    /// Hands on what was committed. A sink that panics is logged and harms neither the others nor the writer.
    pub(crate) fn hand_on(&self, events: &[Arc<Event>]) {
        if events.is_empty() {
            return;
        }
        for sink in self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).iter() {
            let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| sink.committed(events)));
            if told.is_err() {
                tracing::error!(events = events.len(), "a commit sink panicked; its topics find the events in the log");
            }
        }
    }
}
