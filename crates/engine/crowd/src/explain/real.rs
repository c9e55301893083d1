//! The same for real-derived members, who have no number until they come and no profile once they are gone.
//!
//! Owns: finding one by its id, and what is written down of it. Does not know: who is behind it; nobody here does.

use super::{Entry, Explanation, Journey};
use crate::crowd::Crowd;
use crate::event::{Cause, Reason};
use crate::id::ViewerId;
use crate::real::RealMember;
use crate::score::terms;
use crate::seats::Seat;
use footlights_base::SentimentCategory;

impl Crowd {
    /// Writes down from now on what happens to whoever players know by this name, also where nobody bears it yet: a tracked viewer may come.
    pub fn watch_viewer(&mut self, id: ViewerId) {
        self.journey = match self.find(id) {
            Some(member) => Journey { member: Some(member), ..Journey::default() },
            None => Journey { real: Some(id.0), ..Journey::default() },
        };
    }

    /// Explains whoever players know by this name, real-derived or not; nothing where nobody bears it and nothing was written down of it.
    #[must_use]
    pub fn explain_viewer(&self, id: ViewerId) -> Option<Explanation> {
        let here = self.open_numbers().into_iter().find_map(|number| {
            let real = self.session(number).real.members.iter().find(|one| one.id == id.0);
            real.map(|real| (number, *real))
        });
        let watched = self.journey.real == Some(id.0);
        let journey: Vec<Entry> = if watched { self.journey.entries.iter().copied().collect() } else { Vec::new() };
        match here {
            Some((number, real)) => self.explain_real(number, real, journey),
            None if !journey.is_empty() => Some(gone(id, self.tick, journey)),
            None => self.find(id).and_then(|member| self.explain(member)),
        }
    }

    fn explain_real(&self, number: u32, real: RealMember, journey: Vec<Entry>) -> Option<Explanation> {
        let seats = &self.session(number).seats;
        let seat = seats.at(seats.position(real.number)?);
        let (personalities, interests) = self.named(seat.traits, seat.interests);
        Some(Explanation {
            member: real.number,
            personalities,
            interests,
            fed: Some(real.fed),
            standing: self.standing(number, real.number),
            ..gone(ViewerId(real.id), self.tick, journey)
        })
    }

    fn is_watched(&self, real: u128) -> bool {
        self.journey.real == Some(real)
    }

    /// A pulse has brought it.
    pub(crate) fn write_arrival(&mut self, number: u32, seat: Seat, id: u128) {
        if self.is_watched(id) {
            let session = self.session(number);
            let herd = self.rules.words.herd(seat.traits);
            let terms = terms(session, seat.interests, herd, seat.engagement, seat.loyalty);
            let entry = Entry::Came { tick: self.tick, session: session.id, cause: Cause::Pulse, terms };
            self.journey.push(entry);
        }
    }

    /// A pulse has brought another feeling of it.
    pub(crate) fn write_feeling(&mut self, number: u32, id: u128, category: SentimentCategory, levels: (u16, u16)) {
        if self.is_watched(id) {
            let (before, after) = levels;
            let entry = Entry::Felt { tick: self.tick, session: self.session(number).id, category, before, after };
            self.journey.push(entry);
        }
    }

    /// It is gone.
    pub(crate) fn write_leave(&mut self, number: u32, seat: &Seat, id: u128, reason: Reason) {
        if self.is_watched(id) {
            let (tick, session) = (self.tick, self.session(number).id);
            let (watched, average) = (seat.watched(tick), seat.average(tick));
            self.journey.push(Entry::Left { tick, session, reason, engagement: seat.engagement, watched, average });
        }
    }
}

/// What there is to say of one who is not here.
fn gone(viewer: ViewerId, tick: u32, journey: Vec<Entry>) -> Explanation {
    let left = journey.iter().rev().find_map(|entry| if let Entry::Left { reason, .. } = entry { Some(*reason) } else { None });
    Explanation {
        member: crate::seats::REAL_FROM,
        viewer,
        tick,
        personalities: Vec::new(),
        interests: Vec::new(),
        fed: None,
        standing: None,
        rests_until: None,
        left,
        favourite: None,
        journey,
    }
}
