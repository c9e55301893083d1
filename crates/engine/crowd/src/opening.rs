//! Opening, pausing, resuming and ending a session, and telling it what is around it.
//!
//! Owns: the life of a session. Does not know: how members are chosen ([`crate::arrivals`]) or judged at the end ([`crate::following`]).

use crate::crowd::Crowd;
use crate::event::{Event, Reason, Summary};
use crate::feeling::Mood;
use crate::fixed::{level, share};
use crate::id::{SessionId, StreamerId};
use crate::refusal::Refusal;
use crate::seating::within;
use crate::seats::Seats;
use crate::session::{Phase, Session, Tally};
use crate::stage::{Stage, TAGS_ON_STAGE_MAX};
use crate::streamers::Streamer;
use crate::vocabulary::INTERESTS_MAX;
use crate::{SESSIONS_MAX, STREAMERS_MAX};

/// How a session opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Its id.
    pub session: SessionId,
    /// Whose it is.
    pub streamer: StreamerId,
    /// How far the streamer has come.
    pub phase: Phase,
    /// What the streamer is known for, 0–1; from the phase where it is not given.
    pub reputation: Option<f64>,
    /// Members to open with, 0–`max_per_session`; from the phase where it is not given.
    pub house: Option<u32>,
    /// Content tags it opens with, held until they are set anew.
    pub tags: Vec<(String, f64)>,
}

impl Opening {
    /// A session with nothing on stage yet.
    #[must_use]
    pub fn of(session: SessionId, streamer: StreamerId, phase: Phase) -> Self {
        Self { session, streamer, phase, reputation: None, house: None, tags: Vec::new() }
    }
}

impl Crowd {
    /// Opens a session and fills its house from the reservoir; answers how many came.
    ///
    /// # Errors
    ///
    /// The session is open, the streamer has another, too many are open, a number or a tag is wrong.
    pub fn open(&mut self, opening: &Opening) -> Result<u32, Refusal> {
        let max = self.rules.config.max_per_session;
        let reputation = opening.reputation.unwrap_or_else(|| share(opening.phase.reputation()));
        within("reputation", reputation, 0.0, 1.0)?;
        let house = opening.house.unwrap_or(self.rules.houses[opening.phase as usize]);
        within("house", f64::from(house), 0.0, f64::from(max))?;
        let tags = self.tags_of(opening.tags.iter().map(|(name, strength)| (name.as_str(), *strength)))?;
        if self.by_session.contains_key(&opening.session) {
            return Err(Refusal::SessionOpen);
        }
        if self.by_session.len() >= SESSIONS_MAX {
            return Err(Refusal::SessionsFull);
        }
        let streamer = self.streamer_number(opening.streamer)?;
        if self.streamers[streamer as usize].live.is_some() {
            return Err(Refusal::StreamerBusy);
        }
        let session = self.new_session(opening, streamer, house, level(reputation));
        let number = self.sessions.iter().position(Option::is_none).unwrap_or(self.sessions.len());
        if number == self.sessions.len() {
            self.sessions.push(None);
        }
        self.sessions[number] = Some(session);
        let number = number as u32;
        self.by_session.insert(opening.session, number);
        self.streamers[streamer as usize].live = Some(number);
        let rules = self.rules.clone();
        let session = self.session_mut(number);
        session.stage.set(&tags);
        session.weights = session.stage.weights(&rules);
        self.forget_the_neglectful(streamer);
        self.expect_followers(number);
        Ok(self.fill_house(number, house))
    }

    fn new_session(&self, opening: &Opening, streamer: u32, house: u32, reputation: u16) -> Session {
        Session {
            id: opening.session,
            streamer,
            phase: opening.phase,
            paused: false,
            opened: self.tick,
            house,
            reputation,
            hype: 0,
            voice: 0,
            stage: Stage::default(),
            weights: [0; INTERESTS_MAX],
            seats: Seats::opened(self.tick),
            buzz: 0,
            restless: 0,
            engaged: 0,
            mean: u16::from(self.rules.base) << 8,
            mood: Mood::default(),
            peak: 0,
            seat_ticks: 0,
            engagement_ticks: 0,
            visits: crate::visits::Visits::default(),
            expected: Vec::new(),
            real: crate::real::RealMembers::default(),
            moments: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Loss goes on, nothing new comes.
    ///
    /// # Errors
    ///
    /// Unknown; paused already.
    pub fn pause(&mut self, id: SessionId) -> Result<(), Refusal> {
        let number = self.number_of(id)?;
        let session = self.session_mut(number);
        if session.paused {
            return Err(Refusal::Paused);
        }
        session.paused = true;
        Ok(())
    }

    /// The stage is back.
    ///
    /// # Errors
    ///
    /// Unknown; not paused.
    pub fn resume(&mut self, id: SessionId) -> Result<(), Refusal> {
        let number = self.number_of(id)?;
        let session = self.session_mut(number);
        if !session.paused {
            return Err(Refusal::NotPaused);
        }
        session.paused = false;
        Ok(())
    }

    /// Puts tags on stage by hand, with strengths of 0–1; they stay until they are set anew. Those of events fade beside them.
    ///
    /// # Errors
    ///
    /// Unknown session or tag, more than [`TAGS_ON_STAGE_MAX`] tags, a strength out of range.
    pub fn set_tags(&mut self, id: SessionId, tags: &[(&str, f64)]) -> Result<(), Refusal> {
        let number = self.number_of(id)?;
        let tags = self.tags_of(tags.iter().copied())?;
        let rules = self.rules.clone();
        let session = self.session_mut(number);
        session.stage.set(&tags);
        session.weights = session.stage.weights(&rules);
        Ok(())
    }

    /// People in the voice room; eight and more are as good as eight.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn set_voice(&mut self, id: SessionId, people: u16) -> Result<(), Refusal> {
        let number = self.number_of(id)?;
        self.session_mut(number).voice = people;
        Ok(())
    }

    /// Level of the hype train, 0 for none, 1–5, 6 for Legendary.
    ///
    /// # Errors
    ///
    /// Unknown session; a level above 6.
    pub fn set_hype(&mut self, id: SessionId, level: u8) -> Result<(), Refusal> {
        within("hype level", f64::from(level), 0.0, 6.0)?;
        let number = self.number_of(id)?;
        self.session_mut(number).hype = level;
        Ok(())
    }

    /// The streamer has come further (or fallen): the house and the reputation follow.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn set_phase(&mut self, id: SessionId, phase: Phase) -> Result<(), Refusal> {
        let number = self.number_of(id)?;
        let house = self.rules.houses[phase as usize];
        let session = self.session_mut(number);
        (session.phase, session.house, session.reputation) = (phase, house, phase.reputation());
        Ok(())
    }

    /// Ends a session: members with sustained engagement follow, all are free again. The summary comes as an event of the next tick, too.
    ///
    /// # Errors
    ///
    /// Unknown session.
    pub fn end(&mut self, id: SessionId) -> Result<Summary, Refusal> {
        let number = self.number_of(id)?;
        let count = self.session(number).seats.len() as u32;
        let first = self.session(number).seats.tickets.first().map(|ticket| ticket.member);
        let tally = std::mem::take(&mut self.session_mut(number).tally);
        let mut untold = Vec::new();
        self.tell_tally(number, tally, &mut untold);
        self.waiting.extend(untold);
        let follows = self.conclude_follows(number);
        while let Some(last) = self.session(number).seats.len().checked_sub(1) {
            self.depart(number, last, Reason::SessionEnd);
        }
        let session = self.sessions[number as usize].take().expect("its number was just found");
        self.by_session.remove(&id);
        let tick = self.tick;
        let streamer = &mut self.streamers[session.streamer as usize];
        (streamer.live, streamer.last_ended) = (None, tick);
        streamer.sessions += 1;
        let ticks = tick - session.opened;
        let seconds = u64::from(self.rules.config.tick_seconds);
        let summary = Summary {
            session: id,
            streamer: streamer.id,
            ticks,
            seconds: u64::from(ticks) * seconds,
            peak: session.peak,
            average: ((session.seat_ticks + u64::from(ticks) / 2) / u64::from(ticks.max(1))) as u32,
            engagement: session.engagement_ticks as f64 / (session.seat_ticks.max(1) as f64 * 65_535.0),
            watch_seconds: session.seat_ticks * seconds,
            followers_gained: follows.gained,
            followers_lost: follows.lost,
            followers_refused: follows.refused,
            moments: session.moments.clone(),
        };
        if let Some(first) = first {
            let viewer = if count == 1 { self.viewer_of(&session, first) } else { self.collective(id, 90) };
            self.waiting.push(Event::Left { session: id, viewer, count, reason: Reason::SessionEnd });
        }
        self.waiting.push(Event::Ended(Box::new(summary.clone())));
        Ok(summary)
    }

    pub(crate) fn tags_of<'a>(&self, tags: impl ExactSizeIterator<Item = (&'a str, f64)>) -> Result<Vec<(u16, u16)>, Refusal> {
        if tags.len() > TAGS_ON_STAGE_MAX {
            return Err(Refusal::TooMany { what: "tags", count: tags.len(), max: TAGS_ON_STAGE_MAX });
        }
        tags.map(|(name, strength)| {
            within("a tag's strength", strength, 0.0, 1.0)?;
            let number = self.rules.words.tag(name).ok_or_else(|| Refusal::UnknownTag(name.chars().take(64).collect()))?;
            Ok((number, level(strength)))
        })
        .collect()
    }

    fn streamer_number(&mut self, id: StreamerId) -> Result<u32, Refusal> {
        if let Some(&number) = self.by_streamer.get(&id) {
            return Ok(number);
        }
        if self.streamers.len() >= STREAMERS_MAX {
            return Err(Refusal::StreamersFull);
        }
        let number = self.streamers.len() as u32;
        self.streamers.push(Streamer::new(id));
        self.by_streamer.insert(id, number);
        Ok(number)
    }
}
