//! What a train says happened.
//!
//! Owns: events and why a train ends. Does not know: topics and payloads of any system.

use footlights_base::Timestamp;

use crate::feed::{ContributorId, Trigger};
use crate::history::Summary;
use crate::ladder::Level;
use crate::points::Points;

/// Why a train ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndReason {
    /// Its last level was filled ([`crate::Top::Completes`]).
    Completed,
    /// Its score decayed below a point.
    Decayed,
    /// Nobody fed it for too long.
    Idle,
    /// The next level was not reached in time.
    LevelTimeOut,
    /// It ran as long as one may.
    TooLong,
    /// The session it belongs to ended.
    SessionEnded,
}

impl EndReason {
    /// All six.
    pub const ALL: [Self; 6] = [Self::Completed, Self::Decayed, Self::Idle, Self::LevelTimeOut, Self::TooLong, Self::SessionEnded];
}

/// Something that happened, at the moment it was due.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A train started, at level 1. What its kick-off brought may fill levels at once: they follow.
    Started {
        /// When.
        at: Timestamp,
        /// Its number, counted from 1.
        train: u32,
        /// What started it.
        trigger: Trigger,
        /// When it ends if nothing happens; none where only decay ends it.
        expires_at: Option<Timestamp>,
    },
    /// It was fed. Several within a moment may be shown as the last one.
    Progressed {
        /// When.
        at: Timestamp,
        /// Its level.
        level: Level,
        /// Its score.
        score: Points,
        /// Of the level's goal, 0–1; 1 where it has none.
        progress: f64,
        /// When it ends if nothing more happens.
        expires_at: Option<Timestamp>,
    },
    /// It reached a level. Several at once are told one by one, lowest first, so that each can be rewarded.
    LevelReached {
        /// When.
        at: Timestamp,
        /// Which.
        level: Level,
        /// Whether this train was never as high.
        first_time: bool,
    },
    /// Its score decayed: it fell to a level.
    LevelLost {
        /// When.
        at: Timestamp,
        /// To which.
        level: Level,
    },
    /// Somebody else has given most, at least so far.
    Conducted {
        /// When.
        at: Timestamp,
        /// Who.
        by: ContributorId,
    },
    /// It came to its top: the last level filled, or Legendary. Once a train.
    Celebrated {
        /// When.
        at: Timestamp,
    },
    /// It ended.
    Ended(Box<Summary>),
    /// Another may start from now on.
    CooledDown {
        /// When.
        at: Timestamp,
    },
}
