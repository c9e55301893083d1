//! How long things take. All of it settings; the defaults are those of 4-contracts §6, 5-facts §3 and 8-look.

use std::time::Duration;

use crate::{Card, Kind};

/// The times of a creator's overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// Between the end of one alert and the begin of the next in a lane.
    pub gap: Duration,
    /// Light coming up.
    pub enter: Duration,
    /// Light going down.
    pub leave: Duration,
    /// Reading, whatever there is to read.
    pub read_base: Duration,
    /// Reading one character.
    pub read_char: Duration,
    /// The shortest and the longest tip alert, entering and leaving included.
    pub tip: (Duration, Duration),
    /// The shortest and the longest alert of other kinds.
    pub other: (Duration, Duration),
    /// How long after its duration an alert may be acknowledged before it counts as unseen.
    pub patience: Duration,
    /// Alerts that may wait in a lane; beyond it those of one tier become one.
    pub waiting_max: usize,
}

impl Default for Timing {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            gap: ms(250),
            enter: ms(500),
            leave: ms(300),
            read_base: ms(1_200),
            read_char: ms(60),
            tip: (ms(5_000), ms(12_000)),
            other: (ms(3_000), ms(6_000)),
            patience: ms(5_000),
            waiting_max: 20,
        }
    }
}

impl Timing {
    /// How long an alert is on the overlay, entering and leaving included.
    #[must_use]
    pub fn duration(&self, card: &Card) -> Duration {
        let (least, most) = if card.kind == Kind::Tip { self.tip } else { self.other };
        let reading = self.read_base.saturating_add(self.read_char.saturating_mul(card.chars));
        (self.enter + self.leave).saturating_add(reading).clamp(least, most)
    }
}

/// The tier of an amount: 1, and one more for each limit it reaches.
#[must_use]
pub fn tier_of(amount_minor: i64, limits: [i64; 2]) -> u8 {
    1 + limits.iter().map(|limit| u8::from(amount_minor >= *limit)).sum::<u8>()
}
