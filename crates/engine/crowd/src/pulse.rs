//! A pulse of sentiment: who of it comes or is fed, and what it does to the house.
//!
//! Owns: what one pulse does. Does not know: what becomes of real-derived members between pulses ([`crate::real`]); platforms, people, text.
//! In what players see real-derived members are like the others: a new one takes over the likeness of a simulated member of the same house
//! (profile, time watched, engagement), the liveliest entry that of the liveliest of those drawn; ids are random; simulated members take on
//! the feelings of the pulse. What they do over time is theirs.

use footlights_base::{SentimentEntry, TrackedViewerType, TrackingId};

use crate::chance::{Draws, Purpose};
use crate::crowd::Crowd;
use crate::event::Cause;
use crate::fixed::{level, times};
use crate::id::{SessionId, viewer};
use crate::real::{ANONYMOUS, RealMember};
use crate::refusal::Refusal;
use crate::reservoir::draw_profile;
use crate::seating::Distribution;
use crate::seats::{REAL_FROM, Seat, TOUCHED, bias, feeling};
use crate::session::Session;

/// Entries of one pulse, at most.
pub const PULSE_ENTRIES_MAX: usize = 1_000;
/// Chance that an anonymous member of the last pulse is taken for one of this pulse, of 65,536: as a simulated member stays.
const SAME_AGAIN: u32 = 50_000;
/// A stay that a seat's 16 bits can tell from now.
const FAR: u32 = 60_000;

/// What a pulse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blended {
    /// Real-derived members made.
    pub joined: u32,
    /// Those that were there and were fed.
    pub renewed: u32,
    /// Entries without room: the limit of a session or the cap on their share.
    pub refused: u32,
    /// Simulated members who stood by the streamer.
    pub rallied: u32,
}

/// The bits of a tracking id, which are random already.
fn bits(id: TrackingId) -> u128 {
    u128::from_be_bytes(*id.as_bytes())
}

/// An entry with its intensity as a level, and its likeness.
#[derive(Clone, Copy)]
struct Ranked {
    entry: SentimentEntry,
    intensity: u16,
    /// The mean intensity of the pulse.
    usual: u16,
    likeness: Seat,
    sessions: u32,
}

impl Crowd {
    /// Blends one pulse into a session.
    ///
    /// # Errors
    ///
    /// Blending is off; unknown session; more than [`PULSE_ENTRIES_MAX`] entries.
    pub fn pulse(&mut self, id: SessionId, entries: &[SentimentEntry]) -> Result<Blended, Refusal> {
        if !self.rules.real.blending {
            return Err(Refusal::BlendingOff);
        }
        if entries.len() > PULSE_ENTRIES_MAX {
            return Err(Refusal::TooMany { what: "entries", count: entries.len(), max: PULSE_ENTRIES_MAX });
        }
        let number = self.number_of(id)?;
        let counts = entries.iter().fold([0u32; 8], |mut counts, entry| {
            counts[entry.category.index()] += 1;
            counts
        });
        let mut blended = Blended::default();
        let now = self.tick;
        let real = &mut self.session_mut(number).real;
        (real.last_pulse, real.fading) = (now, u16::MAX);
        let ranked = self.ranked(number, entries);
        let mut unfed = self.anonymous_before(number);
        for one in &ranked {
            self.feed(number, one, &mut unfed, &mut blended);
        }
        self.colour(number, &counts);
        blended.rallied = self.answer_to(number, &counts, entries.len() as u32);
        Ok(blended)
    }

    /// Entries from the faintest to the strongest, each with the likeness of a simulated member: engaged ones for strong entries.
    fn ranked(&self, number: u32, entries: &[SentimentEntry]) -> Vec<Ranked> {
        let mut draws = self.draws_for(number, Purpose::Persona);
        let mut likenesses: Vec<Seat> = entries.iter().map(|_| self.likeness(number, &mut draws)).collect();
        likenesses.sort_by_key(|seat| seat.engagement);
        let streamer = &self.streamers[self.session(number).streamer as usize];
        let mut order: Vec<(u16, usize)> =
            entries.iter().enumerate().map(|(at, entry)| (level(f64::from(entry.intensity.get())), at)).collect();
        order.sort_unstable();
        let all: u64 = order.iter().map(|(intensity, _)| u64::from(*intensity)).sum();
        let usual = all.checked_div(order.len() as u64).unwrap_or(0) as u16;
        let ranked = |((intensity, at), likeness): ((u16, usize), Seat)| {
            let sessions = streamer.follower(likeness.member).map_or(1, |follower| follower.attended + 1);
            Ranked { entry: entries[at], intensity, usual, likeness, sessions }
        };
        order.into_iter().zip(likenesses).map(ranked).collect()
    }

    /// A simulated member of the house; one drawn anew where it has none.
    fn likeness(&self, number: u32, draws: &mut Draws) -> Seat {
        let session = self.session(number);
        for _ in 0..16 {
            let Some(index) = (session.seats.len() as u32).checked_sub(1).map(|last| draws.below(last + 1)) else { break };
            let seat = session.seats.at(index as usize);
            if !seat.is_real() {
                return seat;
            }
        }
        let profile = draw_profile(&self.rules, &Distribution::of(&self.rules), draws.next());
        Seat {
            interests: profile.interests,
            traits: profile.traits,
            growth: profile.growth,
            decay: profile.decay,
            base: profile.base,
            engagement: u16::from(profile.base) * 257,
            until: 0,
            sum: 0,
            member: 0,
            joined: self.tick,
            score: 0,
            loyalty: 0,
            cause: Cause::Pulse as u8,
            feeling: feeling(profile.bias, profile.bias),
        }
    }

    fn anonymous_before(&self, number: u32) -> Vec<u32> {
        let members = &self.session(number).real.members;
        members.iter().filter(|one| one.kind == ANONYMOUS).map(|one| one.number).rev().collect()
    }

    /// One entry: an old acquaintance is fed, or a new member joins.
    fn feed(&mut self, number: u32, one: &Ranked, unfed: &mut Vec<u32>, blended: &mut Blended) {
        let (now, rules) = (self.tick, self.rules.clone());
        let mut draws =
            Draws::new(rules.config.seed, self.session(number).key() ^ u64::from(self.session(number).real.made), now, Purpose::Persona);
        let session = self.session_mut(number);
        let category = one.entry.category.index() as u8;
        if one.intensity > rules.strong {
            let weighs = matches!(
                one.entry.viewer_type,
                Some(TrackedViewerType::Subscriber | TrackedViewerType::Moderator | TrackedViewerType::Vip)
            );
            let factor = if weighs { rules.real.role_weight } else { 256 };
            session.mood.strongly(category, 1, (u64::from(one.intensity) * u64::from(factor)) >> 16);
        }
        let known = match one.entry.tracking_id.map(bits) {
            Some(id) => session.real.members.iter().find(|member| member.id == id).map(|member| member.number),
            // The same people are likely to speak again, but nobody says who.
            None if draws.yes(SAME_AGAIN) => unfed.pop(),
            None => None,
        };
        if let Some(member) = known {
            if let Some((id, levels)) = session.renew(member, one, now, rules.real.ttl_ticks) {
                self.write_feeling(number, id, one.entry.category, levels);
            }
            blended.renewed += 1;
        } else if session.paused || !session.has_room_for_real(&rules.real) {
            blended.refused += 1;
        } else {
            let (seat, id) = session.seat_real(rules.config.seed, one, now, rules.real.ttl_ticks);
            self.write_arrival(number, seat, id);
            blended.joined += 1;
        }
    }

    /// Simulated members take on what is in the air: which of them, and what, chance decides.
    fn colour(&mut self, number: u32, counts: &[u32; 8]) {
        let (now, rules) = (self.tick, self.rules.clone());
        let session = self.session_mut(number);
        session.mood.hear(counts);
        for index in 0..session.seats.len() {
            let member = session.seats.tickets[index].member;
            let mut draws = Draws::new(rules.config.seed, member.into(), now, Purpose::Feel);
            if member < REAL_FROM
                && draws.yes(rules.real.contagion)
                && let Some(category) = session.mood.draw(draws.next())
            {
                session.seats.touch(index, category);
            }
        }
    }

    /// Boredom makes the house restless; against hostility some stand by the streamer. Answers how many did.
    fn answer_to(&mut self, number: u32, counts: &[u32; 8], entries: u32) -> u32 {
        let (now, rules) = (self.tick, self.rules.clone());
        let [.., bored, hostile] = *counts;
        let session = self.session_mut(number);
        session.restless = session.restless.max(rules.real.bored_churn * bored / entries.max(1));
        if hostile == 0 || u64::from(hostile) * 65_536 < u64::from(rules.real.rally_share) * u64::from(entries) {
            return 0;
        }
        let mut rallied = 0;
        for index in 0..session.seats.len() {
            let member = session.seats.tickets[index].member;
            let protect = u32::from(rules.words.nature(session.seats.tickets[index].traits).protect);
            let mut draws = Draws::new(rules.config.seed, member.into(), now, Purpose::Rally);
            if member >= REAL_FROM || !draws.yes(protect * 131) {
                continue;
            }
            let engagement = session.seats.engagement_mut(index);
            *engagement += times(u16::MAX - *engagement, 9_830);
            session.seats.touch(index, 1);
            rallied += 1;
            if draws.yes(protect * 65) {
                session.mood.strongly(1, 1, 218);
            }
        }
        session.tally.rallied += rallied;
        rallied
    }
}

impl Session {
    fn has_room_for_real(&self, rules: &crate::rules::RealRules) -> bool {
        let (real, simulated) = (self.real.len() as u64, u64::from(self.simulated()));
        let share = u64::from(rules.max_share);
        self.real.len() < rules.max && (share >= 65_536 || (real + 1) * (65_536 - share) <= share * simulated)
    }

    /// Feeds a member; answers its id and its engagement before and after.
    fn renew(&mut self, member: u32, one: &Ranked, now: u32, ttl: u32) -> Option<(u128, (u16, u16))> {
        let index = self.seats.position(member)?;
        let at = self.real.members.binary_search_by_key(&member, |real| real.number).ok()?;
        let real = &mut self.real.members[at];
        real.fed = now;
        let id = real.id;
        let stay = if real.kind == ANONYMOUS { ttl } else { FAR };
        self.seats.set_until(index, now.wrapping_add(stay) as u16);
        // Feeling more or less than the others of the pulse colours its engagement a little; beyond that it moves as everybody's does, and so goes
        // on looking like them.
        let engagement = self.seats.engagement_mut(index);
        let before = *engagement;
        if one.intensity >= one.usual {
            *engagement += times(u16::MAX - *engagement, one.intensity - one.usual) / 16;
        } else {
            *engagement -= times(*engagement, one.usual - one.intensity) / 16;
        }
        let after = *engagement;
        self.seats.touch(index, one.entry.category.index() as u8);
        Some((id, (before, after)))
    }

    /// Seats a new member; answers its seat and its id.
    fn seat_real(&mut self, seed: u64, one: &Ranked, now: u32, ttl: u32) -> (Seat, u128) {
        let number = REAL_FROM + self.real.made;
        self.real.made += 1;
        let id = one.entry.tracking_id.map(bits).unwrap_or_else(|| viewer(seed ^ self.key(), number.into()).0);
        let kind = one.entry.tracking_id.map_or(ANONYMOUS, |_| one.entry.viewer_type.map_or(4, |kind| kind as u8));
        self.real.members.push(RealMember { number, id, kind, fed: now, sessions: one.sessions });
        let stay = if kind == ANONYMOUS { ttl } else { FAR };
        let category = one.entry.category.index() as u8;
        self.count_joined(number);
        let seat = Seat {
            until: now.wrapping_add(stay) as u16,
            member: number,
            cause: Cause::Pulse as u8,
            feeling: feeling(category, bias(one.likeness.feeling)) | TOUCHED,
            ..one.likeness
        };
        self.seats.push(seat);
        (seat, id)
    }
}
