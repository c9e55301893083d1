//! One alert, as much of it as deciding needs.

use footlights_base::{Timestamp, define_id};

define_id!(
    /// One alert.
    AlertId
);

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody tipped.
    Tip,
    /// Somebody subscribed.
    Sub,
    /// Somebody follows.
    Follow,
    /// What came while nobody could see it, in one.
    Summary,
}

/// Alerts of one lane are shown one after another; lanes run beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Tips, subscriptions and summaries.
    Main,
    /// Follows, which may be many and must not hold up the rest.
    Follows,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 2] = [Self::Main, Self::Follows];

    /// Its name in frames and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Follows => "follows",
        }
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Tip, Self::Sub, Self::Follow, Self::Summary];

    /// Its name in frames and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tip => "tip",
            Self::Sub => "subscription",
            Self::Follow => "follow",
            Self::Summary => "summary",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Where it is shown.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::Tip | Self::Sub | Self::Summary => Lane::Main,
            Self::Follow => Lane::Follows,
        }
    }
}

/// Where an alert that is not done stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody may look at it first; at this moment it goes on by itself.
    Held {
        /// When.
        until: Timestamp,
    },
    /// It waits.
    Queued,
    /// It is on the overlays, and should be acknowledged by this moment.
    Showing {
        /// Duration and patience are over.
        until: Timestamp,
    },
}

/// An alert that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub id: AlertId,
    /// What it is about; decides its lane and how long it stays.
    pub kind: Kind,
    /// How much show it gets: 1, 2 or 3.
    pub tier: u8,
    /// Code points there are to read.
    pub chars: u32,
    /// When it came in; older ones are shown first.
    pub at: Timestamp,
    /// Whether it waits or shows.
    pub state: State,
    /// How many times it was issued: 0 before the first time, never more than 2.
    pub attempt: u8,
    /// How many others have been merged into it.
    pub more: u32,
    /// Whether it stands for itself, as a test or a replay does: never merged or summed up.
    pub single: bool,
    /// Whether it has waited while an overlay was open: never summed up any more.
    pub noticed: bool,
}

impl Card {
    /// Whether "attempt `attempt` was finished" ends it. It does also after that attempt was given up and waits to be repeated:
    /// a reloaded overlay says so before anything new is issued. It does not once a later attempt is on.
    #[must_use]
    pub fn is_ended_by(&self, attempt: u8) -> bool {
        attempt >= 1 && self.attempt == attempt && !matches!(self.state, State::Held { .. })
    }

    pub(crate) fn is_fresh(&self) -> bool {
        self.state == State::Queued && self.attempt == 0
    }
}
