//! A running train: its score, its level and its clocks.
//!
//! Owns: rising, falling, deadlines. Does not know: how it started, what becomes of it when it has ended.

use footlights_base::Timestamp;

use crate::config::Top;
use crate::contributors::Contributors;
use crate::event::{EndReason, Event};
use crate::feed::Trigger;
use crate::ladder::LEVELS_MAX;
use crate::points::Points;
use crate::rules::Rules;

/// A running train. Times are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Train {
    pub(crate) number: u32,
    pub(crate) trigger: Trigger,
    pub(crate) started: i64,
    /// The first moment whose contributions count for it: that of the oldest of its kick-off.
    pub(crate) counts_from: i64,
    /// The kick-off count: the first goal where goals follow from it.
    pub(crate) kickoff: u32,
    pub(crate) level: u32,
    pub(crate) peak_level: u32,
    pub(crate) celebrated: bool,
    pub(crate) score: Points,
    pub(crate) peak_score: Points,
    pub(crate) given: Points,
    pub(crate) feeds: u32,
    pub(crate) fed: i64,
    pub(crate) level_since: i64,
    pub(crate) next_tick: i64,
    pub(crate) contributors: Contributors,
}

/// What is due next in a train. The order decides among things due at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    End(EndReason),
    Tick,
}

impl Train {
    pub(crate) fn new(number: u32, trigger: Trigger, at: i64, kickoff: u32, rules: &Rules) -> Self {
        Self {
            number,
            trigger,
            started: at,
            counts_from: at,
            kickoff,
            level: 1,
            peak_level: 1,
            celebrated: false,
            score: Points::ZERO,
            peak_score: Points::ZERO,
            given: Points::ZERO,
            feeds: 0,
            fed: at,
            level_since: at,
            next_tick: at.saturating_add(tick_ms(rules)),
            contributors: Contributors::default(),
        }
    }

    /// The earliest of its deadlines.
    pub(crate) fn due(&self, rules: &Rules) -> Option<(i64, Due)> {
        let tick = rules.decays().then_some((self.next_tick, Due::Tick));
        tick.into_iter().chain(self.expiry(rules).map(|(at, reason)| (at, Due::End(reason)))).min()
    }

    /// When a time-out ends it, and which, if nothing feeds it any more.
    pub(crate) fn expiry(&self, rules: &Rules) -> Option<(i64, EndReason)> {
        let config = &rules.config;
        let after = |from: i64, seconds: u32| (seconds > 0).then(|| from.saturating_add(i64::from(seconds) * 1_000));
        let ends = [
            (after(self.started, config.longest_seconds), EndReason::TooLong),
            (after(self.fed, config.idle_seconds), EndReason::Idle),
            (after(self.level_since, config.level_seconds), EndReason::LevelTimeOut),
        ];
        ends.into_iter().filter_map(|(at, reason)| at.map(|at| (at, reason))).min()
    }

    pub(crate) fn expires_at(&self, rules: &Rules) -> Option<Timestamp> {
        self.expiry(rules).map(|(at, _)| Timestamp::from_millis(at))
    }

    /// Adds points and rises as far as they carry. A full last level ends it where levels end there.
    pub(crate) fn feed(&mut self, points: Points, at: i64, rules: &Rules, told: &mut Vec<Event>) -> Option<EndReason> {
        self.score = self.score.plus(points);
        self.peak_score = self.peak_score.max(self.score);
        self.given = self.given.plus(points);
        self.feeds = self.feeds.saturating_add(1);
        self.fed = at;
        self.rise(at, rules, told)
    }

    fn rise(&mut self, at: i64, rules: &Rules, told: &mut Vec<Event>) -> Option<EndReason> {
        while rules.threshold(self.kickoff, self.level).is_some_and(|full| self.score >= full) {
            if self.level == rules.highest() {
                if rules.config.top == Top::Completes {
                    self.celebrate(at, told);
                    return Some(EndReason::Completed);
                }
                // The limit of levels: the score grows on.
                debug_assert_eq!(self.level, LEVELS_MAX);
                return None;
            }
            self.level += 1;
            self.level_since = at;
            let first_time = self.level > self.peak_level;
            self.peak_level = self.peak_level.max(self.level);
            told.push(Event::LevelReached { at: Timestamp::from_millis(at), level: rules.level(self.level), first_time });
            if rules.threshold(self.kickoff, self.level).is_none() {
                self.celebrate(at, told);
            }
        }
        None
    }

    fn celebrate(&mut self, at: i64, told: &mut Vec<Event>) {
        if !self.celebrated {
            self.celebrated = true;
            told.push(Event::Celebrated { at: Timestamp::from_millis(at) });
        }
    }

    /// One tick of decay: a share of the score goes, a level at most with it, and below a point the train.
    pub(crate) fn decay(&mut self, rules: &Rules, told: &mut Vec<Event>) -> Option<EndReason> {
        let at = self.next_tick;
        self.next_tick = at.saturating_add(tick_ms(rules));
        self.score = self.score.scaled(rules.kept);
        if self.score < Points::ONE {
            return Some(EndReason::Decayed);
        }
        if self.level > 1 && self.score < self.floor(rules) {
            self.level -= 1;
            told.push(Event::LevelLost { at: Timestamp::from_millis(at), level: rules.level(self.level) });
        }
        None
    }

    /// Takes points back. A level that was reached stays until decay takes it.
    pub(crate) fn take_back(&mut self, points: Points) {
        self.score = self.score.minus(points);
        self.given = self.given.minus(points);
    }

    /// The score its level begins with.
    fn floor(&self, rules: &Rules) -> Points {
        rules.threshold(self.kickoff, self.level - 1).expect("the level below has a goal")
    }

    /// How far its level is filled, 0–1.
    pub(crate) fn progress(&self, rules: &Rules) -> f64 {
        let Some(full) = rules.threshold(self.kickoff, self.level) else { return 1.0 };
        let floor = self.floor(rules);
        let goal = full.minus(floor);
        // The last level of many: sums have come to the limit and the goal is nothing.
        if goal == Points::ZERO { 1.0 } else { (self.score.minus(floor).as_f64() / goal.as_f64()).min(1.0) }
    }

    pub(crate) fn progressed(&self, at: i64, rules: &Rules) -> Event {
        Event::Progressed {
            at: Timestamp::from_millis(at),
            level: rules.level(self.level),
            score: self.score,
            progress: self.progress(rules),
            expires_at: self.expires_at(rules),
        }
    }
}

fn tick_ms(rules: &Rules) -> i64 {
    i64::from(rules.config.decay.tick_seconds) * 1_000
}
