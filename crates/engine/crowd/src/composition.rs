//! What an audience is made of, for whoever may ask.
//!
//! Owns: counts of a session, collectives. Does not know: what is shown to whom; fields that only admins may see say so.

use std::collections::BTreeMap;

use footlights_base::SentimentCategory;

use crate::crowd::Crowd;
use crate::feeling::category;
use crate::fixed::{ONE, share};
use crate::id::{SessionId, StreamerId, ViewerId};
use crate::refusal::Refusal;
use crate::seats::REAL_FROM;
use crate::session::{Phase, Session};

/// Members by engagement (seed: `EngagementBreakdown`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bands {
    /// From 0.7: actively reacting.
    pub high: u32,
    /// From 0.4: watching attentively.
    pub medium: u32,
    /// From 0.15: present but distracted.
    pub low: u32,
    /// Below: hardly there.
    pub lurking: u32,
}

/// The composition of one session's audience.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// All members.
    pub total: u32,
    /// Real-derived ones among them. **For admins only.**
    pub real_derived: u32,
    /// Members by personality; each counts once for each it has.
    pub personalities: BTreeMap<String, u32>,
    /// Members by interest; each counts once for each it has.
    pub interests: BTreeMap<String, u32>,
    /// Members by the sentiment they show.
    pub sentiments: BTreeMap<SentimentCategory, u32>,
    /// Members by engagement.
    pub bands: Bands,
    /// Above 0.5 (seed: engaged).
    pub engaged: u32,
    /// Below 0.2 (seed: disengaged).
    pub disengaged: u32,
    /// Mean engagement, 0–1.
    pub mean: f64,
}

/// A session at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionView {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub streamer: StreamerId,
    /// How far the streamer has come.
    pub phase: Phase,
    /// Whether it is paused.
    pub paused: bool,
    /// The tick it opened in.
    pub opened: u32,
    /// Members now.
    pub audience: u32,
    /// Most members at once.
    pub peak: u32,
    /// Members it could hold at the moment, at most its limit.
    pub draws: u32,
    /// Followers of the streamer.
    pub followers: u32,
    /// Mean engagement in the last tick, 0–1.
    pub engagement: f64,
    /// Members above one half in the last tick.
    pub engaged: u32,
    /// Word of mouth, 0 and up; 1 doubles what the house draws.
    pub buzz: f64,
    /// What most members felt in the last matching round.
    pub sentiment: SentimentCategory,
    /// Tags on stage with their strengths, 0–1.
    pub tags: Vec<(String, f64)>,
}

/// Members told as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Collective {
    /// Its own name.
    pub viewer: ViewerId,
    /// The personality they share.
    pub personality: String,
    /// The interest they share.
    pub interest: String,
    /// How many they are.
    pub count: u32,
    /// Their mean engagement, 0–1.
    pub engagement: f64,
}

impl Crowd {
    /// A session at a glance.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn view(&self, id: SessionId) -> Result<SessionView, Refusal> {
        let session = self.session(self.number_of(id)?);
        let streamer = &self.streamers[session.streamer as usize];
        let tag = |lit: &crate::stage::Lit| (self.rules.words.tags[lit.tag as usize].0.clone(), share(lit.strength));
        Ok(SessionView {
            session: id,
            streamer: streamer.id,
            phase: session.phase,
            paused: session.paused,
            opened: session.opened,
            audience: session.seats.len() as u32,
            peak: session.peak,
            draws: session.draws(&self.rules),
            followers: streamer.followers.len() as u32,
            engagement: share(session.mean),
            engaged: session.engaged,
            buzz: f64::from(session.buzz) / 65_536.0,
            sentiment: category(session.mood.most),
            tags: session.stage.lit().iter().map(tag).collect(),
        })
    }

    /// Ids of all open sessions, in the order of their numbers.
    #[must_use]
    pub fn open_sessions(&self) -> Vec<SessionId> {
        self.sessions.iter().flatten().map(|session| session.id).collect()
    }

    /// What a session's audience is made of.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn composition(&self, id: SessionId) -> Result<Composition, Refusal> {
        let session = self.session(self.number_of(id)?);
        let seats = &session.seats;
        let words = &self.rules.words;
        let (mut traits, mut interests, mut felt) = ([0u32; 16], [0u32; 16], [0u32; 8]);
        for index in 0..seats.len() {
            for bit in 0..16 {
                traits[bit] += u32::from(seats.tickets[index].traits >> bit & 1);
                interests[bit] += u32::from(seats.interests(index) >> bit & 1);
            }
            felt[usize::from(seats.feeling(index) & 7)] += 1;
        }
        let total = seats.len() as u32;
        let sum: u64 = seats.engagements().map(u64::from).sum();
        let named = |counts: [u32; 16], names: Vec<&String>| names.into_iter().cloned().zip(counts).collect();
        Ok(Composition {
            total,
            real_derived: session.real.len() as u32,
            personalities: named(traits, words.personalities.iter().map(|one| &one.name).collect()),
            interests: named(interests, words.interests.iter().map(|one| &one.name).collect()),
            sentiments: felt.iter().enumerate().map(|(number, &count)| (category(number as u8), count)).collect(),
            bands: bands(seats.engagements()),
            engaged: seats.engagements().filter(|&level| level > ONE / 2).count() as u32,
            disengaged: seats.engagements().filter(|&level| level < ONE / 5).count() as u32,
            mean: sum as f64 / (f64::from(total.max(1)) * f64::from(ONE)),
        })
    }

    /// A large session's members as collectives, by their first personality and interest; nothing where it is not large enough.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn collectives(&self, id: SessionId) -> Result<Vec<Collective>, Refusal> {
        let session = self.session(self.number_of(id)?);
        if session.seats.len() <= self.rules.config.collective_above as usize {
            return Ok(Vec::new());
        }
        let words = &self.rules.words;
        let collective = |((first, second), (count, sum)): ((u8, u8), (u32, u64))| Collective {
            viewer: crate::id::collective(self.rules.config.seed, id, 0, 1_000 + u64::from(first) * 16 + u64::from(second)),
            personality: words.personalities.get(usize::from(first)).map_or_else(String::new, |one| one.name.clone()),
            interest: words.interests.get(usize::from(second)).map_or_else(String::new, |one| one.name.clone()),
            count,
            engagement: sum as f64 / (f64::from(count) * f64::from(ONE)),
        };
        Ok(groups(session).into_iter().map(collective).collect())
    }

    /// Collectives of all sessions that are large enough, and of the free members where those are many enough.
    pub(crate) fn collective_groups(&self) -> u32 {
        let above = self.rules.config.collective_above as usize;
        let large = self.sessions.iter().flatten().filter(|session| session.seats.len() > above);
        let told: usize = large.map(|session| groups(session).len()).sum();
        let mut kinds = [0u16; 16];
        if self.reservoir.free.len() > above {
            for &member in &self.reservoir.free {
                let profile = self.reservoir.members[member as usize].profile;
                kinds[(profile.traits.trailing_zeros() & 15) as usize] |= 1 << (profile.interests.trailing_zeros() & 15);
            }
        }
        told as u32 + kinds.iter().map(|kinds| kinds.count_ones()).sum::<u32>()
    }

    /// Real-derived members of a session and what players know them by. **For admins only.**
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn real_derived(&self, id: SessionId) -> Result<Vec<ViewerId>, Refusal> {
        let session = self.session(self.number_of(id)?);
        Ok(session.real.members.iter().map(|one| ViewerId(one.id)).collect())
    }

    /// The simulated members of a session, by number. For tools, not for players.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn members(&self, id: SessionId) -> Result<Vec<u32>, Refusal> {
        let session = self.session(self.number_of(id)?);
        Ok(session.seats.tickets.iter().map(|ticket| ticket.member).filter(|&member| member < REAL_FROM).collect())
    }
}

fn bands(levels: impl Iterator<Item = u16>) -> Bands {
    let mut bands = Bands::default();
    for level in levels {
        match level {
            45_875.. => bands.high += 1,
            26_214.. => bands.medium += 1,
            9_830.. => bands.low += 1,
            _ => bands.lurking += 1,
        }
    }
    bands
}

/// Members by first personality and first interest: how many, and their engagement added up.
fn groups(session: &Session) -> BTreeMap<(u8, u8), (u32, u64)> {
    let mut groups = BTreeMap::new();
    for index in 0..session.seats.len() {
        let kind = (session.seats.tickets[index].traits.trailing_zeros() as u8, session.seats.interests(index).trailing_zeros() as u8);
        let group: &mut (u32, u64) = groups.entry(kind).or_default();
        group.0 += 1;
        group.1 += u64::from(session.seats.engagement(index));
    }
    groups
}
