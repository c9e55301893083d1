//! Everything that works by itself on one node: subscribers, queues, trimming. Started once, stopped by draining.
//!
//! Owns: the tasks and their end. Does not know what handlers do.

mod expiry;
mod health;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use health::{QueueBacklog, Stalled, WorkerHealth};

use crate::job::JobHandler;
use crate::job::runner::Runner;
use crate::log::{KINDS_MAX, Retention, Trimmer};
use crate::subscriber::along::Along;
use crate::subscriber::dispatcher::Dispatcher;
use crate::subscriber::marks::Marks;
use crate::subscriber::passed::Crew;
use crate::subscriber::plan::Plan;
use crate::subscriber::replay::Replayer;
use crate::subscriber::{SUBSCRIBERS_MAX, Subscriber};
use crate::{Sql, Store};

/// The pause between two steps of trimming.
const TRIM_PAUSE: Duration = Duration::from_secs(10);
/// How often the gauges are set.
const GAUGES_EVERY: Duration = Duration::from_secs(15);
/// Who asks whether all is done waits in a line of this length.
const ASKS_MAX: usize = 16;

/// Every statement of this folder.
pub(crate) fn statements() -> Vec<Sql> {
    [health::STATEMENTS, expiry::STATEMENTS].concat()
}

/// A node's workers. Dropped without [`Workers::stop`] they end at once, as in a crash: nothing is lost by that.
pub struct Workers {
    store: Store,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
    cut: CancellationToken,
    tasks: JoinSet<()>,
    pulse: watch::Sender<u64>,
    asks: Vec<mpsc::Sender<oneshot::Sender<u64>>>,
}

impl Workers {
    /// Starts the workers of one node. They stop taking new work when `cancel` is cancelled.
    ///
    /// # Panics
    /// When two subscribers or two handlers share a name, or there are more than [`SUBSCRIBERS_MAX`] subscribers or
    /// 16 kinds of one: those are constants of the code.
    #[must_use]
    pub fn start(
        store: Store,
        subscribers: Vec<Arc<dyn Subscriber>>,
        mut jobs: Vec<Arc<dyn JobHandler>>,
        clock: Arc<dyn Clock>,
        cancel: CancellationToken,
    ) -> Self {
        jobs.push(Arc::new(Replayer { store: store.clone(), subscribers: subscribers.clone(), clock: clock.clone() }));
        check(&subscribers, &jobs);
        let chance = store.chance().clone();
        let pulse = watch::Sender::default();
        let (cut, asks) = (CancellationToken::new(), Vec::new());
        let mut workers = Self { store, clock, stop: cancel, cut, tasks: JoinSet::new(), pulse, asks };
        workers.start_subscribers(subscribers, &chance);
        jobs.into_iter().for_each(|handler| workers.start_queue(handler, &chance));
        let (store, clock, stop) = (workers.store.clone(), workers.clock.clone(), workers.stop.clone());
        workers.tasks.spawn(expiry::keep_expiring(store.clone(), clock.clone(), stop.clone()));
        workers.tasks.spawn(health::keep_gauges(store, clock, stop, GAUGES_EVERY));
        workers
    }

    /// Also trims the event log by these rules.
    #[must_use]
    pub fn with_retention(mut self, retention: Retention) -> Self {
        let retention = Arc::new(retention);
        let trimmer = Trimmer { store: self.store.clone(), clock: self.clock.clone(), retention, after: String::new() };
        self.tasks.spawn(keep_trimming(trimmer, self.stop.clone()));
        self
    }

    /// Looks again at once: somebody moved the clock, or knows of something another node left.
    pub fn wake(&self) {
        self.pulse.send_modify(|beat| *beat += 1);
        self.store.bells().ring_all();
    }

    /// Waits until nothing is left to do at the present moment of the clock: every event handled, held back or dead,
    /// every due job run. What a test waits for instead of sleeping; in production it may never come.
    pub async fn settle(&self) {
        let mut before = None;
        loop {
            let mut done = 0;
            for ask in &self.asks {
                let (answer, answered) = oneshot::channel();
                if ask.send(answer).await.is_ok() {
                    done += answered.await.unwrap_or(0);
                }
            }
            // Jobs publish events and events put jobs in: quiet is when a whole round found nothing new.
            if before.replace(done) == Some(done) {
                return;
            }
        }
    }

    /// How the workers of all nodes fare, as the database knows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn health(&self) -> Result<WorkerHealth, footlights_base::Failure> {
        health::health(&self.store, self.clock.now()).await
    }

    /// Whether every worker of this node still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.stop.is_cancelled() && self.asks.iter().all(|ask| !ask.is_closed())
    }

    /// Takes nothing new, waits up to `within` for what runs, then gives the rest back: it runs again elsewhere.
    pub async fn stop(mut self, within: Duration) {
        self.stop.cancel();
        let drained = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(within, drained).await.is_err() {
            self.cut.cancel();
            while self.tasks.join_next().await.is_some() {}
        }
    }

    fn start_subscribers(&mut self, subscribers: Vec<Arc<dyn Subscriber>>, chance: &Chance) {
        let marks = Arc::new(Marks::new(&subscribers, self.pulse.clone()));
        // Before the first walk: what is committed from now on is marked, what was before is walked over.
        self.store.follow_commits(marks.clone());
        self.store.follow_along(Arc::new(Along::new(marks.clone(), self.store.bells().clone(), self.stop.clone())));
        let (ask, asks) = mpsc::channel(ASKS_MAX);
        self.asks.push(ask);
        let dispatcher = Dispatcher {
            store: self.store.clone(),
            crew: Crew::of(&subscribers),
            subscribers,
            marks,
            clock: self.clock.clone(),
            chance: chance.clone(),
            stop: self.stop.clone(),
            cut: self.cut.clone(),
            pulse: self.pulse.subscribe(),
            asks,
            plan: Plan::default(),
        };
        self.tasks.spawn(dispatcher.run());
    }

    fn start_queue(&mut self, handler: Arc<dyn JobHandler>, chance: &Chance) {
        let (ask, asks) = mpsc::channel(ASKS_MAX);
        self.asks.push(ask);
        let bell = self.store.bells().of(handler.queue());
        let runner = Runner {
            store: self.store.clone(),
            handler,
            clock: self.clock.clone(),
            chance: chance.clone(),
            stop: self.stop.clone(),
            cut: self.cut.clone(),
            bell,
            asks,
        };
        self.tasks.spawn(runner.run());
    }
}

async fn keep_trimming(mut trimmer: Trimmer, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TRIM_PAUSE) => {}
        }
        if let Err(failure) = trimmer.step().await {
            tracing::warn!(%failure, "trimming the event log failed");
        }
    }
}

fn check(subscribers: &[Arc<dyn Subscriber>], jobs: &[Arc<dyn JobHandler>]) {
    assert!(subscribers.len() <= SUBSCRIBERS_MAX, "there are at most {SUBSCRIBERS_MAX} subscribers");
    let mut names = HashSet::new();
    for subscriber in subscribers {
        assert!(names.insert(subscriber.name()), "two subscribers are called {}", subscriber.name());
        assert!(subscriber.kinds().len() <= KINDS_MAX, "{} names more than {KINDS_MAX} kinds", subscriber.name());
    }
    let mut queues = HashSet::new();
    for handler in jobs {
        assert!(queues.insert(handler.queue()), "two handlers work on the queue {}", handler.queue());
    }
}
