//! The seats of one session, in columns: what the tick touches, then what it does not.
//!
//! Owns: the columns and keeping them the same length. Does not know: why somebody comes or goes.
//! A tick touches 9 bytes of a seat and every fourth tick 13; those are hot. The other 16 are touched when somebody comes, goes or reacts.

use crate::kernel::SAMPLE;

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
    pub(crate) feeling: u8,
}

/// The columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seats {
    pub(crate) interests: Vec<u16>,
    pub(crate) engagement: Vec<u16>,
    pub(crate) growth: Vec<u8>,
    pub(crate) decay: Vec<u8>,
    pub(crate) base: Vec<u8>,
    pub(crate) until: Vec<u16>,
    pub(crate) sum: Vec<u32>,
    pub(crate) tickets: Vec<Ticket>,
}

macro_rules! each_column {
    ($seats:ident, $column:ident => $body:expr) => {{
        {
            let $column = &mut $seats.interests;
            $body;
        }
        {
            let $column = &mut $seats.engagement;
            $body;
        }
        {
            let $column = &mut $seats.growth;
            $body;
        }
        {
            let $column = &mut $seats.decay;
            $body;
        }
        {
            let $column = &mut $seats.base;
            $body;
        }
        {
            let $column = &mut $seats.until;
            $body;
        }
        {
            let $column = &mut $seats.sum;
            $body;
        }
        {
            let $column = &mut $seats.tickets;
            $body;
        }
    }};
}

impl Seats {
    pub(crate) fn len(&self) -> usize {
        self.tickets.len()
    }

    pub(crate) fn reserve(&mut self, count: usize) {
        each_column!(self, column => column.reserve_exact(count));
    }

    pub(crate) fn push(&mut self, seat: Seat) {
        self.interests.push(seat.interests);
        self.engagement.push(seat.engagement);
        self.growth.push(seat.growth);
        self.decay.push(seat.decay);
        self.base.push(seat.base);
        self.until.push(seat.until);
        self.sum.push(seat.sum);
        self.tickets.push(Ticket {
            member: seat.member,
            joined: seat.joined,
            traits: seat.traits,
            score: seat.score,
            loyalty: seat.loyalty,
            cause: seat.cause,
            feeling: seat.feeling,
        });
    }

    pub(crate) fn at(&self, index: usize) -> Seat {
        let ticket = self.tickets[index];
        Seat {
            interests: self.interests[index],
            traits: ticket.traits,
            growth: self.growth[index],
            decay: self.decay[index],
            base: self.base[index],
            engagement: self.engagement[index],
            until: self.until[index],
            sum: self.sum[index],
            member: ticket.member,
            joined: ticket.joined,
            score: ticket.score,
            loyalty: ticket.loyalty,
            cause: ticket.cause,
            feeling: ticket.feeling,
        }
    }

    /// Takes a seat away; the last one takes its place.
    pub(crate) fn take(&mut self, index: usize) -> Seat {
        let seat = self.at(index);
        each_column!(self, column => column.swap_remove(index));
        seat
    }

    /// Where a member sits; linear in the seats.
    pub(crate) fn position(&self, member: u32) -> Option<usize> {
        self.tickets.iter().position(|ticket| ticket.member == member)
    }
}

impl Seat {
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
