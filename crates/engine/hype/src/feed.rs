//! What feeds a train: contributions of people, and voices of an audience that feels strongly.
//!
//! Owns: the inputs. Does not know: what they are worth (`crate::conversion`).

use footlights_base::SentimentCategory;

/// A person who contributes, in the caller's own 16 bytes: an account, a platform user behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContributorId(pub [u8; 16]);

/// What kind of contribution it is (seed: `contribution_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Money.
    Donation = 0,
    /// A subscription, own or gifted.
    Subscription = 1,
    /// A platform's paid unit.
    Bits = 2,
    /// A platform's paid unit, cheered with words.
    Cheer = 3,
}

impl Kind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Donation, Self::Subscription, Self::Bits, Self::Cheer];
}

/// A subscription's tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tier {
    /// The least.
    One,
    /// Dearer.
    Two,
    /// The dearest.
    Three,
}

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Gave money: hundredths of the room's currency, 1–100,000,000.
    Donation {
        /// Hundredths.
        minor: u64,
    },
    /// Subscribed, or gave subscriptions away: 1–10,000.
    Subscription {
        /// Of which tier.
        tier: Tier,
        /// How many.
        count: u64,
    },
    /// Gave bits, 1–100,000,000.
    Bits {
        /// How many.
        count: u64,
    },
    /// Cheered, 1–100,000,000.
    Cheer {
        /// How many.
        count: u64,
    },
    /// Whatever else, already in points, 1–1,000,000,000: an import, an injected event.
    Points {
        /// Counted as which kind.
        kind: Kind,
        /// How many.
        points: u64,
    },
}

impl Act {
    /// Which kind it counts as.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Donation { .. } => Kind::Donation,
            Self::Subscription { .. } => Kind::Subscription,
            Self::Bits { .. } => Kind::Bits,
            Self::Cheer { .. } => Kind::Cheer,
            Self::Points { kind, .. } => kind,
        }
    }
}

/// One contribution. The caller has made sure that it is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// By whom; all anonymous ones are one person where people are counted.
    pub by: Option<ContributorId>,
    /// What.
    pub act: Act,
}

/// A contribution that was taken back: what it was, and when it was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund {
    /// The contribution.
    pub contribution: Contribution,
    /// The moment given with it.
    pub contributed_at: footlights_base::Timestamp,
}

/// How strongly an audience feels one thing: one vote a member, only intensities above the strong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voices {
    /// What they feel.
    pub category: SentimentCategory,
    /// Distinct members who do, 0–16,000,000.
    pub members: u32,
    /// Their votes in 256ths of a point, each weighed ([`crate::MoodWeights::weigh`]).
    pub weight_256ths: u64,
}

/// What started a train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The contribution that completed the kick-off.
    Contribution(Kind),
    /// A mood.
    Mood(SentimentCategory),
    /// Somebody started it by hand.
    Injected,
}
