//! The one order of a topic's events, whatever source they come from and however often.
//!
//! Three sources offer: the committing store thread, other nodes, the log. At or below the position: dropped. The next
//! one: ready. Beyond: waits a moment for its predecessors, then the gap is read from the log.

use std::collections::BTreeMap;
use std::sync::Arc;

use footlights_base::{Epoch, Event};

use crate::log::UNBORN;

/// How long an event may wait for its predecessors before the log is read.
pub(crate) const GAP_WAIT_MS: u64 = 50;
/// How long after a failed or fruitless read the log is tried again.
const RETRY_MS: u64 = 250;
/// Reads that may come back without the next event before the gap is given up.
const FRUITLESS_READS_MAX: u32 = 3;
/// Events that may wait beyond a gap; what is more comes from the log.
const WAITING_MAX: usize = 1_024;

/// What an offer or a read did to the order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing followers must be told.
    Steady,
    /// Numbers were lost or began anew: followers must resynchronise.
    Broken,
}

#[derive(Debug, Default)]
pub(crate) struct Order {
    /// The epoch and the last number that is ready or delivered. `None` until the topic was first read.
    position: Option<(Epoch, i64)>,
    ready: Vec<Arc<Event>>,
    waiting: BTreeMap<i64, Arc<Event>>,
    /// The highest number known to exist.
    known: i64,
    /// When the log is to be read, if nothing closes the gap before.
    read_at: Option<u64>,
    reading: bool,
    fruitless: u32,
}

impl Order {
    pub(crate) fn position(&self) -> Option<(Epoch, i64)> {
        self.position
    }

    /// The topic was read for the first time, or stands elsewhere in a new epoch.
    pub(crate) fn begin(&mut self, epoch: Epoch, sequence: i64, now: u64) {
        self.position = Some((epoch, sequence));
        self.ready.clear();
        self.known = sequence;
        self.read_at = None;
        self.fruitless = 0;
        let waiting = std::mem::take(&mut self.waiting);
        for event in waiting.into_values().filter(|event| event.epoch == epoch) {
            // Cannot be of a newer epoch: filtered.
            self.offer(event, now);
        }
    }

    pub(crate) fn offer(&mut self, event: Arc<Event>, now: u64) -> Outcome {
        let Some((epoch, last)) = self.position else {
            self.wait(event, now);
            return Outcome::Steady;
        };
        if event.epoch > epoch {
            let born = epoch == UNBORN;
            self.begin(event.epoch, if born { 0 } else { event.sequence - 1 }, now);
            self.offer(event, now);
            return if born { Outcome::Steady } else { Outcome::Broken };
        }
        if event.epoch < epoch || event.sequence <= last {
            return Outcome::Steady;
        }
        if event.sequence == last + 1 {
            self.accept(event);
            self.settle();
        } else {
            self.wait(event, now);
        }
        Outcome::Steady
    }

    /// Somebody has seen that the topic stands at this number (the sweep).
    pub(crate) fn known(&mut self, epoch: Epoch, sequence: i64, now: u64) -> Outcome {
        match self.position {
            Some((UNBORN, _)) if epoch > UNBORN => {
                self.begin(epoch, 0, now);
                self.known(epoch, sequence, now)
            }
            Some((own, _)) if epoch > own => {
                self.begin(epoch, sequence, now);
                Outcome::Broken
            }
            Some((own, last)) if epoch == own && sequence > last => {
                self.known = self.known.max(sequence);
                self.read_at.get_or_insert(now + GAP_WAIT_MS);
                Outcome::Steady
            }
            _ => Outcome::Steady,
        }
    }

    /// Events that may go out, in order.
    pub(crate) fn take_ready(&mut self) -> Vec<Arc<Event>> {
        std::mem::take(&mut self.ready)
    }

    /// The number before the first event that is ready.
    pub(crate) fn taken(&self) -> i64 {
        let first = self.ready.first().map(|event| event.sequence - 1);
        first.or(self.position.map(|(_, last)| last)).unwrap_or(0)
    }

    pub(crate) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// When [`Self::read_from`] wants to be asked.
    pub(crate) fn deadline(&self) -> Option<u64> {
        if self.reading || self.position.is_none() { None } else { self.read_at }
    }

    /// The number after which the log must be read now. Answered by [`Self::log_read`] or [`Self::log_failed`].
    pub(crate) fn read_from(&mut self, now: u64) -> Option<i64> {
        let due = self.deadline().is_some_and(|at| at <= now);
        let (_, last) = self.position.filter(|_| due)?;
        self.reading = true;
        Some(last)
    }

    /// What the log holds after the number asked for, and where it says the topic stands.
    pub(crate) fn log_read(&mut self, stands: (Epoch, i64), events: Vec<Arc<Event>>, now: u64) -> Outcome {
        self.reading = false;
        self.read_at = None;
        let (epoch, known) = stands;
        let mut outcome = self.known(epoch, known, now);
        let Some((own, before)) = self.position else { return Outcome::Steady };
        if epoch == own
            && let Some(first) = events.first()
            && first.sequence > before + 1
        {
            // The log no longer has what is missing.
            let sequence = first.sequence;
            self.jump(sequence - 1);
            outcome = Outcome::Broken;
        }
        for event in events {
            if self.offer(event, now) == Outcome::Broken {
                outcome = Outcome::Broken;
            }
        }
        let Some((_, last)) = self.position else { return outcome };
        if self.known > last {
            self.fruitless = if last > before { 0 } else { self.fruitless + 1 };
            if self.fruitless >= FRUITLESS_READS_MAX {
                self.jump(self.waiting.keys().next().map_or(self.known, |first| first - 1));
                self.settle();
                return Outcome::Broken;
            }
            // A full page means there is more at once; nothing at all means try later.
            self.read_at = Some(if last > before { now } else { now + RETRY_MS });
        }
        outcome
    }

    pub(crate) fn log_failed(&mut self, now: u64) {
        self.reading = false;
        self.read_at = Some(now + RETRY_MS);
    }

    fn accept(&mut self, event: Arc<Event>) {
        self.position = Some((event.epoch, event.sequence));
        self.ready.push(event);
        while let Some((epoch, last)) = self.position
            && let Some(next) = self.waiting.remove(&(last + 1))
        {
            self.position = Some((epoch, last + 1));
            self.ready.push(next);
        }
    }

    /// Gives up what lies at or before `sequence`.
    fn jump(&mut self, sequence: i64) {
        if let Some((epoch, last)) = self.position {
            self.position = Some((epoch, last.max(sequence)));
            if let Some(next) = self.waiting.remove(&(sequence + 1)) {
                self.accept(next);
            }
        }
    }

    /// Forgets the gap once it is closed.
    fn settle(&mut self) {
        if self.position.is_some_and(|(_, last)| self.known <= last) {
            self.read_at = None;
            self.fruitless = 0;
        }
    }

    fn wait(&mut self, event: Arc<Event>, now: u64) {
        self.known = self.known.max(event.sequence);
        self.read_at.get_or_insert(now + GAP_WAIT_MS);
        if self.waiting.len() < WAITING_MAX {
            self.waiting.insert(event.sequence, event);
        }
    }
}
