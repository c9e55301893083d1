//! How many watch: now, at most, and on average over time.

use footlights_base::Timestamp;
use serde::{Deserialize, Serialize};

/// The largest viewer count that is believed.
pub(crate) const VIEWERS_MAX: u32 = 10_000_000;

/// The viewer figures of one session. The average weighs each count by how long it stood, from the first report on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewers {
    /// Now; 0 once the session has ended.
    pub count: u32,
    /// At most so far.
    pub peak: u32,
    /// When the first count was reported.
    pub(crate) from: Option<Timestamp>,
    /// Up to when `area_ms` is summed up.
    pub(crate) at: Option<Timestamp>,
    /// Viewers times milliseconds.
    pub(crate) area_ms: i64,
}

impl Viewers {
    /// From `at` on there are `count`. A clock that was set back adds nothing.
    #[must_use]
    pub(crate) fn now(self, count: u32, at: Timestamp) -> Self {
        let at = self.at.map_or(at, |before| before.max(at));
        let from = self.from.unwrap_or(at);
        Self { count, peak: self.peak.max(count), from: Some(from), at: Some(at), area_ms: self.area_until(at) }
    }

    /// The session ends: nobody watches any more, and the average stands still.
    #[must_use]
    pub(crate) fn end(self, at: Timestamp) -> Self {
        if self.from.is_some() { self.now(0, at) } else { self }
    }

    /// The average from the first report until `until`, to one decimal; 0 before the first report.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "viewers need no more than 53 bits")]
    pub fn average(self, until: Timestamp) -> f64 {
        let Some(from) = self.from else { return 0.0 };
        let until = self.at.map_or(until, |at| until.max(at));
        let length_ms = until.as_millis().saturating_sub(from.as_millis());
        let average = if length_ms > 0 { self.area_until(until) as f64 / length_ms as f64 } else { f64::from(self.count) };
        (average * 10.0).round() / 10.0
    }

    fn area_until(self, until: Timestamp) -> i64 {
        let Some(at) = self.at else { return 0 };
        let ms = i64::try_from(until.since(at).as_millis()).unwrap_or(i64::MAX);
        self.area_ms.saturating_add(ms.saturating_mul(self.count.into()))
    }
}

#[cfg(test)]
mod tests {
    use footlights_base::Timestamp;

    use super::Viewers;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn each_count_weighs_as_long_as_it_stood() {
        let viewers = Viewers::default().now(10, at(100)).now(40, at(130)).now(10, at(140));
        assert_eq!((viewers.count, viewers.peak), (10, 40));
        assert_eq!((viewers.average(at(140)), viewers.average(at(160))), (17.5, 15.0));
        let ended = viewers.end(at(160));
        assert_eq!((ended.count, ended.average(at(160))), (0, 15.0));
    }

    #[test]
    fn nothing_reported_is_zero_and_one_report_is_itself() {
        assert_eq!(Viewers::default().average(at(5)), 0.0);
        assert_eq!(Viewers::default().end(at(5)), Viewers::default());
        assert_eq!(Viewers::default().now(7, at(5)).average(at(5)), 7.0);
    }

    #[test]
    fn a_clock_that_is_set_back_does_no_harm() {
        let viewers = Viewers::default().now(10, at(100)).now(20, at(50));
        assert_eq!((viewers.count, viewers.average(at(60)), viewers.average(at(110))), (20, 20.0, 20.0));
    }
}
