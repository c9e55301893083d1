//! Streamers of a game service: their followers, and who is on the way to become one.
//!
//! Owns: the books. Does not know: when somebody joins or leaves them ([`crate::following`]).

use std::collections::BTreeMap;

use crate::id::StreamerId;

/// One follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Follower {
    pub(crate) member: u32,
    /// The tick in which it followed.
    pub(crate) since: u32,
    /// Attendance, a level.
    pub(crate) loyalty: u16,
    /// Sessions in a row it has missed.
    pub(crate) missed: u16,
    pub(crate) attended: u32,
    pub(crate) watched: u64,
}

/// Somebody who has met the threshold in some sessions in a row, but not in enough yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prospect {
    pub(crate) sessions: u32,
    /// The session in which it last did, by the streamer's count.
    pub(crate) last: u32,
}

/// One streamer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Streamer {
    pub(crate) id: StreamerId,
    /// Its open session.
    pub(crate) live: Option<u32>,
    /// Sessions it has ended.
    pub(crate) sessions: u32,
    /// The tick in which the last one ended.
    pub(crate) last_ended: u32,
    /// By member.
    pub(crate) followers: Vec<Follower>,
    pub(crate) prospects: BTreeMap<u32, Prospect>,
}

impl Streamer {
    pub(crate) fn new(id: StreamerId) -> Self {
        Self { id, live: None, sessions: 0, last_ended: 0, followers: Vec::new(), prospects: BTreeMap::new() }
    }

    pub(crate) fn follower(&self, member: u32) -> Option<&Follower> {
        self.followers.binary_search_by_key(&member, |one| one.member).ok().map(|index| &self.followers[index])
    }

    /// The loyalty a seat bears: 0 for no follower, else 1–255.
    pub(crate) fn loyalty(&self, member: u32) -> u8 {
        self.follower(member).map_or(0, |one| (one.loyalty >> 8).max(1) as u8)
    }
}
