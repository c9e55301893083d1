//! The seats of one session, in blocks of columns: what the tick touches, then what it does not.
//!
//! Owns: the columns, and that no lane behind the last seat holds anything. Does not know: why somebody comes or goes.
//! A tick touches 6 bytes of a seat, every fourth tick 10; the tick in which life calls somebody in a block away 2 more, one in which the
//! stage speaks differently 2 more, a matching round one more. Those are hot. The other 16 are touched when somebody comes, goes or reacts.

mod block;

pub(crate) use block::{Aside, BLOCK, Block, Due};

use crate::kernel::{SAMPLE, matched};
use crate::land::{Column, Land};
use crate::near;
use crate::vocabulary::INTERESTS_MAX;

/// Who sits there: a number below this is a member of the reservoir, one from it on is real-derived ([`crate::real`]).
pub(crate) const REAL_FROM: u32 = 1 << 31;

/// One seat as it comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) interests: u16,
    pub(crate) traits: u16,
    pub(crate) growth: u8,
    pub(crate) decay: u8,
    pub(crate) base: u8,
    pub(crate) engagement: u16,
    /// The low 16 bits of the tick in which life calls the member away.
    pub(crate) until: u16,
    /// Engagement of every fourth tick watched, added up.
    pub(crate) sum: u32,
    pub(crate) member: u32,
    pub(crate) joined: u32,
    pub(crate) score: u16,
    pub(crate) loyalty: u8,
    pub(crate) cause: u8,
    /// What it shows, what it tends to, and whether an event touched it: see [`feeling`].
    pub(crate) feeling: u8,
}

/// The bit of a feeling that says: an event touched this seat since the last matching round. Below it are the sentiment the member tends to
/// (bits 3–5) and the one it shows (bits 0–2).
pub(crate) const TOUCHED: u8 = 1 << 7;

/// A feeling that shows one sentiment and tends to another.
pub(crate) const fn feeling(shown: u8, bias: u8) -> u8 {
    (shown & 7) | (bias & 7) << 3
}

/// The sentiment it tends to.
pub(crate) const fn bias(feeling: u8) -> u8 {
    feeling >> 3 & 7
}

/// The same feeling, showing another sentiment.
pub(crate) const fn feel(feeling: u8, shown: u8) -> u8 {
    feeling & !7 | (shown & 7)
}

/// What a tick need not read of a seat, 16 bytes: kept together, so that coming and going touch one place in memory for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) member: u32,
    pub(crate) joined: u32,
    pub(crate) traits: u16,
    pub(crate) score: u16,
    pub(crate) loyalty: u8,
    pub(crate) cause: u8,
}

/// The seats of a session, without a gap.
#[derive(Debug, Clone)]
pub(crate) struct Seats {
    pub(crate) blocks: Column<Block>,
    pub(crate) asides: Column<Aside>,
    /// Of each of the blocks; a member who was called away and did not go has one that is in the past.
    pub(crate) dues: Column<Due>,
    /// Engagement of every fourth tick watched, added up; a block for each of the blocks.
    pub(crate) sums: Column<[u32; BLOCK]>,
    pub(crate) tickets: Column<Ticket>,
    /// What the stage said to each interest when matches were last made of it.
    pub(crate) spoken: [u8; INTERESTS_MAX],
    /// The low 16 bits of the last tick that passed over them.
    pub(crate) ticked: u16,
}

/// The same seats: what is only made of them may be of another time.
impl PartialEq for Seats {
    fn eq(&self, other: &Self) -> bool {
        self.tickets.len() == other.tickets.len() && (0..self.len()).all(|index| self.at(index) == other.at(index))
    }
}

/// The block of a seat, and its lane there.
const fn lane(index: usize) -> (usize, usize) {
    (index / BLOCK, index % BLOCK)
}

impl Seats {
    /// Nobody yet, in a session that opens in this tick.
    pub(crate) fn opened(tick: u32) -> Self {
        Self {
            blocks: Column::new_in(Land),
            asides: Column::new_in(Land),
            dues: Column::new_in(Land),
            sums: Column::new_in(Land),
            tickets: Column::new_in(Land),
            spoken: [0; INTERESTS_MAX],
            ticked: tick as u16,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.tickets.len()
    }

    pub(crate) fn reserve(&mut self, count: usize) {
        let blocks = (self.len() + count).div_ceil(BLOCK) - self.blocks.len();
        self.blocks.reserve_exact(blocks);
        self.asides.reserve_exact(blocks);
        self.dues.reserve_exact(blocks);
        self.sums.reserve_exact(blocks);
        self.tickets.reserve_exact(count);
    }

    pub(crate) fn push(&mut self, seat: Seat) {
        let (block, lane) = lane(self.len());
        if block == self.blocks.len() {
            self.blocks.push(Block::EMPTY);
            self.asides.push(Aside::EMPTY);
            self.sums.push([0; BLOCK]);
            // Nobody is called away before everybody else could be.
            self.dues.push(Some(self.ticked));
        }
        self.put((block, lane), &seat);
        self.tickets.push(Ticket {
            member: seat.member,
            joined: seat.joined,
            traits: seat.traits,
            score: seat.score,
            loyalty: seat.loyalty,
            cause: seat.cause,
        });
    }

    pub(crate) fn at(&self, index: usize) -> Seat {
        let (ticket, (block, lane)) = (self.tickets[index], lane(index));
        let (hot, aside) = (&self.blocks[block], &self.asides[block]);
        Seat {
            interests: aside.interests[lane],
            traits: ticket.traits,
            growth: hot.growth[lane],
            decay: hot.decay[lane],
            base: hot.base[lane],
            engagement: hot.engagement[lane],
            until: aside.until[lane],
            sum: self.sums[block][lane],
            member: ticket.member,
            joined: ticket.joined,
            score: ticket.score,
            loyalty: ticket.loyalty,
            cause: ticket.cause,
            feeling: aside.feeling[lane],
        }
    }

    /// Takes a seat away; the last one takes its place.
    pub(crate) fn take(&mut self, index: usize) -> Seat {
        let (seat, last) = (self.at(index), self.len() - 1);
        let moved = self.at(last);
        self.put(lane(index), &moved);
        let (block, lane) = lane(last);
        if lane == 0 {
            self.blocks.pop();
            self.asides.pop();
            self.dues.pop();
            self.sums.pop();
        } else {
            self.put((block, lane), &Seat::NOBODY);
        }
        self.tickets.swap_remove(index);
        seat
    }

    /// Writes what of a seat is in columns.
    fn put(&mut self, (block, lane): (usize, usize), seat: &Seat) {
        let (hot, aside) = (&mut self.blocks[block], &mut self.asides[block]);
        hot.matched[lane] = matched(&self.spoken, 0, seat.interests) as u8;
        aside.interests[lane] = seat.interests;
        hot.engagement[lane] = seat.engagement;
        aside.until[lane] = seat.until;
        hot.growth[lane] = seat.growth;
        hot.decay[lane] = seat.decay;
        hot.base[lane] = seat.base;
        aside.feeling[lane] = seat.feeling;
        self.sums[block][lane] = seat.sum;
        self.falls_due(block, seat.until);
    }

    /// Somebody in a block is called away in the tick with these low 16 bits.
    fn falls_due(&mut self, block: usize, until: u16) {
        let next = self.ticked.wrapping_add(1);
        if let Some(due) = &mut self.dues[block]
            && until.wrapping_sub(next) < due.wrapping_sub(next)
        {
            *due = until;
        }
    }

    pub(crate) fn interests(&self, index: usize) -> u16 {
        let (block, lane) = lane(index);
        self.asides[block].interests[lane]
    }

    pub(crate) fn engagement(&self, index: usize) -> u16 {
        let (block, lane) = lane(index);
        self.blocks[block].engagement[lane]
    }

    pub(crate) fn engagement_mut(&mut self, index: usize) -> &mut u16 {
        let (block, lane) = lane(index);
        &mut self.blocks[block].engagement[lane]
    }

    /// The levels of all seats, in their order.
    pub(crate) fn engagements(&self) -> impl Iterator<Item = u16> {
        self.blocks.iter().flat_map(|block| block.engagement).take(self.len())
    }

    pub(crate) fn feeling(&self, index: usize) -> u8 {
        let (block, lane) = lane(index);
        self.asides[block].feeling[lane]
    }

    /// An event touches the member at a seat, which shows this sentiment now.
    pub(crate) fn touch(&mut self, index: usize, shown: u8) {
        let (block, lane) = lane(index);
        let feeling = &mut self.asides[block].feeling[lane];
        *feeling = feel(*feeling, shown) | TOUCHED;
    }

    /// Life calls the member at a seat away in the tick with these low 16 bits.
    pub(crate) fn set_until(&mut self, index: usize, until: u16) {
        let (block, lane) = lane(index);
        self.asides[block].until[lane] = until;
        self.falls_due(block, until);
    }

    /// Asks for what it takes to let somebody go: the seat, and the last one, which takes its place.
    pub(crate) fn bring(&self, index: usize) {
        let (block, lane) = lane(index);
        near::bring(&self.tickets[index]);
        near::bring(&self.sums[block][lane]);
        let aside = &self.asides[block];
        near::bring(&aside.until[lane]);
        near::bring(&aside.interests[lane]);
        near::bring(&aside.feeling[lane]);
    }

    /// Asks for what it takes to let somebody in, behind the last seat.
    pub(crate) fn bring_end(&self) {
        let Some(last) = self.len().checked_sub(1) else { return };
        self.bring(last);
        self.blocks[last / BLOCK].bring();
    }

    /// Where a member sits; linear in the seats.
    pub(crate) fn position(&self, member: u32) -> Option<usize> {
        self.tickets.iter().position(|ticket| ticket.member == member)
    }
}

impl Seat {
    /// What the lanes behind the last seat hold.
    pub(crate) const NOBODY: Self = Self {
        interests: 0,
        traits: 0,
        growth: 0,
        decay: 0,
        base: 0,
        engagement: 0,
        until: 0,
        sum: 0,
        member: 0,
        joined: 0,
        score: 0,
        loyalty: 0,
        cause: 0,
        feeling: 0,
    };

    pub(crate) fn is_real(&self) -> bool {
        self.member >= REAL_FROM
    }

    pub(crate) fn watched(&self, now: u32) -> u32 {
        now.wrapping_sub(self.joined)
    }

    /// Mean engagement over the time watched.
    pub(crate) fn average(&self, now: u32) -> u16 {
        mean(self.sum, self.watched(now))
    }
}

/// Mean engagement of a visit from its samples; the sum of a visit as long as it may be stays below 2³².
pub(crate) fn mean(sum: u32, watched: u32) -> u16 {
    let samples = watched / SAMPLE;
    sum.checked_div(samples).unwrap_or(sum).min(u32::from(u16::MAX)) as u16
}
