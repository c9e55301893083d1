//! Matching rounds: every so often a session looks at its members again, and some find a better stream.
//!
//! Owns: migration, the slow decay of interest, feelings going back to normal. Does not know: the tick of engagement.
//! Sessions have their rounds at different ticks. A round looks at a bounded number of members, and each of them at a few other streams: two
//! drawn by chance and the two largest.

use crate::arrivals::Admission;
use crate::chance::{Draws, Purpose};
use crate::crowd::Crowd;
use crate::event::{Cause, Reason};
use crate::explain::Entry;
use crate::fixed::{ONE, times};
use crate::id::SessionId;
use crate::near;
use crate::refusal::Refusal;
use crate::score::{Terms, terms};
use crate::seats::{BLOCK, REAL_FROM, Seat, TOUCHED, Ticket, bias, feel};
use crate::session::Session;

/// Members a round looks at: this many, and one in 256 of the house.
const LOOKS: u32 = 8;
/// Streams that are asked for beforehand in one round, two for each member who looks around.
const DRAWN: usize = 8;

/// Members a round of a house with so many seats looks at.
fn looks(seats: u32) -> u32 {
    (LOOKS + seats / 256).min(seats)
}

/// The streams a member may go to in this tick.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    pub(crate) live: Vec<u32>,
    pub(crate) largest: [Option<u32>; 2],
}

impl Crowd {
    /// Whether a session has its round in this tick.
    pub(crate) fn is_round(&self, number: u32) -> bool {
        let every = if self.busy { self.rules.busy_matching_ticks } else { self.rules.matching_ticks };
        self.tick.wrapping_add(number).is_multiple_of(every)
    }

    pub(crate) fn streams(&self, open: &[u32]) -> Streams {
        let live: Vec<u32> = open.iter().copied().filter(|&number| !self.session(number).paused).collect();
        let mut largest = [None; 2];
        for &number in &live {
            // Of two of the same size the one with the lower number, which comes first, counts as larger.
            let seats = Some((self.session(number).seats.len(), number));
            let is_larger = |than: Option<(usize, u32)>| seats.map(|(seats, _)| seats) > than.map(|(seats, _)| seats);
            if is_larger(largest[0]) {
                largest = [seats, largest[0]];
            } else if is_larger(largest[1]) {
                largest[1] = seats;
            }
        }
        Streams { live, largest: largest.map(|one| one.map(|(_, number)| number)) }
    }

    /// One round of one session.
    pub(crate) fn round(&mut self, number: u32, streams: &Streams) {
        let migrates = self.rules.config.attendance.migration && streams.live.len() > 1;
        let mut drawn = [number; DRAWN];
        if migrates {
            self.bring_streams(number, streams, &mut drawn);
        }
        self.settle(number);
        if migrates {
            for other in drawn {
                near::bring(&self.streamers[self.session(other).streamer as usize].followers);
            }
            self.migrate(number, streams);
        }
    }

    /// Asks for what the next rounds look at first: the session after the next, and whom the next one draws.
    pub(crate) fn bring_rounds(&self, next: &[u32]) {
        if let Some(&number) = next.get(1) {
            near::bring_front(&self.sessions[number as usize], size_of::<Session>());
        }
        let Some(&number) = next.first() else { return };
        let (seats, mut draws) = (&self.session(number).seats, self.draws_for(number, Purpose::Migrate));
        let looks = looks(seats.len() as u32).min(LOOKS * 4);
        // Between two members lies one draw, or three where one looks for another stream: each second one is that of a member or of nobody.
        for _ in 0..looks + looks / 2 {
            if let Some(ticket) = seats.tickets.get(draws.below(seats.len() as u32) as usize) {
                near::bring(ticket);
            }
            draws.next();
        }
    }

    /// Asks for the streams at which members will look in this round, the first of them, and says which they are.
    fn bring_streams(&self, number: u32, streams: &Streams, drawn: &mut [u32; DRAWN]) {
        let (seats, mut draws) = (&self.session(number).seats, self.draws_for(number, Purpose::Migrate));
        let mut drawn = drawn.chunks_exact_mut(2);
        for _ in 0..looks(seats.len() as u32) {
            let index = draws.below(seats.len() as u32) as usize;
            if !self.looks_around(&seats.tickets[index], &mut draws) {
                continue;
            }
            let member = seats.tickets[index].member;
            seats.bring(index);
            self.reservoir.bring(member);
            self.session(number).visits.bring(member);
            let Some(pair) = drawn.next() else { return };
            for one in pair {
                *one = streams.live[draws.below(streams.live.len() as u32) as usize];
                near::bring_front(&self.sessions[*one as usize], size_of::<Session>());
            }
        }
    }

    /// Whether somebody looks for a better stream at all: who roams does more often, a real member never does.
    fn looks_around(&self, ticket: &Ticket, draws: &mut Draws) -> bool {
        ticket.member < REAL_FROM && draws.yes(u32::from(self.rules.words.nature(ticket.traits).roam).min(400) * 163)
    }

    /// What no event has touched is felt as it always is, and interest in it wanes.
    fn settle(&mut self, number: u32) {
        let wanes = self.rules.interest_decay;
        let session = self.session_mut(number);
        let mut counts = [0u32; 8];
        for (block, aside) in session.seats.blocks.iter_mut().zip(&mut session.seats.asides) {
            // Without a branch: whether somebody was touched cannot be foreseen.
            if wanes > 0 {
                for (engagement, &feeling) in block.engagement.iter_mut().zip(&aside.feeling) {
                    *engagement -= times(*engagement, if feeling & TOUCHED != 0 { 0 } else { wanes });
                }
            }
            for feeling in &mut aside.feeling {
                *feeling = if *feeling & TOUCHED != 0 { *feeling & !TOUCHED } else { feel(*feeling, bias(*feeling)) };
            }
            for (category, count) in counts.iter_mut().enumerate() {
                let felt = |&feeling: &u8| u8::from(feeling & 7 == category as u8);
                *count += u32::from(aside.feeling.iter().map(felt).sum::<u8>());
            }
        }
        // The lanes behind the last seat feel what comes first.
        counts[usize::from(Seat::NOBODY.feeling & 7)] -= (session.seats.blocks.len() * BLOCK - session.seats.len()) as u32;
        session.mood.count(&counts);
    }

    fn migrate(&mut self, number: u32, streams: &Streams) {
        let mut draws = self.draws_for(number, Purpose::Migrate);
        let seats = self.session(number).seats.len() as u32;
        for _ in 0..looks(seats) {
            let index = draws.below(self.session(number).seats.len() as u32) as usize;
            if let Some((there, terms, from)) = self.better_stream(number, index, streams, &mut draws) {
                self.move_over(number, index, there, Cause::Migrated, terms);
                self.write_score(number, there, from);
            }
            if self.session(number).seats.len() == 0 {
                break;
            }
        }
    }

    /// A stream that scores better by the margin, and by less for who roams.
    fn better_stream(&self, number: u32, index: usize, streams: &Streams, draws: &mut Draws) -> Option<(u32, Terms, u32)> {
        let here = self.session(number);
        let ticket = here.seats.tickets[index];
        if !self.looks_around(&ticket, draws) {
            return None;
        }
        let nature = self.rules.words.nature(ticket.traits);
        let seat = here.seats.at(index);
        let now = terms(here, seat.interests, nature.herd, seat.engagement, seat.loyalty);
        let margin = self.rules.migration_margin * 100 / u32::from(nature.roam.max(25));
        let stays = now.score(&self.rules) + margin;
        let live = &streams.live;
        let drawn = [draws.below(live.len() as u32), draws.below(live.len() as u32)].map(|one| Some(live[one as usize]));
        let others = drawn.into_iter().chain(streams.largest).flatten();
        let mut best: Option<(u32, Terms, u32)> = None;
        for other in others.filter(|&other| other != number) {
            let there = self.session(other);
            if there.simulated() >= there.draws(&self.rules).saturating_mul(5) / 4 {
                continue;
            }
            // What it would feel there it judges by what it sees from outside: its own base level.
            let loyalty = self.streamers[there.streamer as usize].loyalty(seat.member);
            let base = u16::from(seat.base) * 257;
            let terms = terms(there, seat.interests, nature.herd, base.max(seat.engagement), loyalty);
            let score = terms.score(&self.rules);
            if score > stays && best.is_none_or(|(_, _, best)| score > best) {
                best = Some((other, terms, score));
            }
        }
        best
    }

    /// Moves a member from one session straight to another.
    pub(crate) fn move_over(&mut self, from: u32, index: usize, to: u32, cause: Cause, terms: Terms) {
        let engagement = self.session(from).seats.engagement(index);
        let member = self.session(from).seats.tickets[index].member;
        self.session(to).seats.bring_end();
        self.session(to).visits.bring(member);
        self.depart(from, index, Reason::Competed);
        let engagement = Some(engagement.max(ONE / 5));
        self.admit(to, Admission { member, cause, terms, engagement, stay: None });
    }

    fn write_score(&mut self, from: u32, to: u32, score: u32) {
        let member = self.session(to).seats.tickets.last().expect("somebody has just come").member;
        self.write_down(member, |crowd| Entry::Compared {
            tick: crowd.tick,
            from: crowd.session(from).id,
            to: crowd.session(to).id,
            score: score.min(u32::from(ONE)) as u16,
        });
    }

    /// Sends a share (0–1) of a session's members to another one; answers how many went. Real-derived members stay with their streamer.
    ///
    /// Who comes with a raid is curious, not interested: six in ten look in for some minutes only.
    ///
    /// # Errors
    ///
    /// Unknown sessions, the same session, a paused target, a share out of range.
    pub fn raid(&mut self, from: SessionId, to: SessionId, share: f64) -> Result<u32, Refusal> {
        crate::seating::within("share", share, 0.0, 1.0)?;
        if from == to {
            return Err(Refusal::SameSession);
        }
        let (from, to) = (self.number_of(from)?, self.number_of(to)?);
        if self.session(to).paused {
            return Err(Refusal::Paused);
        }
        let share = (share * 65_536.0).round() as u32;
        let brief = self.rules.ticks(240);
        let mut draws = self.draws_for(from, Purpose::Raid);
        let mut went = 0;
        for index in (0..self.session(from).seats.len()).rev() {
            let room = self.session(to).simulated() < self.rules.config.max_per_session;
            let seat = self.session(from).seats.at(index);
            if !draws.yes(share) || seat.is_real() || !room {
                continue;
            }
            let terms = self.terms_of(to, seat.member);
            self.depart(from, index, Reason::Competed);
            let stay = draws.yes(39_322).then(|| draws.exponential(brief));
            let engagement = Some(seat.engagement.max(ONE / 3));
            self.admit(to, Admission { member: seat.member, cause: Cause::Raided, terms, engagement, stay });
            went += 1;
        }
        let session = self.session_mut(to);
        session.buzz = (session.buzz + 6_554).min(4 << 16);
        Ok(went)
    }
}
