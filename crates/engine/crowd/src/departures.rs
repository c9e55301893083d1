//! How members leave: back to the reservoir, with what they remember.
//!
//! Owns: checking in, rest, the record of a visit. Does not know: why the kernel or a round chose somebody.

use crate::chance::{Purpose, draw, exponential};
use crate::crowd::Crowd;
use crate::event::Reason;
use crate::explain::Entry;
use crate::seats::Seat;
use crate::visits::Visit;

/// Visits of one session that are remembered after the visitor left, at most; later ones are forgotten.
pub(crate) const VISITS_MAX: usize = 20_000;
/// Visits shorter than this many seconds leave no trace.
const VISIT_SECONDS_MIN: u32 = 300;
/// The longest watch time of one session that a visit keeps, in ticks: its engagement adds up to less than 2³².
const VISIT_TICKS_MAX: u32 = 50_000;

impl Crowd {
    /// Takes the member at a seat out of a session.
    pub(crate) fn depart(&mut self, number: u32, index: usize, reason: Reason) {
        let now = self.tick;
        let streamer = self.session(number).streamer;
        let session = self.session_mut(number);
        let seat = session.seats.take(index);
        if reason != Reason::SessionEnd {
            session.count_left(seat.member, reason);
        }
        if seat.is_real() {
            if let Some(real) = session.real.forget(seat.member) {
                self.write_leave(number, &seat, real.id, reason);
            }
            return;
        }
        if reason != Reason::SessionEnd {
            self.remember_visit(number, &seat);
        }
        self.remember_watching(seat.member, streamer, seat.watched(now));
        let rest = match reason {
            Reason::Bored => self.rest(seat.member, 1),
            Reason::Unavailable => self.rest(seat.member, 3),
            Reason::Competed | Reason::SessionEnd => 0,
        };
        self.reservoir.members[seat.member as usize].profile.rests_until = now.saturating_add(rest);
        let memory = &mut self.reservoir.members[seat.member as usize].memory;
        memory.last_active = now;
        memory.left = reason as u8;
        self.reservoir.check_in(seat.member);
        self.write_down(seat.member, |crowd| Entry::Left {
            tick: now,
            session: crowd.session(number).id,
            reason,
            engagement: seat.engagement,
            watched: seat.watched(now),
            average: seat.average(now),
        });
    }

    /// What a visit was, for the end of the session and for a return before that.
    pub(crate) fn remember_visit(&mut self, number: u32, seat: &Seat) {
        let (now, least) = (self.tick, self.rules.ticks(VISIT_SECONDS_MIN));
        let session = self.session_mut(number);
        let watched = seat.watched(now);
        if watched >= least && session.visits.len() < VISITS_MAX {
            let kept = watched.min(VISIT_TICKS_MAX);
            let sum = (u64::from(seat.sum) * u64::from(kept) / u64::from(watched)) as u32;
            session.visits.insert(seat.member, Visit { watched: kept, sum });
        }
    }

    fn rest(&self, member: u32, times: u32) -> u32 {
        let rules = &self.rules;
        if rules.rest_ticks == 0 {
            return 0;
        }
        exponential(draw(rules.config.seed, u64::from(member), self.tick, Purpose::Rest), rules.rest_ticks * times)
    }

    /// A visit goes on: what it had added to the member's memory will be added again with the rest.
    pub(crate) fn forget_watching(&mut self, member: u32, streamer: u32, watched: u32) {
        let memory = &mut self.reservoir.members[member as usize].memory;
        if memory.favourite == streamer {
            memory.favourite_ticks = memory.favourite_ticks.saturating_sub(watched);
        }
    }

    /// Adds watch time to what a member remembers: the streamer it has watched most, more or less. Others wear that down by half.
    fn remember_watching(&mut self, member: u32, streamer: u32, watched: u32) {
        let memory = &mut self.reservoir.members[member as usize].memory;
        if memory.favourite == streamer {
            memory.favourite_ticks = memory.favourite_ticks.saturating_add(watched);
        } else if memory.favourite_ticks > watched / 2 {
            memory.favourite_ticks -= watched / 2;
        } else {
            (memory.favourite, memory.favourite_ticks, memory.changed_at_hour) = (streamer, watched, 0);
        }
        self.evolve(member);
    }
}
