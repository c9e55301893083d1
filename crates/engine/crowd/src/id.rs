//! Names of sessions, streamers and viewers, as 128 bits that say nothing.
//!
//! Owns: the types and how a member's public name is drawn. Does not know: who gives sessions and streamers theirs.

use crate::chance::{Draws, Purpose};

/// A session's id, chosen by the caller (a UUID's bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u128);

/// A streamer's id, chosen by the caller: a character, an account or an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamerId(pub u128);

/// What players know a member or a collective by: a random UUID's bits, whoever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerId(pub u128);

/// The public name of a member; drawn, not stored.
pub(crate) fn viewer(seed: u64, member: u64) -> ViewerId {
    ViewerId(random_uuid(&mut Draws::new(seed, member, 0, Purpose::Identity)))
}

/// The name of a collective of one tick.
pub(crate) fn collective(seed: u64, session: SessionId, tick: u32, number: u64) -> ViewerId {
    let key = (session.0 as u64) ^ ((session.0 >> 64) as u64) ^ (number << 32);
    ViewerId(random_uuid(&mut Draws::new(seed, key, tick, Purpose::Group)))
}

/// 122 random bits, and the six that say so.
fn random_uuid(draws: &mut Draws) -> u128 {
    let bits = u128::from(draws.next()) << 64 | u128::from(draws.next());
    bits & !(0xF << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62)
}
