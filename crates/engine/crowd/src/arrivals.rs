//! How members come: the house at the opening, followers who had meant to come, and whom the stage attracts.
//!
//! Owns: choosing and seating. Does not know: departures, pulses.

use crate::chance::{Draws, Purpose, exponential};
use crate::crowd::Crowd;
use crate::event::Cause;
use crate::explain::Entry;
use crate::fixed::{ONE, times};
use crate::reservoir::Profile;
use crate::score::{Terms, terms};
use crate::seats::Seat;
use crate::session::Session;

/// Members who try to come in one tick, at most.
const TRIES_MAX: u32 = 2_000;
/// Free members that are looked at for one who comes.
const LOOKS: usize = 2;
/// Tries that are read at a time.
const BATCH: usize = 16;
/// As many as there mostly are.
const FEW: usize = 4;
/// How often an opening goes through its empty seats, where members rest.
const OPENING_TRIES: u32 = 4;
/// The longest stay in ticks; a seat keeps 16 bits of it.
const STAY_MAX: u32 = 60_000;
/// The score at which somebody begins to consider coming, and the one at which it surely comes, of 65,536.
const ADMITS: (u32, u32) = (9_830, 26_214);

/// Who comes, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Admission {
    pub(crate) member: u32,
    pub(crate) cause: Cause,
    pub(crate) terms: Terms,
    /// The level it comes with; drawn around its base where it is not given.
    pub(crate) engagement: Option<u16>,
    /// How long it stays; drawn where it is not given.
    pub(crate) stay: Option<u32>,
}

impl Crowd {
    /// Fills a house that has just opened; answers how many came.
    pub(crate) fn fill_house(&mut self, number: u32, house: u32) -> u32 {
        let free = self.reservoir.free.len() as u32;
        let wanted = house.min(free);
        self.session_mut(number).seats.reserve(wanted as usize);
        // Where most of those free are wanted, choosing among them is pointless.
        if u64::from(wanted) * 2 >= u64::from(free) {
            for _ in 0..wanted {
                let member = *self.reservoir.free.last().expect("no more are wanted than are free");
                let terms = self.terms_of(number, member);
                self.admit(number, Admission { member, cause: Cause::Opening, terms, engagement: None, stay: None });
            }
        } else {
            let mut draws = self.draws_for(number, Purpose::Arrive);
            let mut came = 0;
            for _ in 0..OPENING_TRIES {
                let among = self.reservoir.free.len() as u32;
                came += self.try_seats(number, wanted - came, among, Cause::Opening, &mut draws);
            }
        }
        let session = self.session_mut(number);
        let came = session.seats.len() as u32;
        session.peak = came;
        came
    }

    /// Those who come in one tick: as many tries as members have just left, and in a matching round some more to fill what is empty.
    pub(crate) fn arrive(&mut self, number: u32, left: u32) {
        if self.session(number).paused {
            return;
        }
        self.welcome_expected(number);
        let round = self.is_round(number);
        if left == 0 && !round {
            return;
        }
        let session = self.session(number);
        let missing = session.draws(&self.rules).saturating_sub(session.simulated());
        let mut draws = self.draws_for(number, Purpose::Arrive);
        let mut tries = left.min(missing);
        if round {
            let empty = u64::from(missing) * u64::from(self.rules.arrival_rate);
            let filling = (empty >> 16) as u32 + u32::from(draws.yes((empty & 0xFFFF) as u32));
            // Word gets round only as fast as there are people to spread it.
            tries += filling.min(4 + session.seats.len() as u32 / 8);
        }
        self.try_seats(number, tries.min(TRIES_MAX), self.free_before, Cause::Attracted, &mut draws);
    }

    /// Lets `tries` free members consider coming; answers how many did. To an opening all of them come. They are looked for `among` so many:
    /// the number of those free when the tick began, so that where will be looked is known before others have come and gone.
    ///
    /// Those who are looked at are read many at a time: memory is what this waits for, and it answers many as fast as one.
    pub(crate) fn try_seats(&mut self, number: u32, tries: u32, among: u32, cause: Cause, draws: &mut Draws) -> u32 {
        let (mut came, mut left) = (0, tries as usize);
        // The list of the free has no order that means anything: neighbours in it are as good as any, and memory likes them better.
        let mut from = if tries > 0 { draws.below(among) as usize } else { 0 };
        while left > 0 && !self.reservoir.free.is_empty() {
            let batch = left.min(BATCH);
            left -= batch;
            self.free_at(from + batch * LOOKS, left.min(BATCH) * LOOKS).iter().for_each(|&member| self.reservoir.bring(member));
            // Mostly one or two try, and for them less needs to be laid out.
            came += if batch <= FEW {
                let candidates = self.candidates::<FEW>(number, from, batch);
                self.admit_some(number, &candidates, cause, draws)
            } else {
                let candidates = self.candidates::<BATCH>(number, from, batch);
                self.admit_some(number, &candidates, cause, draws)
            };
            from += batch * LOOKS;
        }
        came
    }

    /// Lets some candidates consider coming, one after the other; answers how many did.
    fn admit_some(&mut self, number: u32, candidates: &[Option<(u32, Terms)>], cause: Cause, draws: &mut Draws) -> u32 {
        let session = self.session(number);
        candidates.iter().flatten().for_each(|&(member, _)| session.visits.bring(member));
        let mut came = 0;
        for &(member, terms) in candidates.iter().flatten() {
            let score = terms.score(&self.rules);
            let chance = score.saturating_sub(ADMITS.0) * 65_536 / (ADMITS.1 - ADMITS.0);
            let comes = cause == Cause::Opening || draws.yes(chance);
            let room = self.session(number).simulated() < self.rules.config.max_per_session;
            if comes && room && self.reservoir.is_free(member) {
                self.admit(number, Admission { member, cause, terms, engagement: None, stay: None });
                came += 1;
            }
        }
        came
    }

    /// Whom a session that so many are about to leave will look at first in this tick, at most, but for what others before it change.
    pub(crate) fn first_look(&self, number: u32, leavers: usize) -> &[u32] {
        let (round, mut draws) = (self.is_round(number), self.draws_for(number, Purpose::Arrive));
        if round {
            // Whether one more is to fill what is empty.
            draws.next();
        }
        // A full house seldom lets more than one or two in besides those who replace somebody.
        let tries = (leavers + if round { 2 } else { 0 }).min(BATCH);
        self.free_at(draws.below(self.free_before) as usize, tries * LOOKS)
    }

    /// So many of the free from one place of their list on, as far as it goes.
    fn free_at(&self, from: usize, count: usize) -> &[u32] {
        let free = &self.reservoir.free;
        free.get(from..(from + count).min(free.len())).unwrap_or_default()
    }

    /// Those free from one place of their list on; behind its end it begins again.
    fn free_from(&self, from: usize, members: &mut [u32]) {
        let free = &self.reservoir.free;
        if let Some(row) = free.get(from..from + members.len()) {
            members.copy_from_slice(row);
            return;
        }
        let (before, behind) = free.split_at(from % free.len());
        for (member, &one) in members.iter_mut().zip(behind.iter().chain(before).cycle()) {
            *member = one;
        }
    }

    fn welcome_expected(&mut self, number: u32) {
        let now = self.tick;
        while let Some(&(tick, member)) = self.session(number).expected.last() {
            if tick > now {
                break;
            }
            self.session_mut(number).expected.pop();
            let room = self.session(number).simulated() < self.rules.config.max_per_session;
            if room && self.reservoir.is_free(member) {
                let terms = self.terms_of(number, member);
                self.admit(number, Admission { member, cause: Cause::Followed, terms, engagement: None, stay: None });
            }
        }
    }

    /// For each of some tries, `N` at most, the best of a few free members; nothing where all of them rest.
    fn candidates<const N: usize>(&self, number: u32, from: usize, tries: usize) -> [Option<(u32, Terms)>; N] {
        let (session, now) = (self.session(number), self.tick);
        let streamer = &self.streamers[session.streamer as usize];
        let mut members = [[0u32; LOOKS]; N];
        let mut profiles = [[Profile::default(); LOOKS]; N];
        self.free_from(from, members[..tries].as_flattened_mut());
        for (profile, &member) in profiles.as_flattened_mut().iter_mut().zip(members[..tries].as_flattened()) {
            *profile = self.reservoir.members[member as usize].profile;
        }
        let mut chosen = [None; N];
        for (chosen, (members, profiles)) in chosen.iter_mut().zip(members.iter().zip(&profiles)).take(tries) {
            let mut best = 0;
            for (&member, profile) in members.iter().zip(profiles) {
                if profile.rests_until > now {
                    continue;
                }
                let herd = self.rules.words.herd(profile.traits);
                let terms = terms(session, profile.interests, herd, u16::from(profile.base) * 257, streamer.loyalty(member));
                let score = terms.score(&self.rules);
                if chosen.is_none() || score > best {
                    (best, *chosen) = (score, Some((member, terms)));
                }
            }
        }
        chosen
    }

    /// The matching terms of a member who is not watching.
    pub(crate) fn terms_of(&self, number: u32, member: u32) -> Terms {
        let session = self.session(number);
        let profile = self.reservoir.members[member as usize].profile;
        let loyalty = self.streamers[session.streamer as usize].loyalty(member);
        let herd = self.rules.words.herd(profile.traits);
        terms(session, profile.interests, herd, u16::from(profile.base) * 257, loyalty)
    }

    /// Checks a free member out and seats it.
    pub(crate) fn admit(&mut self, number: u32, admission: Admission) {
        let Admission { member, cause, terms, .. } = admission;
        let now = self.tick;
        let profile = self.reservoir.members[member as usize].profile;
        let loyalty = self.streamers[self.session(number).streamer as usize].loyalty(member);
        let engagement = admission.engagement.unwrap_or_else(|| {
            let base = u16::from(profile.base) * 257;
            // It comes for what it has seen of the stage.
            base.saturating_add(times(ONE - base, terms.content) / 4)
        });
        let visit = self.session_mut(number).visits.remove(member);
        let (watched, sum) = visit.map_or((0, 0), |visit| (visit.watched, visit.sum));
        if watched > 0 {
            self.forget_watching(member, self.session(number).streamer, watched);
        }
        let stay = admission.stay.unwrap_or_else(|| self.stay(u64::from(member), loyalty)).clamp(1, STAY_MAX - watched.min(STAY_MAX - 1));
        self.reservoir.check_out(member, number);
        let score = terms.score(&self.rules).min(u32::from(ONE)) as u16;
        let session = self.session_mut(number);
        session.count_joined(member);
        session.seats.push(Seat {
            interests: profile.interests,
            traits: profile.traits,
            growth: profile.growth,
            decay: profile.decay,
            base: profile.base,
            engagement,
            until: now.wrapping_add(stay) as u16,
            sum,
            member,
            joined: now.wrapping_sub(watched),
            score,
            loyalty,
            cause: cause as u8,
            feeling: crate::seats::feeling(profile.bias, profile.bias),
        });
        self.write_down(member, |crowd| Entry::Came { tick: crowd.tick, session: crowd.session(number).id, cause, terms });
    }

    /// How long life lets a member stay, in ticks: some only look in, followers stay half as long again.
    pub(crate) fn stay(&self, key: u64, loyalty: u8) -> u32 {
        let rules = &self.rules;
        let mut draws = Draws::new(rules.config.seed, key, self.tick, Purpose::Stay);
        if loyalty == 0 && draws.yes(rules.passers_by) {
            return exponential(draws.next(), rules.passer_by_ticks);
        }
        let mean = if loyalty == 0 { rules.stay_ticks } else { rules.stay_ticks * 3 / 2 };
        exponential(draws.next(), mean)
    }

    /// Draws of a session in this tick.
    pub(crate) fn draws_for(&self, number: u32, purpose: Purpose) -> Draws {
        Draws::new(self.rules.config.seed, self.session(number).key(), self.tick, purpose)
    }
}

impl Session {
    /// What its own draws are keyed by.
    pub(crate) fn key(&self) -> u64 {
        (self.id.0 as u64) ^ ((self.id.0 >> 64) as u64).rotate_left(32)
    }

    pub(crate) fn count_joined(&mut self, member: u32) {
        if self.tally.joined == 0 {
            self.tally.first_joined = member;
        }
        self.tally.joined += 1;
    }

    pub(crate) fn count_left(&mut self, member: u32, reason: crate::event::Reason) {
        let reason = reason as usize;
        if self.tally.left[reason] == 0 {
            self.tally.first_left[reason] = member;
        }
        self.tally.left[reason] += 1;
    }
}
