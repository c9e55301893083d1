//! What a crowd says happened: a handful of events a tick, whatever its size.
//!
//! Owns: events, their reasons and causes, the summary of a session. Does not know: topics and payloads of any system.

use footlights_base::SentimentCategory;

use crate::content::MomentType;
use crate::id::{SessionId, StreamerId, ViewerId};

/// Why a member left (seed: `audience.left`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// Nothing on stage for it.
    Bored = 0,
    /// Another stream was better.
    Competed = 1,
    /// The session ended.
    SessionEnd = 2,
    /// Life called it away; a real one has gone silent.
    Unavailable = 3,
}

impl Reason {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Bored, Self::Competed, Self::SessionEnd, Self::Unavailable];
}

/// Why a member came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Cause {
    /// It was there when the session opened.
    Opening = 0,
    /// What is on stage attracted it.
    Attracted = 1,
    /// It follows the streamer.
    Followed = 2,
    /// It came over from another stream.
    Migrated = 3,
    /// It came with a raid.
    Raided = 4,
    /// An event brought it.
    Excited = 5,
    /// A pulse made it. Never told to players.
    Pulse = 6,
}

impl Cause {
    /// All seven.
    pub const ALL: [Self; 7] = [Self::Opening, Self::Attracted, Self::Followed, Self::Migrated, Self::Raided, Self::Excited, Self::Pulse];
}

/// How a house changed much at once (seed: `showtime.audience.changed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A fifth of it or more came within a tick.
    BurstJoin,
    /// A fifth of it or more left within a tick.
    MassExodus,
    /// What most of it feels is another sentiment now.
    SentimentShift,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Some came, told as one whatever their number.
    Joined {
        /// Where.
        session: SessionId,
        /// Of the one who came, or of the collective.
        viewer: ViewerId,
        /// How many.
        count: u32,
    },
    /// Some left for one reason, told as one.
    Left {
        /// Where.
        session: SessionId,
        /// Of the one who left, or of the collective.
        viewer: ViewerId,
        /// How many.
        count: u32,
        /// Why.
        reason: Reason,
    },
    /// The house changed much at once.
    Changed {
        /// Where.
        session: SessionId,
        /// How.
        change: Change,
        /// Members before the tick.
        before: u32,
        /// Members after it.
        after: u32,
        /// What most of them feel now.
        sentiment: SentimentCategory,
    },
    /// Others stood by the streamer against hostility.
    Rallied {
        /// Where.
        session: SessionId,
        /// How many did.
        count: u32,
    },
    /// A session ended; its members are free.
    Ended(Box<Summary>),
    /// Members became followers.
    FollowGained {
        /// Of whom.
        streamer: StreamerId,
        /// How many.
        count: u32,
        /// The first of them, at most [`crate::NAMED_MAX`].
        named: Vec<ViewerId>,
    },
    /// Followers were lost by neglect.
    FollowLost {
        /// Of whom.
        streamer: StreamerId,
        /// How many.
        count: u32,
        /// The first of them, at most [`crate::NAMED_MAX`].
        named: Vec<ViewerId>,
    },
}

/// Feelings strong enough to feed hype: what one session's members said of one category since the last tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voices {
    /// Where.
    pub session: SessionId,
    /// What they feel.
    pub category: SentimentCategory,
    /// How many distinct members, real and simulated, with an intensity above the strong one.
    pub members: u32,
    /// Their contributions to hype, of 256 each: intensity, and more for subscribers, moderators and VIPs, and for world-firsts.
    pub weight: u64,
}

/// What one tick said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The tick, counted from 1.
    pub tick: u32,
    /// What happened, in the order of sessions.
    pub events: Vec<Event>,
    /// What feeds hype, in the order of sessions and categories.
    pub voices: Vec<Voices>,
}

/// A moment worth remembering.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub tick: u32,
    /// What kind.
    pub moment: MomentType,
    /// What somebody wrote about it, at most [`crate::DESCRIPTION_BYTES_MAX`].
    pub description: Option<String>,
    /// How excited the house was, 0–1.
    pub reaction: f64,
}

/// A session that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub streamer: StreamerId,
    /// Ticks it was open, paused ones too.
    pub ticks: u32,
    /// Seconds it was open.
    pub seconds: u64,
    /// Most members at once.
    pub peak: u32,
    /// Members on average, rounded.
    pub average: u32,
    /// Engagement on average over members and ticks, 0–1.
    pub engagement: f64,
    /// Time watched by all, s.
    pub watch_seconds: u64,
    /// New followers.
    pub followers_gained: u32,
    /// Followers lost by missing it.
    pub followers_lost: u32,
    /// Who would have followed, had there been room.
    pub followers_refused: u32,
    /// Its best moments, the strongest first.
    pub moments: Vec<Moment>,
}
