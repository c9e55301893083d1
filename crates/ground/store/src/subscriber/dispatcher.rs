//! One node's work on its subscribers: which topics to look at, for whom, in which order, how many at once. Handles no event
//! itself.

use std::sync::Arc;
use std::time::Duration;

use footlights_base::{Chance, Clock, Failure, Timestamp, Topic};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{self, JoinSet};
use tokio_util::sync::CancellationToken;

use super::batch::{Handling, Member, Outcome};
use super::marks::{Marks, places};
use super::passed::{self, Crew};
use super::plan::Plan;
use super::{Subscriber, registered, sweep};
use crate::{Database, Store};

/// How many topics are worked on at once.
const AT_ONCE: usize = 16;
/// How often changes of other nodes are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often the walk over all topics begins anew, should anything have been missed.
const WALK_EVERY: Duration = Duration::from_mins(5);
/// How often it is written down what all have passed, and the subscribers are registered.
const SAVE_EVERY: Duration = Duration::from_mins(1);
/// How many topics of that one transaction writes.
const SAVED_PER_STEP: usize = 512;
/// A change of another node is its own to handle for so long; later it counts as left behind.
const OTHERS_GRACE: Duration = Duration::from_secs(2);
/// By how much more than this clocks must not differ and transactions must not last for the quick sweep to see
/// them; what it misses the walk finds.
const SWEEP_OVERLAP: Duration = Duration::from_secs(10);
/// The pause after the database did not answer.
const AWAY_PAUSE: Duration = Duration::from_secs(1);
/// How many topics may wait to be worked on before no more are looked for.
const READY_MAX: usize = 2_048;

/// Everything the work stands on.
pub(crate) struct Dispatcher {
    pub(crate) store: Store,
    pub(crate) subscribers: Vec<Arc<dyn Subscriber>>,
    /// All of them as one.
    pub(crate) crew: Crew,
    pub(crate) marks: Arc<Marks>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    /// Cancelled: begin nothing new, wait for what runs.
    pub(crate) stop: CancellationToken,
    /// Cancelled: leave what still runs.
    pub(crate) cut: CancellationToken,
    /// Moves when commits left marks or the clock was moved.
    pub(crate) pulse: watch::Receiver<u64>,
    /// Who wants to know when nothing is left to do; answered with the number of looks that found something.
    pub(crate) asks: mpsc::Receiver<oneshot::Sender<u64>>,
    pub(crate) plan: Plan,
}

impl Dispatcher {
    /// Works until `stop`, then waits for what runs until `cut`.
    pub(crate) async fn run(mut self) {
        let mut tasks = JoinSet::new();
        let mut waiting: Vec<oneshot::Sender<u64>> = Vec::new();
        self.plan.walk = Some((0, String::new()));
        while !self.stop.is_cancelled() {
            self.pulse.mark_unchanged();
            let looked = self.look().await;
            if let Err(failure) = &looked {
                tracing::warn!(%failure, "looking for events failed");
            }
            self.begin(&mut tasks);
            if looked.is_ok() && self.is_idle() {
                for ask in waiting.drain(..) {
                    let _nobody_waits = ask.send(self.plan.handled);
                }
            }
            let pause =
                if self.plan.walk.is_some() && looked.is_ok() && self.plan.ready.len() < READY_MAX { Duration::ZERO } else { SWEEP_EVERY };
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {}
                Some(done) = tasks.join_next_with_id() => self.done(done),
                Some(ask) = self.asks.recv() => {
                    waiting.push(ask);
                    // Whoever asks wants to know of everything, also what other nodes left.
                    self.plan.walk = Some((0, String::new()));
                }
                _ = self.pulse.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while !tasks.is_empty() {
            tokio::select! {
                Some(_done) = tasks.join_next() => {}
                () = self.cut.cancelled() => break,
            }
        }
        // What is cut off here commits or does not as a whole; its position says which.
        tasks.shutdown().await;
        self.save_passed().await;
    }

    /// Collects what is to be done.
    async fn look(&mut self) -> Result<(), Failure> {
        let now = self.clock.now();
        self.plan.release_held(now);
        if self.plan.ready.len() >= READY_MAX {
            // There is enough to do; marks wait where they are, within their own limit.
            return Ok(());
        }
        let taken = self.marks.take();
        for (topic, pending) in taken.pending {
            places(pending.who).for_each(|n| self.plan.add((n, topic.clone())));
            self.plan.bring(topic, pending.fresh);
        }
        if taken.overflowed || self.plan.walked_at.is_some_and(|at| now.since(at) >= WALK_EVERY) {
            self.plan.walk.get_or_insert((0, String::new()));
        }
        if self.is_due(self.plan.saved_at, SAVE_EVERY, now) {
            self.plan.saved_at = Some(now);
            registered::register(&self.store, &self.subscribers, &self.crew, now).await?;
            self.save_passed().await;
        }
        // A file has one node only.
        let has_others = matches!(self.store.settings().database, Database::Postgres { .. });
        if has_others && self.is_due(self.plan.swept_at, SWEEP_EVERY, now) {
            self.sweep_changes(now).await?;
        }
        self.walk_on(now).await
    }

    fn is_due(&self, last: Option<Timestamp>, every: Duration, now: Timestamp) -> bool {
        // A clock set back must not stop the work until it has caught up.
        last.is_none_or(|last| now < last || now.since(last) >= every)
    }

    /// One page of the walk over all topics.
    async fn walk_on(&mut self, now: Timestamp) -> Result<(), Failure> {
        let Some((index, after)) = self.plan.walk.clone() else { return Ok(()) };
        let Some(subscriber) = self.subscribers.get(index) else {
            (self.plan.walk, self.plan.walked_at) = (None, Some(now));
            return Ok(());
        };
        let page = sweep::behind(&self.store, subscriber.name(), &after).await?;
        let full = page.len() == sweep::TOPICS_PER_PAGE as usize;
        self.plan.walk = Some(match page.last() {
            Some((last, _)) if full => (index, last.as_str().to_owned()),
            _ => (index + 1, String::new()),
        });
        self.shuffled(page).into_iter().for_each(|(topic, _)| self.plan.add((index, topic)));
        Ok(())
    }

    /// In another order than other nodes find them, so that two nodes with the same backlog do not meet at each topic.
    fn shuffled(&self, mut page: Vec<(Topic, i64)>) -> Vec<(Topic, i64)> {
        for last in (1..page.len()).rev() {
            let other = usize::try_from(self.chance.u64() % (last as u64 + 1)).expect("a place in the page");
            page.swap(last, other);
        }
        page
    }

    /// What other nodes changed and have not handled themselves.
    async fn sweep_changes(&mut self, now: Timestamp) -> Result<(), Failure> {
        let to = now.minus(OTHERS_GRACE);
        let from = self.plan.swept_to.map_or(to.minus(SWEEP_OVERLAP), |last| last.min(to).minus(SWEEP_OVERLAP));
        let mut after = String::new();
        loop {
            let page = sweep::changed(&self.store, from, to, &after).await?;
            let full = page.len() == sweep::TOPICS_PER_PAGE as usize;
            after = page.last().map(|(topic, _)| topic.as_str().to_owned()).unwrap_or_default();
            for (topic, whose) in self.marks.behind(self.shuffled(page)) {
                places(whose).for_each(|n| self.plan.add((n, topic.clone())));
            }
            if !full {
                (self.plan.swept_to, self.plan.swept_at) = (Some(to), Some(now));
                return Ok(());
            }
        }
    }

    /// Starts as much as may run at once.
    fn begin(&mut self, tasks: &mut JoinSet<Vec<(usize, Outcome)>>) {
        while self.plan.working.len() < AT_ONCE {
            let Some((topic, waiting, fresh)) = self.plan.next() else { return };
            let member = |index: usize| Member {
                index,
                subscriber: self.subscribers[index].clone(),
                seen: self.marks.clear(index, &topic),
                saved: self.marks.saved(index, &topic),
            };
            let members = places(waiting).map(member).collect();
            let handling = Handling {
                store: self.store.clone(),
                members,
                topic: topic.clone(),
                fresh,
                clock: self.clock.clone(),
                chance: self.chance.clone(),
            };
            let id = tasks.spawn(handling.run()).id();
            self.plan.working.insert(id, topic);
        }
    }

    /// Notes how a piece of work ended.
    fn done(&mut self, done: Result<(task::Id, Vec<(usize, Outcome)>), task::JoinError>) {
        let id = done.as_ref().map_or_else(task::JoinError::id, |(id, _)| *id);
        let Some(topic) = self.plan.working.remove(&id) else { return };
        let Ok((_, outcomes)) = done else {
            // A panic outside of a handler: the next walk finds what was left.
            tracing::error!(%topic, "work on a topic panicked");
            self.plan.walk.get_or_insert((0, String::new()));
            return self.plan.rest(topic);
        };
        for (index, outcome) in outcomes {
            self.note(index, &topic, outcome);
        }
        self.plan.rest(topic);
    }

    fn note(&mut self, index: usize, topic: &Topic, outcome: Outcome) {
        let spot = (index, topic.clone());
        if !matches!(outcome, Outcome::Clear { saved: true, .. }) {
            self.marks.forget_saved(index, topic);
        }
        match outcome {
            Outcome::Clear { through, saved } => self.marks.set_clear(index, topic, through, saved),
            Outcome::Passed { through } => {
                self.marks.set_clear(index, topic, through, false);
                self.plan.add(spot);
            }
            Outcome::More => {
                self.plan.handled += 1;
                self.plan.add(spot);
            }
            Outcome::Held(until) => self.plan.hold(spot, until),
            Outcome::Away => self.plan.hold(spot, self.clock.now().plus(AWAY_PAUSE)),
        }
    }

    fn is_idle(&self) -> bool {
        self.plan.working.is_empty() && self.plan.ready.is_empty() && self.plan.walk.is_none() && self.marks.pending() == 0
    }

    async fn save_passed(&self) {
        while self.save_some_passed().await {}
    }

    /// Whether there is more.
    async fn save_some_passed(&self) -> bool {
        let unsaved = self.marks.take_unsaved(SAVED_PER_STEP);
        let full = unsaved.len() >= SAVED_PER_STEP;
        // Only a shortcut for later: what is not saved is looked through again.
        if let Err(failure) = passed::save(&self.store, &self.crew, unsaved).await {
            tracing::debug!(%failure, "what was passed was not noted");
            return false;
        }
        full
    }
}
