//! How far the subscribers are in one topic, as this node knows.

/// What is known of a topic.
pub(super) struct Remembered {
    /// For each subscriber: nothing wanted is left up to here.
    pub(super) clear: Box<[i64]>,
    /// Up to where nothing is left for all of them, as the database was told last.
    pub(super) told: i64,
    /// For each subscriber: where its position stands in the database; [`UNKNOWN`] if nobody here knows.
    saved: Box<[i64]>,
    /// The newest run of events that nobody wants, its first and its last number: who has come to it is past it.
    idle: (i64, i64),
}

const UNKNOWN: i64 = -1;

impl Remembered {
    /// Nothing is known of so many subscribers.
    pub(super) fn nothing(count: usize) -> Self {
        Self { clear: vec![0; count].into(), told: 0, saved: vec![UNKNOWN; count].into(), idle: (0, 0) }
    }

    /// Where a subscriber's position stands in the database, if that is known.
    pub(super) fn saved(&self, subscriber: usize) -> Option<i64> {
        Some(self.saved[subscriber]).filter(|saved| *saved != UNKNOWN)
    }

    /// It stands here, or has come further since that was seen.
    pub(super) fn set_saved(&mut self, subscriber: usize, at: i64) {
        self.saved[subscriber] = self.saved[subscriber].max(at);
    }

    /// It is not where it was thought to be.
    pub(super) fn forget_saved(&mut self, subscriber: usize) {
        self.saved[subscriber] = UNKNOWN;
    }

    /// The topic has just begun: nobody has a position yet. With several nodes that is a guess, which moving the position checks.
    pub(super) fn begun(&mut self) {
        self.saved.iter_mut().filter(|saved| **saved == UNKNOWN).for_each(|saved| *saved = 0);
    }

    /// Up to where nothing is left for any of them.
    pub(super) fn clear_for_all(&self) -> i64 {
        self.clear.iter().copied().min().unwrap_or(0)
    }

    /// Nobody wants this event.
    pub(super) fn add_idle(&mut self, sequence: i64) {
        let goes_on = sequence == self.idle.1 + 1;
        self.idle = (if goes_on { self.idle.0 } else { sequence }, sequence);
    }

    /// Who is done with everything up to `through` is done with everything up to here.
    pub(super) fn past_idle(&self, through: i64) -> i64 {
        let (first, last) = self.idle;
        if first <= through + 1 { through.max(last) } else { through }
    }
}
