//! Claiming: which due jobs this node runs now. Knows no handler.
//!
//! The claim is a row per (queue, key); its primary key is what makes two nodes never run one key at once. A
//! claim ends with the run or, when its node died, at its `until`; then another node's claim replaces it, and
//! the late node's end of the run is refused because its claim id is no longer there.

use std::collections::HashSet;
use std::time::Duration;

use footlights_base::{Chance, Clock, Failure, Timestamp};

use super::handler::{ClaimId, Job, JobId};
use crate::{Keys, Read as _, ReadTx, Stop, Store, Tx, params, statements};

/// How long a claim lasts without being renewed: a dead node's job runs again elsewhere after this.
pub(crate) const CLAIM_LIFE: Duration = Duration::from_secs(30);
/// How many due jobs one look considers.
const CANDIDATES_MAX: i64 = 64;

statements! {
    /// Due jobs of a queue whose key is free, the longest due first.
    DUE = "SELECT j.id, j.key, j.run_at, j.attempts, j.payload FROM store_job j
        WHERE j.queue = $1 AND j.run_at <= $2 AND NOT EXISTS (
            SELECT 1 FROM store_job_claim c WHERE c.queue = j.queue AND c.key = j.key AND c.until_ms > $2)
        ORDER BY j.run_at, j.id LIMIT $3";
    /// When the next job of a queue is due that is not due yet.
    NEXT_DUE = "SELECT run_at FROM store_job WHERE queue = $1 AND run_at > $2 ORDER BY run_at, id LIMIT 1";
    /// Claims a key that is free or whose claim has ended.
    CLAIM = "INSERT INTO store_job_claim (queue, key, claim, job, until_ms) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (queue, key) DO UPDATE SET claim = excluded.claim, job = excluded.job, until_ms = excluded.until_ms
        WHERE store_job_claim.until_ms <= $6";
    /// Counts the run before it begins, so that a job that kills its process does not run for ever. Not when the key
    /// is another's, nor when another node has finished or moved the job since it was looked up.
    BEGIN_RUN = "UPDATE store_job SET attempts = attempts + 1, claim = $4 WHERE id = $1 AND attempts = $2 AND run_at = $3 AND EXISTS (
        SELECT 1 FROM store_job_claim c WHERE c.queue = store_job.queue AND c.key = store_job.key AND c.claim = $4 AND c.job = $1)";
    /// The jobs that were begun under a claim.
    BEGUN = "SELECT j.id FROM store_job_claim c JOIN store_job j ON j.id = c.job AND j.claim = c.claim
        WHERE c.queue = $1 AND c.claim = $2 ORDER BY j.id";
    /// Frees the keys that were claimed for nothing.
    FREE_UNUSED = "DELETE FROM store_job_claim WHERE queue = $1 AND claim = $2 AND NOT EXISTS (
        SELECT 1 FROM store_job j WHERE j.id = store_job_claim.job AND j.claim = store_job_claim.claim)";
    /// Keeps a run's claim alive.
    RENEW = "UPDATE store_job_claim SET until_ms = $4 WHERE queue = $1 AND key = $2 AND claim = $3";
}

/// What one look at a queue found.
#[derive(Debug, Default)]
pub(crate) struct Claimed {
    /// Jobs that are this node's to run.
    pub(crate) jobs: Vec<Job>,
    /// Whether more are due than could be taken.
    pub(crate) more: bool,
    /// When to look again at the latest, if not at once.
    pub(crate) next_due: Option<Timestamp>,
}

/// Claims up to `room` due jobs of a queue.
///
/// `surely_due` says that there are some: otherwise it looks first, because most looks find nothing and need no write.
pub(crate) async fn claim(
    store: &Store,
    queue: &'static str,
    room: usize,
    surely_due: bool,
    clock: &dyn Clock,
    chance: &Chance,
) -> Result<Claimed, Failure> {
    if room == 0 {
        // The end of a run wakes.
        return Ok(Claimed { jobs: Vec::new(), more: true, next_due: None });
    }
    let now = clock.now();
    if !surely_due {
        let look = move |read: &mut ReadTx<'_>| {
            let due = read.optional(DUE, params![queue, now, 1_i64])?.is_some();
            let next_due = read.optional(NEXT_DUE, params![queue, now])?.map(|row| row.get(0)).transpose()?;
            Ok((due, next_due))
        };
        let (due, next_due) = store.read("look_for_jobs", look).await?;
        if !due {
            return Ok(Claimed { jobs: Vec::new(), more: false, next_due });
        }
    }
    let claim = ClaimId::random(chance);
    // More may be due behind these: `next_due` is asked for once nothing is.
    let (jobs, more) = store.write("claim_jobs", Keys::none(), move |tx| claim_due(tx, queue, now, room, claim)).await?;
    Ok(Claimed { jobs, more, next_due: Some(now) })
}

fn claim_due(tx: &mut Tx<'_>, queue: &'static str, now: Timestamp, room: usize, claim: ClaimId) -> Result<(Vec<Job>, bool), Stop> {
    let rows = tx.rows(DUE, params![queue, now, CANDIDATES_MAX])?;
    let mut keys = HashSet::new();
    let mut wanted = Vec::new();
    for row in &rows {
        let key: String = row.get(1)?;
        if wanted.len() < room && keys.insert(key.clone()) {
            let (id, run_at, attempts): (JobId, Timestamp, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
            tx.run(CLAIM, params![queue, &key, claim, id, now.plus(CLAIM_LIFE), now])?;
            tx.run(BEGIN_RUN, params![id, attempts, run_at, claim])?;
            let payload: String = row.get(4)?;
            let payload = serde_json::from_str(&payload).map_err(|error| Stop::broken(format!("payload of job {id}: {error}")))?;
            let attempt = u32::try_from(attempts + 1).unwrap_or(u32::MAX);
            wanted.push(Job { id, queue, key, run_at, attempt, payload, claim });
        }
    }
    // All of that in one flight; what came of it in the next.
    let begun = tx.rows(BEGUN, params![queue, claim])?.iter().map(|row| row.get(0)).collect::<Result<HashSet<JobId>, _>>()?;
    if begun.len() < wanted.len() {
        tx.run(FREE_UNUSED, params![queue, claim])?;
    }
    // Duplicates of a key and a full page say that there may be more.
    let more = rows.len() > wanted.len() || rows.len() >= CANDIDATES_MAX.unsigned_abs() as usize;
    wanted.retain(|job| begun.contains(&job.id));
    Ok((wanted, more))
}

/// Prolongs the claims of running jobs; answers those that are lost.
pub(crate) async fn renew(store: &Store, running: Vec<Job>, until: Timestamp) -> Result<Vec<JobId>, Failure> {
    store
        .write("renew_job_claims", Keys::none(), move |tx| {
            let mut lost = Vec::new();
            for job in &running {
                if tx.count(RENEW, params![job.queue, &job.key, job.claim, until])? == 0 {
                    lost.push(job.id);
                }
            }
            Ok(lost)
        })
        .await
}
