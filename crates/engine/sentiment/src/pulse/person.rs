//! One person of a session: a keyed number, what it showed in the window, and whether it is tracked.

use footlights_base::{Intensity, SentimentCategory, TrackingId};
use zeroize::Zeroize;

use crate::classify::Mood;

/// Steps of a told intensity: none is so fine that it says which line it was.
const STEPS: f32 = 32.0;

/// One person. Nothing of it is the platform's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Person {
    /// The keyed number of its user.
    pub(super) tag: u128,
    /// The bits of its tracking id; 0 for most.
    pub(super) tracking: u128,
    /// The strongest vote in each category in 32nds and one more; 0 for none.
    votes: [u8; 8],
    pub(super) lines: u16,
    pub(super) acts: u16,
    /// See [`super::viewer::type_of`].
    pub(super) roles: u8,
    /// The last sign of it, in milliseconds.
    pub(super) seen: i64,
    /// Since when it is silent.
    pub(super) silent_since: i64,
    /// Votes for boredom its silence has made.
    pub(super) yawned: u16,
}

impl Person {
    pub(super) fn new(tag: u128, now: i64) -> Self {
        Self { tag, seen: now, silent_since: now, ..Self::default() }
    }

    pub(super) fn vote(&mut self, mood: Mood) {
        self.vote_step(mood.category, (mood.intensity.get() * STEPS).round() as u8);
    }

    fn vote_step(&mut self, category: SentimentCategory, step: u8) {
        let vote = &mut self.votes[category.index()];
        *vote = (*vote).max(step + 1);
    }

    /// Silence that has grown enough is a vote for boredom, the longer it is the stronger, up to a half.
    pub(super) fn yawn(&mut self, now: i64, silence_ms: i64) {
        let times = u16::try_from((now - self.silent_since) / silence_ms.max(1)).unwrap_or(u16::MAX);
        if times > self.yawned {
            self.yawned = times;
            self.vote_step(SentimentCategory::Bored, 4 * u8::try_from(times.min(4)).expect("at most four"));
        }
    }

    /// It has said or done something.
    pub(super) fn spoke(&mut self, now: i64) {
        (self.seen, self.silent_since, self.yawned) = (now, now, 0);
    }

    /// Its votes: category, and intensity in steps.
    pub(super) fn votes(&self) -> impl Iterator<Item = (SentimentCategory, u8)> {
        SentimentCategory::ALL.into_iter().zip(self.votes).filter(|(_, vote)| *vote > 0).map(|(category, vote)| (category, vote - 1))
    }

    pub(super) fn has_voted(&self) -> bool {
        self.votes != [0; 8]
    }

    pub(super) fn strongest(&self) -> Intensity {
        intensity(self.votes.iter().max().map_or(0, |vote| vote.saturating_sub(1)))
    }

    /// The window is over.
    pub(super) fn forget_window(&mut self) {
        (self.votes, self.lines, self.acts) = ([0; 8], 0, 0);
    }

    pub(super) fn tracking_id(&self) -> Option<TrackingId> {
        (self.tracking != 0).then(|| TrackingId::from_bytes(self.tracking.to_be_bytes()))
    }
}

/// An intensity of so many steps.
pub(super) fn intensity(steps: u8) -> Intensity {
    Intensity::clamped(f32::from(steps) / STEPS)
}

impl Zeroize for Person {
    fn zeroize(&mut self) {
        self.tag.zeroize();
        self.tracking.zeroize();
        self.votes.zeroize();
        self.lines.zeroize();
        self.acts.zeroize();
        self.roles.zeroize();
        self.seen.zeroize();
        self.silent_since.zeroize();
        self.yawned.zeroize();
    }
}
