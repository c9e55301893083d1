//! What the store tells about itself: queue length, batch size, commit time, refusals.

use std::time::Duration;

/// Measures how long something takes.
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "the store measures how long its own work took; all that depends on it is how long a commit waits for company"
    )]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Somebody reads or writes.
pub(crate) fn asked(what: &'static str, name: &'static str) {
    metrics::counter!("store_asked_total", "what" => what, "name" => name).increment(1);
}

/// A transaction of `commands` commands was committed.
pub(crate) fn committed(commands: usize, took: Duration, waiting: usize) {
    // Counts here are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "queue lengths are small")]
    let (commands, waiting) = (commands as f64, waiting as f64);
    metrics::histogram!("store_batch_commands").record(commands);
    metrics::histogram!("store_commit_seconds").record(took.as_secs_f64());
    metrics::gauge!("store_queue_commands").set(waiting);
}

/// A transaction failed and its commands run one by one.
pub(crate) fn batch_failed() {
    metrics::counter!("store_batches_failed").increment(1);
}

/// A command was refused because the queue is full.
pub(crate) fn refused() {
    metrics::counter!("store_commands_refused").increment(1);
}

/// A subscriber could not follow an event in the transaction that published it.
pub(crate) fn left_behind(subscriber: &'static str) {
    metrics::counter!("store_left_behind_total", "subscriber" => subscriber).increment(1);
}
