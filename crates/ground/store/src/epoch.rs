//! Epochs: which life of a topic's numbering a sequence number belongs to.

use std::sync::Arc;

use footlights_base::{Chance, Clock, Epoch, Timestamp};

/// Makes epochs. One is milliseconds × 1024 plus chance: below 2^53, so that JavaScript reads it exactly (until the year
/// 2248), and later than every epoch that a backup of an earlier moment can hold, so that a restored topic never reuses one.
#[derive(Clone)]
pub(crate) struct Epochs {
    clock: Arc<dyn Clock>,
    chance: Chance,
}

impl Epochs {
    pub(crate) fn new(clock: Arc<dyn Clock>, chance: Chance) -> Self {
        Self { clock, chance }
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present second: what a topic's `changed_at` says, so coarse that a busy topic's index entry seldom moves.
    pub(crate) fn second(&self) -> Timestamp {
        let ms = self.now().as_millis();
        Timestamp::from_millis(ms - ms.rem_euclid(1_000))
    }

    /// One that no topic had before.
    pub(crate) fn fresh(&self) -> Epoch {
        let spread = i64::try_from(self.chance.u64() % 1_024).expect("below 1024");
        self.clock.now().as_millis().saturating_mul(1_024).saturating_add(spread)
    }
}
