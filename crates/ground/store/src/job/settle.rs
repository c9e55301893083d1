//! The end of a run: done, tried again later, or a dead letter. Each ends the claim in the same transaction, and
//! is refused when the claim is lost: then another node has the job. Knows no handler.

use footlights_base::{ErrorKind, Failure, Rejection, Timestamp};
use serde_json::json;

use super::handler::Job;
use crate::dead_letter::{self, DeadLetterId, Source};
use crate::{Keys, Stop, Store, Tx, params, statements};

statements! {
    /// A finished job. A timer set anew during the run has another id and stays.
    DELETE = "DELETE FROM store_job WHERE id = $1";
    /// Another try at another time.
    TRY_LATER = "UPDATE store_job SET run_at = $2, error = $3 WHERE id = $1";
    /// Another time, and as if this run had not been.
    PUT_OFF = "UPDATE store_job SET run_at = $2, attempts = attempts - 1 WHERE id = $1 AND attempts > 0";
    /// A run cut short by a shutdown: it does not count.
    GIVE_BACK = "UPDATE store_job SET attempts = attempts - 1 WHERE id = $1 AND attempts > 0";
    /// The end of the claim.
    FREE = "DELETE FROM store_job_claim WHERE queue = $1 AND key = $2 AND claim = $3";
    /// Holds the claim until the commit.
    CHECK = "UPDATE store_job_claim SET claim = claim WHERE queue = $1 AND key = $2 AND claim = $3";
}

/// How a run ended.
pub(crate) enum End {
    /// The job is done.
    Done,
    /// It runs again at this moment.
    Again { at: Timestamp, said: String },
    /// Nothing was tried: it runs at this moment, and the run does not count.
    PutOff { at: Timestamp },
    /// It will not run by itself any more.
    Dead { letter: DeadLetterId, at: Timestamp, said: String },
    /// The process is stopping: it runs again as if nothing had been.
    GivenBack,
}

/// Writes down how a run ended.
pub(crate) async fn settle(store: &Store, job: Job, end: End) -> Result<(), Failure> {
    store
        .write("settle_job", Keys::none(), move |tx| {
            tx.must(FREE, params![job.queue, &job.key, job.claim], 1, claim_lost())?;
            match &end {
                End::Done => tx.run(DELETE, params![job.id]),
                End::Again { at, said } => tx.run(TRY_LATER, params![job.id, *at, said]),
                End::PutOff { at } => tx.run(PUT_OFF, params![job.id, *at]),
                End::Dead { letter, at, said } => bury(tx, &job, *letter, *at, said),
                End::GivenBack => tx.run(GIVE_BACK, params![job.id]),
            }
        })
        .await
}

fn bury(tx: &mut Tx<'_>, job: &Job, letter: DeadLetterId, at: Timestamp, said: &str) -> Result<(), Stop> {
    let content = json!({ "id": job.id, "runAt": job.run_at, "payload": job.payload });
    let buried = dead_letter::Burial {
        id: letter,
        source: Source::Job,
        name: job.queue,
        key: &job.key,
        content: &content.to_string(),
        error: said,
        attempts: job.attempt,
        at,
    };
    dead_letter::bury(tx, &buried)?;
    tx.run(DELETE, params![job.id])
}

impl Tx<'_> {
    /// Refuses the whole transaction with 409 `claim_lost` unless `job` is still this run's: for handlers whose
    /// effects are in the database, so that a run presumed dead changes nothing.
    ///
    /// # Errors
    /// When the claim is lost or the database fails.
    pub fn check_claim(&mut self, job: &Job) -> Result<(), Stop> {
        self.must(CHECK, params![job.queue, &job.key, job.claim], 1, claim_lost())
    }
}

fn claim_lost() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "claim_lost", "This job took too long and runs elsewhere now.")
}
