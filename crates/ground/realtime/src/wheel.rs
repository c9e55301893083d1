//! Deadlines of many connections: a wheel of short steps, exact enough for heartbeats and free to move on.
//!
//! Knows numbers only. An entry may be stale: whoever is called asks its owner whether the deadline still stands.

/// The length of a step.
const STEP_MS: u64 = 64;
/// Steps of a turn: 65 s. What is further away is looked at once a turn.
const STEPS: usize = 1_024;

pub(crate) struct Wheel<T> {
    steps: Vec<Vec<T>>,
    /// The next step to be run, counted since the start of time.
    next: u64,
    len: usize,
}

impl<T> Wheel<T> {
    pub(crate) fn new(now: u64) -> Self {
        Self { steps: (0..STEPS).map(|_| Vec::new()).collect(), next: now / STEP_MS, len: 0 }
    }

    /// Calls `item` up to one step after `at`, or earlier when that is more than a turn away.
    pub(crate) fn set(&mut self, at: u64, item: T) {
        let step = at.div_ceil(STEP_MS).clamp(self.next, self.next + STEPS as u64 - 1);
        self.steps[index(step)].push(item);
        self.len += 1;
    }

    /// Takes what is due.
    pub(crate) fn due(&mut self, now: u64, into: &mut Vec<T>) {
        let end = now / STEP_MS;
        if self.len == 0 {
            self.next = self.next.max(end + 1);
            return;
        }
        for _ in 0..STEPS {
            if self.next > end {
                break;
            }
            into.append(&mut self.steps[index(self.next)]);
            self.next += 1;
        }
        self.next = self.next.max(end + 1);
        self.len -= into.len().min(self.len);
    }

    /// When there is something due next.
    pub(crate) fn deadline(&self) -> Option<u64> {
        if self.len == 0 {
            return None;
        }
        (self.next..self.next + STEPS as u64).find(|step| !self.steps[index(*step)].is_empty()).map(|step| step * STEP_MS)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the remainder is below the number of steps")]
fn index(step: u64) -> usize {
    (step % STEPS as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::{STEP_MS, STEPS, Wheel};

    fn due(wheel: &mut Wheel<u32>, now: u64) -> Vec<u32> {
        let mut out = Vec::new();
        wheel.due(now, &mut out);
        out
    }

    #[test]
    fn nothing_is_early_and_nothing_is_late_by_more_than_a_step() {
        let mut wheel = Wheel::new(0);
        wheel.set(1_000, 1);
        assert!(due(&mut wheel, 999).is_empty());
        let at = wheel.deadline().expect("set");
        assert!((1_000..=1_000 + STEP_MS).contains(&at));
        assert_eq!(due(&mut wheel, at), [1]);
        assert_eq!(wheel.deadline(), None);
    }

    #[test]
    fn what_is_further_than_a_turn_is_called_within_the_turn() {
        let mut wheel = Wheel::new(0);
        wheel.set(u64::MAX / 2, 1);
        assert!(wheel.deadline().expect("set") < STEP_MS * STEPS as u64);
    }

    #[test]
    fn a_long_sleep_loses_nothing() {
        let mut wheel = Wheel::new(0);
        for n in 0..100 {
            wheel.set(u64::from(n) * 600, n);
        }
        assert_eq!(due(&mut wheel, 10_000_000).len(), 100);
        wheel.set(10_000_001, 7);
        assert_eq!(due(&mut wheel, 10_000_100), [7]);
    }

    #[test]
    fn a_deadline_in_the_past_is_due_at_once() {
        let mut wheel = Wheel::new(10_000);
        wheel.set(5, 1);
        assert_eq!(due(&mut wheel, 10_000), [1]);
    }
}
