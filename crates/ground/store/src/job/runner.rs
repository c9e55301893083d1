//! One queue's worker on one node: looks for due jobs, runs them, renews their claims, drains. Knows no job.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock, Timestamp};
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::claim::{self, CLAIM_LIFE};
use super::handler::{Job, JobError, JobHandler, JobId};
use super::settle::{End, settle};
use crate::Store;
use crate::dead_letter::DeadLetterId;

/// The longest time without a look: finds what other nodes put in or left behind.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Everything a queue's worker stands on.
pub(crate) struct Runner {
    pub(crate) store: Store,
    pub(crate) handler: Arc<dyn JobHandler>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    /// Cancelled: take nothing new, wait for what runs.
    pub(crate) stop: CancellationToken,
    /// Cancelled: give back what still runs.
    pub(crate) cut: CancellationToken,
    /// Rings whenever somebody here put a job of this queue in or the clock was moved.
    pub(crate) bell: watch::Receiver<u64>,
    /// Who wants to know when nothing is due and nothing runs; answered with the number of runs so far.
    pub(crate) asks: mpsc::Receiver<oneshot::Sender<u64>>,
}

/// A run under way.
struct Running {
    job: Job,
    abort: AbortHandle,
}

impl Runner {
    /// Works until `stop`, then drains until nothing runs or `cut`.
    pub(crate) async fn run(mut self) {
        let mut tasks = JoinSet::new();
        let mut running: HashMap<JobId, Running> = HashMap::new();
        let mut waiting: Vec<oneshot::Sender<u64>> = Vec::new();
        let mut renewed_at = self.clock.now();
        let mut runs = 0;
        let mut surely_due = false;
        while !self.stop.is_cancelled() {
            self.bell.mark_unchanged();
            let pause = self.look(&mut tasks, &mut running, &mut runs, surely_due).await;
            surely_due = pause.more;
            if running.is_empty() && pause.is_idle {
                for ask in waiting.drain(..) {
                    let _nobody_waits = ask.send(runs);
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                Some(ended) = tasks.join_next_with_id() => {
                    Self::forget(&mut running, ended);
                    // All that have ended by now: one claim fills all their places.
                    while let Some(ended) = tasks.try_join_next_with_id() {
                        Self::forget(&mut running, ended);
                    }
                }
                _ = self.bell.changed() => {}
                Some(ask) = self.asks.recv() => waiting.push(ask),
                () = tokio::time::sleep(pause.length) => {}
            }
            self.renew(&mut running, &mut renewed_at).await;
        }
        self.drain(tasks, running).await;
    }

    /// Claims what is due and starts it.
    async fn look(&self, tasks: &mut JoinSet<JobId>, running: &mut HashMap<JobId, Running>, runs: &mut u64, surely_due: bool) -> Pause {
        let room = self.handler.at_once().max(1).saturating_sub(running.len());
        let queue = self.handler.queue();
        let claimed = match claim::claim(&self.store, queue, room, surely_due, &*self.clock, &self.chance).await {
            Ok(claimed) => claimed,
            Err(failure) => {
                tracing::warn!(queue, %failure, "looking for jobs failed");
                return Pause { length: LOOK_EVERY, is_idle: false, more: false };
            }
        };
        let is_idle = claimed.jobs.is_empty() && !claimed.more;
        for job in claimed.jobs {
            *runs += 1;
            let (id, one) = (job.id, self.one_run(job.clone()));
            let abort = tasks.spawn(one);
            if let Some(lost) = running.insert(id, Running { job, abort }) {
                // Its claim ended without our noticing, and this node has it anew.
                lost.abort.abort();
            }
        }
        metrics::gauge!("footlights_jobs_running", "queue" => queue).set(u32::try_from(running.len()).unwrap_or(u32::MAX));
        let until_due = claimed.next_due.map_or(LOOK_EVERY, |at| at.since(self.clock.now()));
        let has_room = running.len() < self.handler.at_once().max(1);
        // With room left and more due a second look finds other keys; without room the end of a run wakes.
        let until_due = if claimed.more && has_room && !is_idle { Duration::ZERO } else { until_due };
        Pause { length: until_due.clamp(Duration::from_millis(1), LOOK_EVERY), is_idle, more: claimed.more }
    }

    /// One run with its end written down.
    fn one_run(&self, job: Job) -> impl Future<Output = JobId> + use<> {
        let (store, handler, clock, chance) = (self.store.clone(), self.handler.clone(), self.clock.clone(), self.chance.clone());
        async move {
            let result = attempt(&*handler, &job).await;
            let end = end_of(&*handler, &job, result, clock.now(), &clock, &chance);
            let (queue, id) = (job.queue, job.id);
            // Not written down: the claim ends by itself and the job runs again.
            if let Err(failure) = settle(&store, job, end).await {
                tracing::warn!(queue, job = %id, %failure, "the end of a job could not be written");
            }
            id
        }
    }

    /// Renews the claims of what runs once a third of their life is over, and stops runs whose claim is lost.
    async fn renew(&self, running: &mut HashMap<JobId, Running>, renewed_at: &mut Timestamp) {
        let now = self.clock.now();
        if running.is_empty() || now.since(*renewed_at) < CLAIM_LIFE / 3 {
            return;
        }
        let claims = running.values().map(|run| run.job.clone()).collect();
        match claim::renew(&self.store, claims, now.plus(CLAIM_LIFE)).await {
            Ok(lost) => {
                *renewed_at = now;
                for run in lost.iter().filter_map(|job| running.remove(job)) {
                    tracing::warn!(queue = run.job.queue, job = %run.job.id, "the claim of a running job is lost; another node runs it");
                    run.abort.abort();
                }
            }
            Err(failure) => tracing::warn!(%failure, "claims could not be renewed"),
        }
    }

    /// Waits for what runs; what still runs at the cut is given back.
    async fn drain(&self, mut tasks: JoinSet<JobId>, mut running: HashMap<JobId, Running>) {
        while !tasks.is_empty() {
            tokio::select! {
                Some(ended) = tasks.join_next_with_id() => Self::forget(&mut running, ended),
                () = self.cut.cancelled() => break,
            }
        }
        tasks.shutdown().await;
        for run in running.into_values() {
            // What cannot be given back comes back by itself.
            let _comes_back = settle(&self.store, run.job, End::GivenBack).await;
        }
    }

    fn forget(running: &mut HashMap<JobId, Running>, ended: Result<(tokio::task::Id, JobId), tokio::task::JoinError>) {
        match ended {
            Ok((task, job)) if running.get(&job).is_some_and(|run| run.abort.id() == task) => drop(running.remove(&job)),
            Ok(_) => {}
            // Aborted (its claim was lost and it is forgotten already); panics are caught within.
            Err(error) => running.retain(|_, run| run.abort.id() != error.id()),
        }
    }
}

/// How long until the next look, and whether there was nothing to do.
struct Pause {
    length: Duration,
    is_idle: bool,
    /// More is due than could be taken.
    more: bool,
}

/// Runs the handler, within its time, panics caught.
async fn attempt(handler: &dyn JobHandler, job: &Job) -> Result<(), JobError> {
    if job.attempt > handler.retry().tries.max(1) {
        return Err(JobError::never("the process ended during the last try"));
    }
    let run = AssertUnwindSafe(handler.run(job.clone())).catch_unwind();
    match tokio::time::timeout(handler.time_out(), run).await {
        Ok(Ok(result)) => result,
        Ok(Err(_panic)) => Err(JobError::again("the handler panicked; the log has what it said")),
        Err(_elapsed) => Err(JobError::again("the handler took too long")),
    }
}

fn end_of(handler: &dyn JobHandler, job: &Job, result: Result<(), JobError>, now: Timestamp, clock: &dyn Clock, chance: &Chance) -> End {
    let queue = job.queue;
    let Err(error) = result else {
        metrics::counter!("footlights_jobs_done_total", "queue" => queue).increment(1);
        return End::Done;
    };
    if error.uncounted {
        return End::PutOff { at: now.plus(error.after.unwrap_or_default()) };
    }
    metrics::counter!("footlights_jobs_failed_total", "queue" => queue).increment(1);
    if error.is_final || handler.retry().is_last(job.attempt) {
        tracing::error!(queue, job = %job.id, attempt = job.attempt, %error, "a job became a dead letter");
        return End::Dead { letter: DeadLetterId::new(clock, chance), at: now, said: error.said };
    }
    let pause = handler.retry().pause(job.attempt, chance).max(error.after.unwrap_or_default());
    tracing::warn!(queue, job = %job.id, attempt = job.attempt, %error, "a job failed and runs again");
    End::Again { at: now.plus(pause), said: error.said }
}
