//! Ended trains: the last few, and the best.
//!
//! Owns: summaries and which of two trains was better. Does not know: how long anybody else keeps them.

use std::collections::VecDeque;

use footlights_base::Timestamp;

use crate::contributors::Standing;
use crate::event::EndReason;
use crate::feed::Trigger;
use crate::ladder::Level;
use crate::points::Points;

/// Ended trains that can be remembered.
pub const HISTORY_MAX: usize = 100;

/// An ended train.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its number, counted from 1.
    pub train: u32,
    /// What started it.
    pub trigger: Trigger,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Why.
    pub reason: EndReason,
    /// Its highest level.
    pub peak_level: Level,
    /// Whether it came to its top.
    pub celebrated: bool,
    /// Its highest score.
    pub peak_score: Points,
    /// All points it was given, whatever decayed; refunds taken off.
    pub given: Points,
    /// How often it was fed.
    pub feeds: u32,
    /// How many people it could tell apart.
    pub contributors: u32,
    /// Those who gave most, the first being the conductor.
    pub top: Vec<Standing>,
}

impl Summary {
    /// How long it ran.
    #[must_use]
    pub fn duration(&self) -> std::time::Duration {
        self.ended_at.since(self.started_at)
    }

    /// Higher is better, then more points given; the earlier of equals stays.
    fn beats(&self, other: &Self) -> bool {
        (self.peak_level, self.celebrated, self.given) > (other.peak_level, other.celebrated, other.given)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct History {
    /// Oldest first.
    pub(crate) ended: VecDeque<Summary>,
    pub(crate) best: Option<Summary>,
}

impl History {
    pub(crate) fn add(&mut self, summary: &Summary, kept: usize) {
        if self.best.as_ref().is_none_or(|best| summary.beats(best)) {
            self.best = Some(summary.clone());
        }
        self.ended.push_back(summary.clone());
        while self.ended.len() > kept {
            self.ended.pop_front();
        }
    }
}
