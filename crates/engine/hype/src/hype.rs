//! The face: one session's or room's hype, between trains and in one.
//!
//! Owns: the order in which things are due, kick-off, feeding, cooldown. Does not know: what a level is worth to anybody.

use footlights_base::Timestamp;

use crate::contributors::Standing;
use crate::event::{EndReason, Event};
use crate::feed::{Contribution, ContributorId, Kind, Trigger, Voices};
use crate::history::{History, Summary};
use crate::ladder::Level;
use crate::points::Points;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::train::{Due, Train};
use crate::window::{Entry, Window};

/// One hype-train state machine. Cloning copies all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hype {
    pub(crate) rules: Rules,
    /// The last moment seen, ms; time does not run backwards.
    pub(crate) now: i64,
    /// How many are there: the measure of a kick-off.
    pub(crate) present: u32,
    /// Trains so far.
    pub(crate) trains: u32,
    pub(crate) train: Option<Train>,
    /// Until when no train starts, ms.
    pub(crate) cooling_until: Option<i64>,
    pub(crate) window: Window,
    pub(crate) history: History,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// No train; one may start.
    Ready,
    /// No train; none starts yet.
    Cooling {
        /// Until when.
        until: Timestamp,
    },
    /// A train runs.
    Running(Running),
}

/// A running train at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// Its number, counted from 1.
    pub train: u32,
    /// What started it.
    pub trigger: Trigger,
    /// When.
    pub started_at: Timestamp,
    /// When it ends if nothing feeds it; none where only decay ends it.
    pub expires_at: Option<Timestamp>,
    /// Its level.
    pub level: Level,
    /// Its score.
    pub score: Points,
    /// The score that fills the level; none where there is no goal.
    pub goal: Option<Points>,
    /// How far the level is filled, 0–1.
    pub progress: f64,
    /// All points given.
    pub given: Points,
    /// Who has given most.
    pub conductor: Option<ContributorId>,
}

impl Hype {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            now: i64::MIN,
            present: 0,
            trains: 0,
            train: None,
            cooling_until: None,
            window: Window::default(),
            history: History::default(),
        }
    }

    /// The rules it runs by.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Other rules, from now on.
    ///
    /// # Errors
    ///
    /// While a train runs.
    pub fn change_rules(&mut self, rules: Rules) -> Result<(), Refusal> {
        if self.train.is_some() {
            return Err(Refusal::TrainRunning);
        }
        self.rules = rules;
        Ok(())
    }

    /// Says how many are there.
    pub fn set_present(&mut self, present: u32) {
        self.present = present;
    }

    /// A contribution: feeds the running train, or counts for a kick-off.
    ///
    /// # Errors
    ///
    /// Contributions do not count here; a number out of range.
    pub fn handle_contribution(&mut self, at: Timestamp, contribution: &Contribution) -> Result<Vec<Event>, Refusal> {
        let conversion = self.rules.config.conversion.as_ref().ok_or(Refusal::NoContributions)?;
        let points = conversion.points(contribution.act)?;
        let mut told = self.poll(at);
        let kind = contribution.act.kind();
        let entry = Entry { at: self.now, trigger: Trigger::Contribution(kind), by: contribution.by, count: 1, points };
        if self.train.is_some() {
            self.feed(&[entry], self.now, &mut told);
        } else if points.floor() >= self.rules.config.kickoff.least_points && points > Points::ZERO {
            self.gather(entry, &mut told);
        }
        Ok(told)
    }

    /// Strong feelings: those of the running train's category feed it, others count for a kick-off, which feeds the running train
    /// where there is one.
    ///
    /// # Errors
    ///
    /// Moods do not count here; a number out of range.
    pub fn handle_voices(&mut self, at: Timestamp, voices: &Voices) -> Result<Vec<Event>, Refusal> {
        if self.rules.config.moods.is_none() {
            return Err(Refusal::NoMoods);
        }
        let points = voices.points()?;
        let mut told = self.poll(at);
        if voices.members == 0 || points == Points::ZERO {
            return Ok(told);
        }
        let trigger = Trigger::Mood(voices.category);
        let entry = Entry { at: self.now, trigger, by: None, count: voices.members, points };
        if self.train.as_ref().is_some_and(|train| train.trigger == trigger) {
            self.feed(&[entry], self.now, &mut told);
        } else {
            self.gather(entry, &mut told);
        }
        Ok(told)
    }

    /// Points by hand: they feed the running train or start one, whatever a kick-off takes, unless it is cooling down.
    ///
    /// # Errors
    ///
    /// Not 1–1,000,000,000 points.
    pub fn handle_injection(&mut self, at: Timestamp, points: u64) -> Result<Vec<Event>, Refusal> {
        if !(1..=1_000_000_000).contains(&points) {
            return Err(Refusal::OutOfRange { what: "points", value: points, min: 1, max: 1_000_000_000 });
        }
        let mut told = self.poll(at);
        let entry = Entry { at: self.now, trigger: Trigger::Injected, by: None, count: 1, points: Points::whole(points) };
        if self.train.is_some() {
            self.feed(&[entry], self.now, &mut told);
        } else if self.cooling_until.is_none() {
            self.start(&[entry], self.rules.kickoff_count(self.present), &mut told);
        }
        Ok(told)
    }

    /// The session ends, and the train with it. Cooldown and history stay for the next one.
    pub fn handle_session_end(&mut self, at: Timestamp) -> Vec<Event> {
        let mut told = self.poll(at);
        self.window = Window::default();
        self.end(self.now, EndReason::SessionEnded, &mut told);
        told
    }

    /// Does everything that is due at `at` or was before, in order.
    pub fn poll(&mut self, at: Timestamp) -> Vec<Event> {
        let mut told = Vec::new();
        let now = at.as_millis().max(self.now);
        while let Some(due) = self.due().filter(|due| *due <= now) {
            self.now = self.now.max(due);
            self.step(due, &mut told);
        }
        self.now = now;
        told
    }

    /// When to ask again if nothing happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.due().map(Timestamp::from_millis)
    }

    fn due(&self) -> Option<i64> {
        self.train.as_ref().and_then(|train| train.due(&self.rules)).map(|(at, _)| at).or(self.cooling_until)
    }

    fn step(&mut self, at: i64, told: &mut Vec<Event>) {
        let Some(train) = &mut self.train else {
            self.cooling_until = None;
            told.push(Event::CooledDown { at: Timestamp::from_millis(at) });
            return;
        };
        let ending = match train.due(&self.rules) {
            Some((_, Due::End(reason))) => Some(reason),
            Some((_, Due::Tick)) => train.decay(&self.rules, told),
            None => None,
        };
        if let Some(reason) = ending {
            self.end(at, reason, told);
        }
    }

    /// Counts an entry for a kick-off.
    fn gather(&mut self, entry: Entry, told: &mut Vec<Event>) {
        if self.cooling_until.is_some() {
            return;
        }
        self.window.add(entry, &self.rules);
        let Some((taken, count)) = self.window.kickoff(&self.rules, self.present) else { return };
        if self.train.is_some() {
            self.feed(&taken, entry.at, told);
        } else {
            self.start(&taken, count, told);
        }
    }

    fn start(&mut self, entries: &[Entry], kickoff: u32, told: &mut Vec<Event>) {
        let newest = entries.last().expect("a kick-off has entries");
        self.trains = self.trains.saturating_add(1);
        self.window = Window::default();
        let mut train = Train::new(self.trains, newest.trigger, newest.at, kickoff, &self.rules);
        train.counts_from = entries[0].at;
        told.push(Event::Started {
            at: Timestamp::from_millis(newest.at),
            train: train.number,
            trigger: train.trigger,
            expires_at: train.expires_at(&self.rules),
        });
        self.train = Some(train);
        self.feed(entries, newest.at, told);
    }

    fn feed(&mut self, entries: &[Entry], at: i64, told: &mut Vec<Event>) {
        let train = self.train.as_mut().expect("asked for while one runs");
        let conductor = train.contributors.conductor();
        let mut ending = None;
        for entry in entries {
            if let Trigger::Contribution(kind) = entry.trigger {
                train.contributors.credit(entry.by, kind, entry.points, train.feeds);
            }
            ending = ending.or(train.feed(entry.points, at, &self.rules, told));
        }
        told.push(train.progressed(at, &self.rules));
        if let Some(by) = train.contributors.conductor().filter(|by| Some(*by) != conductor) {
            told.push(Event::Conducted { at: Timestamp::from_millis(at), by });
        }
        if let Some(reason) = ending {
            self.end(at, reason, told);
        }
    }

    fn end(&mut self, at: i64, reason: EndReason, told: &mut Vec<Event>) {
        let Some(train) = self.train.take() else { return };
        let config = &self.rules.config;
        let summary = Summary {
            train: train.number,
            trigger: train.trigger,
            started_at: Timestamp::from_millis(train.started),
            ended_at: Timestamp::from_millis(at),
            reason,
            peak_level: self.rules.level(train.peak_level),
            celebrated: train.celebrated,
            peak_score: train.peak_score,
            given: train.given,
            feeds: train.feeds,
            contributors: u32::try_from(train.contributors.tallies.len()).expect("limited"),
            top: train.contributors.top(None, config.named as usize),
        };
        self.history.add(&summary, config.history as usize);
        self.window = Window::default();
        if config.cooldown_seconds > 0 {
            self.cooling_until = Some(at.saturating_add(i64::from(config.cooldown_seconds) * 1_000));
        }
        told.push(Event::Ended(Box::new(summary)));
    }

    /// Where it stands, as of the last moment handled or polled.
    #[must_use]
    pub fn status(&self) -> Status {
        match (&self.train, self.cooling_until) {
            (Some(train), _) => Status::Running(self.running(train)),
            (None, Some(until)) => Status::Cooling { until: Timestamp::from_millis(until) },
            (None, None) => Status::Ready,
        }
    }

    fn running(&self, train: &Train) -> Running {
        Running {
            train: train.number,
            trigger: train.trigger,
            started_at: Timestamp::from_millis(train.started),
            expires_at: train.expires_at(&self.rules),
            level: self.rules.level(train.level),
            score: train.score,
            goal: self.rules.threshold(train.kickoff, train.level),
            progress: train.progress(&self.rules),
            given: train.given,
            conductor: train.contributors.conductor(),
        }
    }

    /// Who has given most to the running train, of one kind or in all.
    #[must_use]
    pub fn top(&self, kind: Option<Kind>, count: usize) -> Vec<Standing> {
        self.train.as_ref().map_or_else(Vec::new, |train| train.contributors.top(kind, count))
    }

    /// Ended trains, the latest first.
    pub fn history(&self) -> impl Iterator<Item = &Summary> {
        self.history.ended.iter().rev()
    }

    /// The best train ever: the highest, then the one given most.
    #[must_use]
    pub fn best(&self) -> Option<&Summary> {
        self.history.best.as_ref()
    }

    /// Trains so far, the running one among them.
    #[must_use]
    pub fn trains(&self) -> u32 {
        self.trains
    }
}
