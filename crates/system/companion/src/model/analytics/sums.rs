//! Tips of a quarter of an hour, summed up.

use footlights_base::{Currency, Timestamp};

use super::CountedTip;
use crate::model::Platform;

/// A quarter of an hour: the largest step that every time zone's days are made of.
pub(crate) const QUARTER_MS: i64 = 900_000;

/// Which quarter a moment lies in.
pub(crate) const fn quarter_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(QUARTER_MS)
}

/// One quarter, platform and currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quarter {
    pub(crate) quarter: i64,
    pub(crate) platform: Platform,
    pub(crate) currency: Currency,
    pub(crate) sums: QuarterSums,
}

impl Quarter {
    pub(crate) const fn begins(&self) -> Timestamp {
        Timestamp::from_millis(self.quarter * QUARTER_MS)
    }
}

/// What tips add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct QuarterSums {
    /// As given, in minor units.
    pub(crate) gross_cents: i64,
    /// Given back, in minor units.
    pub(crate) refunded_cents: i64,
    /// Tips of which something is left.
    pub(crate) tip_count: i64,
    /// The most that is left of one tip.
    pub(crate) largest_cents: i64,
}

impl QuarterSums {
    pub(crate) fn of(tip: &CountedTip) -> Self {
        let left = tip.amount_cents - tip.refunded_cents;
        Self { gross_cents: tip.amount_cents, refunded_cents: tip.refunded_cents, tip_count: i64::from(left > 0), largest_cents: left }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.gross_cents += other.gross_cents;
        self.refunded_cents += other.refunded_cents;
        self.tip_count += other.tip_count;
        self.largest_cents = self.largest_cents.max(other.largest_cents);
    }

    pub(crate) const fn net_cents(self) -> i64 {
        self.gross_cents - self.refunded_cents
    }
}
