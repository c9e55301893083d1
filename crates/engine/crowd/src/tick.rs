//! One tick of everything: engagement, comings and goings in the order of sessions, rounds, and what is told of it.
//!
//! Owns: the order of things. Does not know: how each is done.
//! Seats are computed in spans that know nothing of each other; what they found is put together in the order of sessions and seats, so
//! the number of threads cannot be seen in the result.

use std::num::NonZeroUsize;

use crate::crowd::Crowd;
use crate::event::{Change, Event, Reason, Told, Voices};
use crate::feeling::category;
use crate::id::{SessionId, ViewerId, collective, viewer};
use crate::kernel::{Found, Path};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::seats::REAL_FROM;
use crate::session::Tally;

/// Threads of a tick, at most.
pub const THREADS_MAX: usize = 256;
/// Seats a thread is worth: below this many, one thread does it all.
const SEATS_A_THREAD: usize = 1 << 13;

/// How a tick is computed. The result is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Threads to use, at most; they are started and joined within the tick.
    pub threads: NonZeroUsize,
    /// One by one or many at a time.
    pub path: Path,
}

impl Default for Pace {
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, path: Path::Wide }
    }
}

impl Crowd {
    /// One tick passes; answers what happened in it and since the last one.
    ///
    /// # Errors
    ///
    /// Only after 2³² − 1 ticks.
    pub fn tick(&mut self, pace: Pace) -> Result<Told, Refusal> {
        self.tick = self.tick.checked_add(1).ok_or(Refusal::NoMoreTicks)?;
        self.free_before = self.reservoir.free.len() as u32;
        let open = self.open_numbers();
        let before: Vec<u32> = open.iter().map(|&number| self.session(number).seats.len() as u32).collect();
        let seats: usize = before.iter().map(|&seats| seats as usize).sum();
        let threads = pace.threads.get().min(THREADS_MAX).min(seats / SEATS_A_THREAD + 1);
        if threads == 1 {
            self.pass_by_groups(&open, pace.path);
        } else {
            self.pass_on_threads(&open, threads, seats, pace.path);
        }
        let rounds: Vec<u32> = open.iter().copied().filter(|&number| self.is_round(number)).collect();
        if !rounds.is_empty() {
            let streams = self.streams(&open);
            for (at, &number) in rounds.iter().enumerate() {
                self.bring_rounds(&rounds[at + 1..]);
                self.round(number, &streams);
            }
        }
        Ok(self.tell(&open, &before))
    }

    /// What stands on the stage and in the air before anybody feels it.
    pub(crate) fn prepare(&mut self, number: u32, rules: &Rules) {
        self.upkeep_real(number);
        let session = self.session_mut(number);
        if session.stage.fade(rules) {
            session.weights = session.stage.weights(rules);
        }
        session.buzz = ((u64::from(session.buzz) * u64::from(rules.buzz_keeps)) >> 16) as u32;
        // Half of it is gone after a minute.
        session.restless -= session.restless / 16 + u32::from(session.restless > 0 && session.restless < 16);
    }

    /// Those who leave, those who come, and the figures.
    pub(crate) fn settle_tick(&mut self, number: u32, found: &Found) {
        let session = self.session_mut(number);
        let seats = session.seats.len() as u64;
        session.engaged = found.engaged;
        session.mean = found.total.checked_div(seats).unwrap_or(0) as u16;
        session.seat_ticks += seats;
        session.engagement_ticks += found.total;
        for &(index, bored) in found.leavers.iter().rev() {
            if bored && self.is_held(number, index as usize) {
                continue;
            }
            self.depart(number, index as usize, if bored { Reason::Bored } else { Reason::Unavailable });
        }
        self.arrive(number, found.leavers.len() as u32);
        let session = self.session_mut(number);
        session.peak = session.peak.max(session.seats.len() as u32);
    }

    fn tell(&mut self, open: &[u32], before: &[u32]) -> Told {
        let mut told = Told { tick: self.tick, events: std::mem::take(&mut self.waiting), voices: Vec::new() };
        for (&number, &before) in open.iter().zip(before) {
            self.tell_session(number, before, &mut told);
        }
        told
    }

    fn tell_session(&mut self, number: u32, before: u32, told: &mut Told) {
        let session = self.session_mut(number);
        // Most of the time there is nothing to tell, and nothing is written.
        if session.tally.is_empty() && !session.mood.is_told() {
            return;
        }
        let tally = std::mem::take(&mut session.tally);
        let strong = std::mem::take(&mut session.mood.strong);
        let shifted = std::mem::take(&mut session.mood.shifted);
        let (id, after, most) = (session.id, session.seats.len() as u32, session.mood.most);
        for (number, (members, weight)) in strong.into_iter().enumerate().filter(|(_, (members, _))| *members > 0) {
            told.voices.push(Voices { session: id, category: category(number as u8), members, weight });
        }
        self.tell_tally(number, tally, &mut told.events);
        let left: u32 = tally.left.iter().sum();
        let fifth = (before / 5).max(10);
        let mut changed = |change| {
            told.events.push(Event::Changed { session: id, change, before, after, sentiment: category(most) });
        };
        if tally.joined >= fifth {
            changed(Change::BurstJoin);
        }
        if left >= fifth {
            changed(Change::MassExodus);
        }
        if shifted {
            changed(Change::SentimentShift);
        }
    }

    /// Who came and who left, as one each.
    pub(crate) fn tell_tally(&self, number: u32, tally: Tally, events: &mut Vec<Event>) {
        let session = self.session(number).id;
        if tally.joined > 0 {
            let viewer = self.told_as(number, tally.joined, tally.first_joined, 0);
            events.push(Event::Joined { session, viewer, count: tally.joined });
        }
        for reason in Reason::ALL {
            let count = tally.left[reason as usize];
            if count > 0 {
                let viewer = self.told_as(number, count, tally.first_left[reason as usize], 1 + reason as u64);
                events.push(Event::Left { session, viewer, count, reason });
            }
        }
        if tally.rallied > 0 {
            events.push(Event::Rallied { session, count: tally.rallied });
        }
    }

    /// One is told by its own name. Several are a collective, and so is a single real one: it must not be the only kind told by name.
    fn told_as(&self, number: u32, count: u32, first: u32, which: u64) -> ViewerId {
        if count == 1 && first < REAL_FROM {
            viewer(self.rules.config.seed, first.into())
        } else {
            self.collective(self.session(number).id, which)
        }
    }

    pub(crate) fn collective(&self, session: SessionId, which: u64) -> ViewerId {
        collective(self.rules.config.seed, session, self.tick, which)
    }
}
