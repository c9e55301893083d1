//! How the workers fare: what is stalled, what waits, what died. For `/readyz`, `/metrics` and people.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Clock, Failure, Timestamp, Topic};
use tokio_util::sync::CancellationToken;

use crate::{Read as _, ReadTx, Stop, Store, dead_letter, params, statements};

/// How many stalled places one look names.
const STALLED_MAX: i64 = 100;

statements! {
    /// Places where an event waits for its next try.
    STALLED = "SELECT subscriber, topic, position, attempts, retry_at, COALESCE(error, '') FROM store_position
        WHERE attempts > 0 ORDER BY subscriber, topic LIMIT $1";
    /// How many jobs are due, by queue.
    DUE = "SELECT queue, COUNT(*), MIN(run_at) FROM store_job WHERE run_at <= $1 GROUP BY queue ORDER BY queue";
}

/// A subscriber that does not get on in a topic.
#[derive(Debug, Clone)]
pub struct Stalled {
    /// Which one.
    pub subscriber: String,
    /// Where.
    pub topic: Topic,
    /// The last event it is done with; the next one it wants is the one that fails.
    pub position: i64,
    /// How often that failed.
    pub attempts: u32,
    /// When it is tried again.
    pub retry_at: Timestamp,
    /// What the last try said.
    pub error: String,
}

/// A queue with due jobs.
#[derive(Debug, Clone)]
pub struct QueueBacklog {
    /// Which one.
    pub queue: String,
    /// How many jobs are due and have not ended, those that run included.
    pub due: u64,
    /// Since when the oldest is.
    pub oldest: Timestamp,
}

/// How the workers of all nodes fare.
#[derive(Debug, Clone)]
pub struct WorkerHealth {
    /// Places where an event waits for its next try, the first hundred.
    pub stalled: Vec<Stalled>,
    /// Queues with due jobs.
    pub queues: Vec<QueueBacklog>,
    /// Dead letters nobody has dealt with.
    pub dead_letters: u64,
}

impl fmt::Display for WorkerHealth {
    /// One line for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let due: u64 = self.queues.iter().map(|queue| queue.due).sum();
        write!(f, "{due} jobs due, {} events held back, {} dead letters", self.stalled.len(), self.dead_letters)?;
        match self.stalled.first() {
            Some(first) => write!(f, "; first: {} in {} (try {}): {}", first.subscriber, first.topic, first.attempts, first.error),
            None => Ok(()),
        }
    }
}

pub(super) async fn health(store: &Store, now: Timestamp) -> Result<WorkerHealth, Failure> {
    store.read("worker_health", move |read: &mut ReadTx<'_>| look(read, now)).await
}

fn look(read: &mut ReadTx<'_>, now: Timestamp) -> Result<WorkerHealth, Stop> {
    let mut stalled = Vec::new();
    for row in read.rows(STALLED, params![STALLED_MAX])? {
        let attempts = u32::try_from(row.get::<i64>(3)?).unwrap_or(u32::MAX);
        let (subscriber, topic, position) = (row.get(0)?, row.get(1)?, row.get(2)?);
        stalled.push(Stalled { subscriber, topic, position, attempts, retry_at: row.get(4)?, error: row.get(5)? });
    }
    let mut queues = Vec::new();
    for row in read.rows(DUE, params![now])? {
        let due = u64::try_from(row.get::<i64>(1)?).unwrap_or(0);
        queues.push(QueueBacklog { queue: row.get(0)?, due, oldest: row.get(2)? });
    }
    Ok(WorkerHealth { stalled, queues, dead_letters: dead_letter::count(read)? })
}

/// Sets the gauges until `stop`.
pub(super) async fn keep_gauges(store: Store, clock: Arc<dyn Clock>, stop: CancellationToken, every: Duration) {
    let mut queues: HashMap<String, u64> = HashMap::new();
    loop {
        // A database that does not answer is told elsewhere; the gauges keep their last value.
        if let Ok(health) = health(&store, clock.now()).await {
            metrics::gauge!("footlights_subscribers_stalled").set(gauge(health.stalled.len()));
            metrics::gauge!("footlights_dead_letters").set(gauge(health.dead_letters));
            // A queue that is empty again must say so.
            queues.values_mut().for_each(|due| *due = 0);
            queues.extend(health.queues.into_iter().map(|backlog| (backlog.queue, backlog.due)));
            for (queue, due) in &queues {
                metrics::gauge!("footlights_jobs_due", "queue" => queue.clone()).set(gauge(*due));
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

fn gauge<N: TryInto<u32>>(count: N) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}
