//! What a queue's worker implements, and what it is given. Knows no database.

use std::fmt;
use std::time::Duration;

use footlights_base::{BoxFuture, Failure, Timestamp, define_id};

use crate::retry::Retry;

define_id!(
    /// A durable job. Made from what caused it (an event's id) it makes putting it in twice harmless.
    JobId
);
define_id!(
    /// One claim of a key by one node: the fencing token of a run.
    ClaimId
);

/// Runs the jobs of one queue.
pub trait JobHandler: Send + Sync + 'static {
    /// The queue, such as `webhooks`; a constant name, one handler per queue.
    fn queue(&self) -> &'static str;

    /// Runs one job. May reach outside and may be run again after it did (see the module).
    fn run(&self, job: Job) -> BoxFuture<'_, Result<(), JobError>>;

    /// How often and how far apart it is tried.
    fn retry(&self) -> Retry {
        Retry::default()
    }

    /// How many of this queue run at once on one node.
    fn at_once(&self) -> usize {
        4
    }

    /// A run that takes longer has failed.
    fn time_out(&self) -> Duration {
        Duration::from_mins(1)
    }
}

/// One run of a job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id, the same in every run.
    pub id: JobId,
    /// The queue it waits in.
    pub queue: &'static str,
    /// Never two of one key at once.
    pub key: String,
    /// When it was due.
    pub run_at: Timestamp,
    /// 1 in the first run, 2 in the next …
    pub attempt: u32,
    /// What to do; JSON text.
    pub payload: serde_json::Value,
    pub(crate) claim: ClaimId,
}

/// Why a run failed.
#[derive(Debug)]
pub struct JobError {
    pub(crate) said: String,
    pub(crate) after: Option<Duration>,
    pub(crate) is_final: bool,
    /// Nothing was tried: the run does not count.
    pub(crate) uncounted: bool,
}

impl JobError {
    /// Trying again may help.
    pub fn again(said: impl fmt::Display) -> Self {
        Self { said: said.to_string(), after: None, is_final: false, uncounted: false }
    }

    /// Trying again may help, but not before `after`: the other side said so.
    pub fn again_after(said: impl fmt::Display, after: Duration) -> Self {
        Self { said: said.to_string(), after: Some(after), is_final: false, uncounted: false }
    }

    /// Nothing was tried, because something else must end first: it runs after `after`, and this run does not count.
    pub fn not_now(said: impl fmt::Display, after: Duration) -> Self {
        Self { said: said.to_string(), after: Some(after), is_final: false, uncounted: true }
    }

    /// No try will ever help: it becomes a dead letter at once.
    pub fn never(said: impl fmt::Display) -> Self {
        Self { said: said.to_string(), after: None, is_final: true, uncounted: false }
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl std::error::Error for JobError {}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        let after = failure.rejection().and_then(|rejection| rejection.retry_after);
        Self { said: failure.to_string(), after, is_final: false, uncounted: false }
    }
}
