//! The edge where these tools meet real time: stopwatches for step timings, and waiting for a server to answer.
//!
//! Nothing outside this file reads a clock or sleeps.

use std::time::{Duration, Instant};

/// Measures how long a step took.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a tool that reports how long real commands took")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Asks `ready` every 20 ms until it says yes or `limit` has passed; says whether it did.
#[expect(clippy::disallowed_methods, reason = "another process gives no event to wait for, only an answer to ask for")]
pub(crate) fn wait_until(limit: Duration, mut ready: impl FnMut() -> bool) -> bool {
    let watch = Stopwatch::start();
    loop {
        if ready() {
            return true;
        }
        if watch.elapsed() > limit {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// `1.4 s` below a minute, `2 min 5 s` above.
pub(crate) fn spoken(duration: Duration) -> String {
    if duration < Duration::from_secs(60) {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::{spoken, wait_until};
    use std::time::Duration;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(spoken(Duration::from_millis(1_449)), "1.4 s");
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 5 s");
    }

    #[test]
    fn waiting_ends_with_the_answer_or_the_limit() {
        let mut asked = 0;
        assert!(wait_until(Duration::from_secs(5), || {
            asked += 1;
            asked == 3
        }));
        assert!(!wait_until(Duration::ZERO, || false));
    }
}
