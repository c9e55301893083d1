//! Why a member came, stayed, reacted, left: the journey of one member, and where it stands now.
//!
//! Owns: the journey that is written down while somebody is watched, and its reading. Does not know: how things are decided.
//! The state is a function of configuration, seed and inputs, so any moment can be asked about: [`Crowd::explain_at`] plays a log up to it
//! from an earlier state; whoever plays anyhow calls [`Crowd::watch`] before and [`Crowd::explain`] after.

mod real;
mod replay;

use footlights_base::SentimentCategory;

use crate::content::EventType;
use crate::crowd::Crowd;
use crate::event::{Cause, Reason};
use crate::id::{SessionId, StreamerId, ViewerId, viewer};
use crate::kernel::{matched, moved};
use crate::score::{Terms, terms};

/// Entries of a journey; the oldest go first.
pub const JOURNEY_MAX: usize = 1_000;

/// Something that happened to a member. Levels are `0..=65,535` ([`crate::share`] makes them 0–1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It came.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Came { tick: u32, session: SessionId, cause: Cause, terms: Terms },
    /// It found another stream better, and what that scored.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Compared { tick: u32, from: SessionId, to: SessionId, score: u16 },
    /// It reacted: how strongly, and its engagement before and after.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Reacted { tick: u32, session: SessionId, event: EventType, response: u16, before: u16, after: u16 },
    /// A pulse brought a feeling of the real viewer behind it: what, and its engagement before and after.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Felt { tick: u32, session: SessionId, category: SentimentCategory, before: u16, after: u16 },
    /// It left: its engagement then, ticks watched, and the mean over them.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Left { tick: u32, session: SessionId, reason: Reason, engagement: u16, watched: u32, average: u16 },
    /// It became a follower, or ceased to be one.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Followed { tick: u32, streamer: StreamerId, gained: bool },
    /// Its personalities changed to these bits.
    #[expect(missing_docs, reason = "each field is what it is called")]
    Changed { tick: u32, traits: u16 },
}

/// The member that is watched, and what happened to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journey {
    member: Option<u32>,
    /// The id of a real-derived one: its number says nothing before it has come.
    real: Option<u128>,
    entries: std::collections::VecDeque<Entry>,
}

impl Journey {
    pub(crate) fn member(&self) -> Option<u32> {
        self.member
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        if self.entries.len() >= JOURNEY_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }
}

pub use replay::{Asked, Logged};

/// Where a watching member stands: the terms of its score, and the sum that moved its engagement in the last tick or will in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it watches.
    pub session: SessionId,
    /// Since when.
    pub joined: u32,
    /// Why it came.
    pub cause: Cause,
    /// What it scored when it came, of 65,535.
    pub score_then: u16,
    /// The terms of its score now.
    pub terms: Terms,
    /// Their weighted sum, of 65,536.
    pub score: u32,
    /// Its engagement.
    pub engagement: u16,
    /// Mean over the time watched.
    pub average: u16,
    /// How well the stage matches it now, hype and company included, of 255.
    pub matched: u16,
    /// Engagement after the next tick if nothing else happens.
    pub next: u16,
    /// Chance to leave of boredom in the next tick, of 65,536; 0 while it is engaged enough.
    pub leave_chance: u32,
    /// Ticks until life calls it away.
    pub stays: u32,
    /// Its loyalty as a follower, 0 for none, of 255.
    pub loyalty: u8,
}

/// Everything there is to say about a member at the present tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its number.
    pub member: u32,
    /// What players know it by.
    pub viewer: ViewerId,
    /// The tick this is about.
    pub tick: u32,
    /// Names of its personalities.
    pub personalities: Vec<String>,
    /// Names of its interests.
    pub interests: Vec<String>,
    /// It is real-derived, and a pulse fed it last in this tick. For whoever may know that, and nobody else.
    pub fed: Option<u32>,
    /// Where it stands, if it watches.
    pub standing: Option<Standing>,
    /// It rests until this tick, if it does.
    pub rests_until: Option<u32>,
    /// Why it left last.
    pub left: Option<Reason>,
    /// The streamer it has watched most, and for how many ticks, more or less.
    pub favourite: Option<(StreamerId, u32)>,
    /// What happened to it since [`Crowd::watch`] was called for it, the oldest first.
    pub journey: Vec<Entry>,
}

impl Crowd {
    /// Writes down from now on what happens to one member (or to none). Changes nothing else.
    pub fn watch(&mut self, member: Option<u32>) {
        self.journey = Journey { member, ..Journey::default() };
    }

    /// Explains a member as it is now; nothing for a number nobody bears.
    #[must_use]
    pub fn explain(&self, member: u32) -> Option<Explanation> {
        let &crate::reservoir::Member { profile, memory } = self.reservoir.members.get(member as usize)?;
        let (personalities, interests) = self.named(profile.traits, profile.interests);
        let watched = self.journey.member == Some(member);
        Some(Explanation {
            member,
            viewer: viewer(self.rules.config.seed, member.into()),
            tick: self.tick,
            personalities,
            interests,
            fed: None,
            standing: self.reservoir.session_of(member).and_then(|number| self.standing(number, member)),
            rests_until: (profile.rests_until > self.tick && self.reservoir.is_free(member)).then_some(profile.rests_until),
            left: Reason::ALL.get(usize::from(memory.left)).copied(),
            favourite: self.streamers.get(memory.favourite as usize).map(|one| (one.id, memory.favourite_ticks)),
            journey: if watched { self.journey.entries.iter().copied().collect() } else { Vec::new() },
        })
    }

    /// Personalities and interests by name.
    fn named(&self, traits: u16, interests: u16) -> (Vec<String>, Vec<String>) {
        let words = &self.rules.words;
        let set = |bits: u16, bit: usize| bits >> bit & 1 == 1;
        let personalities = words.personalities.iter().enumerate().filter(|(bit, _)| set(traits, *bit));
        let interested = words.interests.iter().enumerate().filter(|(bit, _)| set(interests, *bit));
        (personalities.map(|(_, one)| one.name.clone()).collect(), interested.map(|(_, one)| one.name.clone()).collect())
    }

    fn standing(&self, number: u32, member: u32) -> Option<Standing> {
        let session = self.session(number);
        let seat = session.seats.at(session.seats.position(member)?);
        let air = session.air(&self.rules, self.tick);
        let matched = matched(&air.weights, air.lift, seat.interests);
        let herd = self.rules.words.herd(seat.traits);
        let terms = terms(session, seat.interests, herd, seat.engagement, seat.loyalty);
        Some(Standing {
            session: session.id,
            joined: seat.joined,
            cause: Cause::ALL[usize::from(seat.cause)],
            score_then: seat.score,
            terms,
            score: terms.score(&self.rules),
            engagement: seat.engagement,
            average: seat.average(self.tick),
            matched,
            next: moved(seat.engagement, matched, seat.growth, seat.decay, seat.base),
            leave_chance: if seat.engagement < air.leave_below { air.leave_chance } else { 0 },
            stays: u32::from(seat.until.wrapping_sub(self.tick as u16)),
            loyalty: seat.loyalty,
        })
    }

    /// Writes an entry if this member is watched.
    pub(crate) fn write_down(&mut self, member: u32, entry: impl FnOnce(&Self) -> Entry) {
        if self.journey.member == Some(member) {
            let entry = entry(self);
            self.journey.push(entry);
        }
    }

    /// The member players know by this name; looks through the reservoir.
    #[must_use]
    pub fn find(&self, id: ViewerId) -> Option<u32> {
        let seed = self.rules.config.seed;
        (0..self.reservoir.len() as u32).find(|&member| viewer(seed, member.into()) == id)
    }
}
