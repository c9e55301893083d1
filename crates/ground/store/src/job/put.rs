//! Putting jobs and timers in, within the transaction that decides on them. Does not know who runs them.

use footlights_base::{ErrorKind, Rejection, Timestamp};
use serde_json::Value as Json;

use super::handler::JobId;
use crate::names::named;
use crate::{Stop, Tx, params, statements};

/// The largest payload, in bytes of JSON.
pub const PAYLOAD_BYTES_MAX: usize = 64 << 10;

statements! {
    /// A job; one that is there already stays as it is.
    PUT = "INSERT INTO store_job (id, queue, key, timer, run_at, attempts, payload) VALUES ($1, $2, $3, NULL, $4, 0, $5)
        ON CONFLICT (id) DO NOTHING";
    /// A timer, or a new time and content for the one of that name; a run under way ends for itself.
    PUT_TIMER = "INSERT INTO store_job (id, queue, key, timer, run_at, attempts, payload) VALUES ($1, $2, $3, $4, $5, 0, $6)
        ON CONFLICT (queue, timer) DO UPDATE SET id = excluded.id, key = excluded.key, run_at = excluded.run_at,
        attempts = 0, payload = excluded.payload, error = NULL";
    /// Takes a timer away.
    CANCEL = "DELETE FROM store_job WHERE queue = $1 AND timer = $2";
}

/// A job to be done after the commit.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Made outside of the transaction. Putting in the same id twice puts in one job.
    pub id: JobId,
    /// Which handler does it.
    pub queue: &'static str,
    /// Never two of one key at once; up to [`NAME_BYTES_MAX`](crate::NAME_BYTES_MAX).
    pub key: String,
    /// Not before this moment.
    pub run_at: Timestamp,
    /// What to do, at most [`PAYLOAD_BYTES_MAX`].
    pub payload: Json,
}

impl Tx<'_> {
    /// Puts a job in: it runs after the commit, also when this process dies before it did.
    ///
    /// # Errors
    /// 413 `job_too_large`, or the database fails.
    pub fn enqueue(&mut self, job: NewJob) -> Result<(), Stop> {
        let NewJob { id, queue, key, run_at, payload } = job;
        self.run(PUT, params![id, queue, named(&key)?, run_at, text_of(&payload)?])?;
        self.job_put(queue.into());
        Ok(())
    }

    /// Puts in a job whose queue is known by name only: one that was a dead letter.
    pub(crate) fn enqueue_named(&mut self, id: JobId, queue: &str, key: &str, run_at: Timestamp, payload: &str) -> Result<(), Stop> {
        self.run(PUT, params![id, queue, key, run_at, payload])?;
        self.job_put(queue.to_owned().into());
        Ok(())
    }

    /// Sets the timer `name` of the job's queue: there is one of a name at most, and setting it again moves it.
    ///
    /// # Errors
    /// 413 `job_too_large`, or the database fails.
    pub fn schedule(&mut self, name: &str, job: NewJob) -> Result<(), Stop> {
        let NewJob { id, queue, key, run_at, payload } = job;
        self.run(PUT_TIMER, params![id, queue, named(&key)?, named(name)?, run_at, text_of(&payload)?])?;
        self.job_put(queue.into());
        Ok(())
    }

    /// Cancels the timer `name`. One that is not set is no error; a run under way is not interrupted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn cancel(&mut self, queue: &'static str, name: &str) -> Result<(), Stop> {
        self.run(CANCEL, params![queue, name])
    }
}

fn text_of(payload: &Json) -> Result<String, Stop> {
    let text = payload.to_string();
    if text.len() <= PAYLOAD_BYTES_MAX {
        return Ok(text);
    }
    let detail = format!("A job's payload has at most {PAYLOAD_BYTES_MAX} bytes; this one has {}.", text.len());
    Err(Rejection::new(ErrorKind::TooLarge, "job_too_large", detail).into())
}
