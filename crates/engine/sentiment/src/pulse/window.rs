//! The time of one window: when it opened, when it is due, whether it may go on.

/// Milliseconds since the epoch. A window is `opened..due`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) opened: i64,
    pub(super) due: i64,
    pub(super) interval: i64,
}

impl Window {
    pub(super) fn new(opened: i64, interval: i64) -> Self {
        Self { opened, due: opened.saturating_add(interval), interval }
    }

    /// How many intervals it took.
    pub(super) fn intervals(&self) -> u32 {
        u32::try_from((self.due - self.opened) / self.interval).unwrap_or(1).max(1)
    }

    /// Whether it may go on for another interval.
    pub(super) fn may_go_on(&self, merged_max: i64) -> bool {
        self.due.saturating_add(self.interval) - self.opened <= merged_max
    }

    pub(super) fn go_on(&mut self) {
        self.due = self.due.saturating_add(self.interval);
    }

    /// The window that is open at `now`, on the same grid: the next one, unless nobody looked for longer.
    pub(super) fn next(&self, now: i64) -> Self {
        let missed = now.saturating_sub(self.due).max(0) / self.interval;
        Self::new(self.due.saturating_add(missed.saturating_mul(self.interval)), self.interval)
    }
}
