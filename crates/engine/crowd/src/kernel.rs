//! One tick of engagement over the seats of a session: the only code that touches every member.
//!
//! Owns: growth, loss, who may leave. Does not know: sessions, arrivals, followers, threads.
//! Two ways give the same bytes: [`Path::Scalar`] is the definition, one member at a time; [`Path::Wide`] does 64 seats at a time in a
//! shape that compilers turn into vector instructions. All of it is integers.

mod scalar;
mod wide;

pub(crate) use wide::AHEAD;

use crate::chance::{Purpose, draw, is_yes};
use crate::seats::{Aside, BLOCK, Block, Due, Seats, Ticket};
use crate::vocabulary::INTERESTS_MAX;

/// How the tick is computed; the result is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Path {
    /// One member after the other, as the rule is written.
    Scalar,
    /// 64 seats at a time.
    #[default]
    Wide,
}

/// What is in the air of a session in this tick: all that members of it share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Air {
    pub(crate) seed: u64,
    pub(crate) tick: u32,
    /// How strongly the stage speaks to each interest, of 255.
    pub(crate) weights: [u8; INTERESTS_MAX],
    /// What is heard of that: nothing while the stage is paused, else all bits.
    pub(crate) heard: u8,
    /// What hype and company add to every member's match, of 255.
    pub(crate) lift: u8,
    /// Whether engagement is added up in this tick, for its mean over a visit: every [`SAMPLE`] ticks it is.
    pub(crate) adds_up: bool,
    pub(crate) leave_below: u16,
    /// Chance of a member below that to leave, of 65,536.
    pub(crate) leave_chance: u32,
}

/// Some seats of one session, in whole blocks but for the last; `first` is the index of the first.
pub(crate) struct Span<'a> {
    pub(crate) air: Air,
    pub(crate) first: u32,
    /// Whether the stage speaks differently from when matches were last made.
    pub(crate) anew: bool,
    pub(crate) blocks: &'a mut [Block],
    pub(crate) asides: &'a [Aside],
    pub(crate) dues: &'a mut [Due],
    pub(crate) sums: &'a mut [[u32; BLOCK]],
    pub(crate) tickets: &'a [Ticket],
    pub(crate) found: Found,
}

/// What a tick found in some seats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Engagement of all, added up.
    pub(crate) total: u64,
    /// How many are above one half.
    pub(crate) engaged: u32,
    /// Seats that leave and whether boredom is why, in the order of seats.
    pub(crate) leavers: Vec<(u32, bool)>,
}

/// Seats of one span at most, whole blocks: what one thread takes at a time.
pub(crate) const SPAN: usize = 64 * BLOCK;

/// Ticks from one sample of engagement to the next.
pub(crate) const SAMPLE: u32 = 4;

/// The seats of a session as spans.
pub(crate) fn spans<'a>(seats: &'a mut Seats, air: Air, each: &mut impl FnMut(Span<'a>)) {
    let mut whole = whole(seats, air);
    while whole.tickets.len() > SPAN {
        let (head, tail) = whole.split();
        each(head);
        whole = tail;
    }
    each(whole);
}

/// All seats of a session as one span.
pub(crate) fn whole(seats: &mut Seats, air: Air) -> Span<'_> {
    seats.ticked = air.tick as u16;
    let anew = air.heard > 0 && seats.spoken != air.weights;
    if anew {
        seats.spoken = air.weights;
    }
    let Seats { blocks, asides, dues, sums, tickets, .. } = seats;
    Span { air, first: 0, anew, blocks, asides, dues, sums, tickets, found: Found::default() }
}

impl<'a> Span<'a> {
    /// The first [`SPAN`] seats, and the others.
    fn split(self) -> (Self, Self) {
        let (blocks, blocks_tail) = self.blocks.split_at_mut(SPAN / BLOCK);
        let (asides, asides_tail) = self.asides.split_at(SPAN / BLOCK);
        let (dues, dues_tail) = self.dues.split_at_mut(SPAN / BLOCK);
        let (sums, sums_tail) = self.sums.split_at_mut(SPAN / BLOCK);
        let (tickets, tickets_tail) = self.tickets.split_at(SPAN);
        let (air, first, anew) = (self.air, self.first, self.anew);
        let head = Span { air, first, anew, blocks, asides, dues, sums, tickets, found: Found::default() };
        let (blocks, asides, dues, sums, tickets) = (blocks_tail, asides_tail, dues_tail, sums_tail, tickets_tail);
        let tail = Span { air, first: first + SPAN as u32, anew, blocks, asides, dues, sums, tickets, found: Found::default() };
        (head, tail)
    }

    /// Lets one tick pass over these seats.
    pub(crate) fn tick(&mut self, path: Path) {
        match path {
            Path::Scalar => scalar::tick(self),
            Path::Wide => wide::tick(self),
        }
    }

    /// Decides about one seat that may leave: its time is up, if anybody's of its block can be, or it is bored and a draw says so.
    fn consider(&mut self, index: usize, due: bool) {
        let (air, block, lane) = (&self.air, index / BLOCK, index % BLOCK);
        if due && self.asides[block].until[lane] == air.tick as u16 {
            self.found.leavers.push((self.first + index as u32, false));
        } else if self.blocks[block].engagement[lane] < air.leave_below
            && is_yes(draw(air.seed, u64::from(self.tickets[index].member), air.tick, Purpose::Leave), air.leave_chance)
        {
            self.found.leavers.push((self.first + index as u32, true));
        }
    }
}

/// How well the stage matches a set of interests, of 255.
#[inline]
pub(crate) fn matched(weights: &[u8; INTERESTS_MAX], lift: u8, interests: u16) -> u16 {
    // Without a branch: which interests somebody has cannot be foreseen.
    let speaks = |(bit, &weight): (usize, &u8)| u16::from(weight) & 0_u16.wrapping_sub(interests >> bit & 1);
    let sum = weights.iter().enumerate().map(speaks).sum::<u16>() + u16::from(lift);
    sum.min(255)
}

/// Engagement after one tick. Growth takes a share of what is missing to 1; loss is even, and half as fast below the member's base.
#[inline]
pub(crate) fn moved(engagement: u16, matched: u16, growth: u8, decay: u8, base: u8) -> u16 {
    let missing = u16::MAX - engagement;
    let up = ((u32::from(missing) * u32::from(u16::from(growth) * matched)) >> 16) as u16 >> 3;
    let down = (u16::from(decay) * (255 - matched)) >> 3;
    let down = if engagement < u16::from(base) << 8 { down >> 1 } else { down };
    engagement.saturating_add(up).saturating_sub(down)
}
