//! 64 seats in columns: what every tick touches, and beside it what only some do.
//!
//! Owns: how they lie in memory. Does not know: who sits there.

use crate::near;

/// Seats of a block.
pub(crate) const BLOCK: usize = 64;

/// What every tick touches of 64 seats, in columns. They lie side by side, so that a session is one run of memory however few it seats: a
/// processor finds its way to six columns apart more slowly than it reads them.
///
/// The lanes behind the last seat are [`Block::EMPTY`]'s: nothing moves there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub(crate) struct Block {
    pub(crate) growth: [u8; BLOCK],
    pub(crate) decay: [u8; BLOCK],
    pub(crate) base: [u8; BLOCK],
    /// How well what the stage says matches the interests, of 255, without what lifts all: what [`Seats::spoken`] makes of them.
    pub(crate) matched: [u8; BLOCK],
    pub(crate) engagement: [u16; BLOCK],
}

/// What some ticks touch of the same seats. It lies elsewhere, so that a processor that reads on by itself reads what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub(crate) struct Aside {
    /// The low 16 bits of the tick in which life calls the member away; read in a tick in which somebody's time is up.
    pub(crate) until: [u16; BLOCK],
    /// Read when the stage speaks differently.
    pub(crate) interests: [u16; BLOCK],
    /// What a matching round looks at, and no other tick.
    pub(crate) feeling: [u8; BLOCK],
}

impl Block {
    /// Nobody sits there.
    pub(super) const EMPTY: Self =
        Self { growth: [0; BLOCK], decay: [0; BLOCK], base: [0; BLOCK], matched: [0; BLOCK], engagement: [0; BLOCK] };

    /// Asks for all of it.
    #[inline(always)]
    pub(crate) fn bring(&self) {
        near::bring_front(self, size_of::<Self>());
    }
}

impl Aside {
    /// Nobody sits there.
    pub(super) const EMPTY: Self = Self { until: [0; BLOCK], interests: [0; BLOCK], feeling: [0; BLOCK] };
}

/// The low 16 bits of the tick in which the next member of a block is called away; nothing where that has to be looked up.
pub(crate) type Due = Option<u16>;
