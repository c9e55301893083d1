//! The real-derived members of a session: anonymous ones for one time to live, tracked ones for the session.
//!
//! Owns: who of a session is real-derived, and how long. Does not know: what a pulse does ([`crate::pulse`]); platforms, people, text.
//! They join the simulated ones and replace none.

use crate::crowd::Crowd;
use crate::fixed::times;
use crate::id::{ViewerId, viewer};
use crate::session::Session;

/// One real-derived member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RealMember {
    /// [`REAL_FROM`] and a running number.
    pub(crate) number: u32,
    /// What players know it by.
    pub(crate) id: u128,
    /// The kind of important viewer, for tracked ones; 255 for anonymous ones.
    pub(crate) kind: u8,
    /// The tick in which a pulse fed it last.
    pub(crate) fed: u32,
    /// Sessions it is said to have watched.
    pub(crate) sessions: u32,
}

/// The kind of an anonymous member.
pub(crate) const ANONYMOUS: u8 = u8::MAX;

/// All real-derived members of a session, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RealMembers {
    pub(crate) members: Vec<RealMember>,
    pub(crate) made: u32,
    /// The tick of the last pulse.
    pub(crate) last_pulse: u32,
    /// How engaged a tracked member can be at most; falls once pulses have stopped.
    pub(crate) fading: u16,
}

impl RealMembers {
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn find(&self, number: u32) -> Option<&RealMember> {
        self.members.binary_search_by_key(&number, |one| one.number).ok().map(|index| &self.members[index])
    }

    pub(crate) fn forget(&mut self, number: u32) -> Option<RealMember> {
        self.members.binary_search_by_key(&number, |one| one.number).ok().map(|index| self.members.remove(index))
    }
}

impl Crowd {
    /// Tracked members stay while pulses come and fade when they stop.
    pub(crate) fn upkeep_real(&mut self, number: u32) {
        let now = self.tick;
        let session = self.session_mut(number);
        if session.real.len() == 0 {
            session.mood.forget_slowly(now);
            return;
        }
        let rules = self.rules.clone();
        let session = self.session_mut(number);
        let silent = now - session.real.last_pulse > rules.real.ttl_ticks;
        if silent {
            session.real.fading -= times(session.real.fading, rules.real.decay).max(1).min(session.real.fading);
        }
        for index in 0..session.seats.len() {
            let Some(member) = session.real.find(session.seats.tickets[index].member) else { continue };
            let tracked = member.kind != ANONYMOUS;
            if silent && tracked {
                let engagement = session.seats.engagement_mut(index);
                *engagement = (*engagement).min(session.real.fading);
                if session.real.fading <= rules.leave_below {
                    session.seats.set_until(index, now as u16);
                }
            }
        }
    }

    /// Whether boredom cannot take the member at a seat: a tracked one whose pulses come stays for the session.
    pub(crate) fn is_held(&self, number: u32, index: usize) -> bool {
        let session = self.session(number);
        let fresh = self.tick - session.real.last_pulse <= self.rules.real.ttl_ticks;
        fresh && session.real.find(session.seats.tickets[index].member).is_some()
    }

    /// What players know a seat's member by.
    pub(crate) fn viewer_of(&self, session: &Session, member: u32) -> ViewerId {
        match session.real.find(member) {
            Some(real) => ViewerId(real.id),
            None => viewer(self.rules.config.seed, member.into()),
        }
    }
}
