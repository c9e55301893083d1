//! Frames that follow from events and of which only the newest counts: they leave at a measured pace, the last one always.
//!
//! The first leaves with its event. What comes within the pace waits, the newer in place of the older; from then on it rides
//! along with whatever is sent anyway, and leaves alone only when nothing else has come for as long again.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::wire::Follower as Trailing;

/// The least time between two frames of one name and key.
pub(super) const PACE_MS: u64 = 250;
/// When one that waits leaves even if it must go alone, since the last of its kind.
pub(super) const ALONE_MS: u64 = 2 * PACE_MS;
/// Names and keys that may wait at one time; beyond it all leave with the next turn.
const LINES_MAX: usize = 256;

#[derive(Default)]
pub(super) struct Paced {
    lines: Vec<Line>,
}

/// All frames of one name and key.
struct Line {
    name: &'static str,
    key: Cow<'static, str>,
    /// What waits.
    payload: Option<Arc<RawValue>>,
    /// When it may leave in company.
    from: u64,
    /// When it must leave.
    by: u64,
}

impl Line {
    fn is(&self, name: &str, key: &str) -> bool {
        self.name == name && self.key == key
    }

    fn left(&mut self, now: u64) {
        (self.from, self.by) = (now + PACE_MS, now + ALONE_MS);
    }
}

impl Paced {
    /// The newest of its kind; one that waited is forgotten.
    pub(super) fn put(&mut self, frame: Trailing, now: u64) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.is(frame.name, &frame.key)) {
            line.payload = Some(frame.payload);
        } else {
            self.lines.push(Line { name: frame.name, key: frame.key, payload: Some(frame.payload), from: now, by: now });
        }
    }

    /// An event says by itself what a frame of this kind would: nothing older of it may leave any more.
    pub(super) fn settle(&mut self, name: &'static str, key: Cow<'static, str>, now: u64) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.is(name, &key)) {
            line.payload = None;
            line.left(now);
        } else {
            self.lines.push(Line { name, key, payload: None, from: now + PACE_MS, by: now + ALONE_MS });
        }
    }

    /// Gives what may leave at `now`. `company`: something else is sent in any case, or will be when one of these must leave.
    pub(super) fn take(&mut self, now: u64, company: bool, mut leave: impl FnMut(&str, &RawValue)) {
        let company = company || self.deadline().is_some_and(|by| by <= now);
        let crowded = self.lines.len() > LINES_MAX;
        for line in self.lines.iter_mut().filter(|line| company && (crowded || line.from <= now)) {
            if let Some(payload) = line.payload.take() {
                leave(line.name, &payload);
                line.left(now);
            }
        }
        self.lines.retain(|line| line.payload.is_some() || line.from > now);
    }

    /// When something must leave.
    pub(super) fn deadline(&self) -> Option<u64> {
        self.lines.iter().filter(|line| line.payload.is_some()).map(|line| line.by).min()
    }

    /// Whatever waits must leave with the next turn.
    pub(super) fn hurry(&mut self) {
        for line in &mut self.lines {
            (line.from, line.by) = (0, 0);
        }
    }

    /// Nobody is there who lacks it.
    pub(super) fn clear(&mut self) {
        self.lines = Vec::new();
    }
}
