//! The face: one game service's reservoir, its open sessions and its streamers.
//!
//! Owns: the state and finding things in it. Does not know: how each verb works; those are in the modules beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::id::{SessionId, StreamerId};
use crate::refusal::Refusal;
use crate::reservoir::{Reservoir, draw_profile};
use crate::rules::Rules;
use crate::seating::{Distribution, within};
use crate::session::Session;
use crate::streamers::Streamer;

/// Members seeded by one call, at most.
pub const SEED_MAX: u32 = 100_000;

/// The crowd of one game service. Cloning copies all of it.
#[derive(Debug, Clone)]
pub struct Crowd {
    pub(crate) rules: Arc<Rules>,
    pub(crate) tick: u32,
    /// Whether matching rounds are further apart, told by the caller.
    pub(crate) busy: bool,
    pub(crate) reservoir: Reservoir,
    /// By number; a session that ended leaves its number to the next.
    pub(crate) sessions: Vec<Option<Session>>,
    pub(crate) by_session: BTreeMap<SessionId, u32>,
    pub(crate) streamers: Vec<Streamer>,
    pub(crate) by_streamer: BTreeMap<StreamerId, u32>,
    /// How many were free when the tick began. Of no meaning between ticks, and so not part of the state.
    pub(crate) free_before: u32,
    /// Events of commands since the last tick.
    pub(crate) waiting: Vec<crate::event::Event>,
    /// The member whose journey is written down, and the journey. Not part of the state: neither hashed nor kept in a snapshot.
    pub(crate) journey: crate::explain::Journey,
}

/// What a seeding did (seed: `SeedAudiencePoolResponse`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Members made.
    pub created: u32,
    /// Members there are now.
    pub total: u32,
}

/// The reservoir at a glance (seed: `AudiencePoolStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// All members, real-derived ones not among them.
    pub total: u32,
    /// Who watches nothing.
    pub available: u32,
    /// Who is in a session.
    pub checked_out: u32,
    /// Collectives told of sessions that are large enough, and of the free members where those are many enough.
    pub collective_groups: u32,
}

impl Crowd {
    /// An empty crowd.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self {
            rules: Arc::new(rules),
            tick: 0,
            busy: false,
            reservoir: Reservoir::default(),
            sessions: Vec::new(),
            by_session: BTreeMap::new(),
            streamers: Vec::new(),
            by_streamer: BTreeMap::new(),
            free_before: 0,
            waiting: Vec::new(),
            journey: crate::explain::Journey::default(),
        }
    }

    /// The rules it lives by.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Ticks so far.
    #[must_use]
    pub fn ticks(&self) -> u32 {
        self.tick
    }

    /// Adds members, 1–[`SEED_MAX`] a call, drawn from a distribution.
    ///
    /// # Errors
    ///
    /// A count out of range; more than [`crate::MEMBERS_MAX`] in all.
    pub fn seed(&mut self, count: u32, distribution: &Distribution) -> Result<Seeded, Refusal> {
        within("count", f64::from(count), 1.0, f64::from(SEED_MAX))?;
        let held = self.reservoir.len();
        let wanted = held as u64 + u64::from(count);
        if wanted > u64::from(crate::MEMBERS_MAX) {
            return Err(Refusal::ReservoirFull { wanted });
        }
        let expected = if held == 0 { (self.rules.config.reservoir).max(count) } else { count };
        if self.reservoir.members.capacity() < wanted as usize {
            self.reservoir.reserve(expected as usize);
        }
        for _ in 0..count {
            let number = self.reservoir.len() as u64;
            self.reservoir.add(draw_profile(&self.rules, distribution, number));
        }
        Ok(Seeded { created: count, total: wanted as u32 })
    }

    /// The reservoir at a glance.
    #[must_use]
    pub fn status(&self) -> Status {
        let total = self.reservoir.len() as u32;
        let available = self.reservoir.free.len() as u32;
        Status { total, available, checked_out: total - available, collective_groups: self.collective_groups() }
    }

    /// Members in sessions, real-derived ones not among them; at once, where [`Crowd::status`] counts groups.
    #[must_use]
    pub fn checked_out(&self) -> u32 {
        (self.reservoir.len() - self.reservoir.free.len()) as u32
    }

    /// Says whether the machine is under load: matching rounds are further apart then.
    pub fn set_busy(&mut self, busy: bool) {
        self.busy = busy;
    }

    pub(crate) fn number_of(&self, id: SessionId) -> Result<u32, Refusal> {
        self.by_session.get(&id).copied().ok_or(Refusal::UnknownSession)
    }

    pub(crate) fn session_mut(&mut self, number: u32) -> &mut Session {
        self.sessions[number as usize].as_mut().expect("a number is that of an open session")
    }

    pub(crate) fn session(&self, number: u32) -> &Session {
        self.sessions[number as usize].as_ref().expect("a number is that of an open session")
    }

    /// The numbers of open sessions, the lowest first.
    pub(crate) fn open_numbers(&self) -> Vec<u32> {
        (0..self.sessions.len() as u32).filter(|&number| self.sessions[number as usize].is_some()).collect()
    }
}
