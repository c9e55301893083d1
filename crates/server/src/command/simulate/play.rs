//! One run: the crowd, a hype machine for each session, and what is seen of them.
//!
//! Owns: the order of things in a tick: what the scenario says, the crowd's tick, the trains, what is written down.
//! Does not know: files, pages, time outside. The state is a function of scenario and seed alone.

mod act;
mod watch;

use footlights_base::Timestamp;
use footlights_crowd::{Crowd, Pace, SEED_MAX, SessionId};
use footlights_hype::{Event, Hype, Level, Status};

use super::plan::{Action, What, plan};
use super::record::{Curve, Record, bucket};
use super::scenario::{Checked, distribution};

/// Notes that are kept.
const NOTES_MAX: usize = 50;

/// A scenario that is being played.
pub(super) struct Play<'a> {
    pub(super) checked: &'a Checked,
    pub(super) crowd: Crowd,
    pub(super) seed: u64,
    /// Ticks that have passed, and how many there will be.
    pub(super) tick: u32,
    pub(super) ticks: u32,
    actions: std::iter::Peekable<std::vec::IntoIter<Action>>,
    /// Of each streamer the session that is on, with its train.
    on: Vec<Option<(usize, Hype)>>,
    /// Ticks in which somebody was on.
    live: u32,
    record: Record,
    pace: Pace,
}

impl<'a> Play<'a> {
    /// A scenario before its first tick.
    ///
    /// # Errors
    /// A reservoir the crowd refuses.
    pub(super) fn new(checked: &'a Checked, seed: u64, pace: Pace) -> anyhow::Result<Self> {
        let scenario = &checked.scenario;
        let config = footlights_crowd::Config { seed, ..scenario.crowd.clone() };
        let rules = config.check()?;
        let everybody = distribution(scenario, &rules)?;
        let mut crowd = Crowd::new(rules);
        let mut left = scenario.pool;
        while left > 0 {
            let now = left.min(SEED_MAX);
            crowd.seed(now, &everybody)?;
            left -= now;
        }
        let ticks = scenario.length.0 / scenario.crowd.tick_seconds;
        let curves = checked.streamers.iter().map(|name| Curve { name: name.clone(), ..Curve::default() }).collect();
        let tick_seconds = scenario.crowd.tick_seconds;
        let bucket = bucket(live_seconds(checked) / tick_seconds);
        let record = Record { seed, tick_seconds, bucket, points: Vec::new(), curves, notes: Vec::new(), hash: 0 };
        let on = checked.streamers.iter().map(|_| None).collect();
        Ok(Self { checked, crowd, seed, tick: 0, ticks, actions: plan(checked, seed).into_iter().peekable(), on, live: 0, record, pace })
    }

    /// One tick; nothing once the last has passed.
    ///
    /// # Errors
    /// What the crowd refuses of a scenario that was checked, which would be a bug.
    pub(super) fn step(&mut self) -> anyhow::Result<bool> {
        if self.tick >= self.ticks {
            return Ok(false);
        }
        self.act_until(self.tick);
        let told = self.crowd.tick(self.pace)?;
        self.tick += 1;
        self.ride(&told)?;
        self.hear(&told);
        self.write_down()?;
        Ok(true)
    }

    /// All that is left, and the ends of what is still on.
    ///
    /// # Errors
    /// As for [`Play::step`].
    pub(super) fn finish(mut self) -> anyhow::Result<Record> {
        while self.step()? {}
        self.record.hash = self.hash();
        self.act_until(self.ticks);
        Ok(self.record)
    }

    /// What was seen so far.
    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// A number for the state: the crowd and every train.
    pub(super) fn hash(&self) -> u64 {
        let trains = self.on.iter().flatten().map(|(session, hype)| hype.state_hash().rotate_left(*session as u32 % 63 + 1));
        trains.fold(self.crowd.hash(), |hash, train| (hash ^ train).wrapping_mul(0x0000_0100_0000_01B3))
    }

    /// The moment of the tick that has just passed.
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(i64::from(self.tick) * i64::from(self.record.tick_seconds) * 1_000)
    }

    fn act_until(&mut self, tick: u32) {
        while let Some(action) = self.actions.next_if(|action| action.tick <= tick) {
            if let Err(refusal) = self.act(action) {
                let at = super::length::Length(self.tick * self.record.tick_seconds);
                let stream = &self.checked.scenario.stream[self.checked.sessions[action.session].stream].name;
                let what = what_failed(action.what);
                self.note(format!("{at} {stream}: {what} did not happen, {refusal}"));
            }
        }
    }

    fn note(&mut self, note: String) {
        if self.record.notes.len() < NOTES_MAX {
            self.record.notes.push(note);
        }
    }

    /// Feeds the trains with what the crowd said, and tells the crowd how high they are.
    fn ride(&mut self, told: &footlights_crowd::Told) -> anyhow::Result<()> {
        let now = self.now();
        for streamer in 0..self.on.len() {
            let Some((session, hype)) = &mut self.on[streamer] else {
                continue;
            };
            let id = session_id(*session);
            hype.set_present(self.crowd.view(id)?.audience);
            let mut events = hype.poll(now);
            if hype.rules().config().moods.is_some() {
                for voices in told.voices.iter().filter(|voices| voices.session == id) {
                    events.extend(hype.handle_voices(now, &watch::strong(voices))?);
                }
            }
            let level = level_of(hype);
            self.crowd.set_hype(id, level as u8)?;
            for event in events {
                self.rode(streamer, id, event)?;
            }
        }
        Ok(())
    }

    fn rode(&mut self, streamer: usize, id: SessionId, event: Event) -> anyhow::Result<()> {
        if let Event::Ended(summary) = event {
            let height = if let Level::Ordinary(number) = summary.peak_level { number.min(6) } else { 6 };
            // After the session's own end there is nobody to remember it.
            if self.crowd.view(id).is_ok() {
                self.crowd.hype_peaked(id, f64::from(height) / 6.0)?;
            }
            self.record.curves[streamer].rides.push(*summary);
        }
        Ok(())
    }
}

/// Seconds in which somebody is on.
fn live_seconds(checked: &Checked) -> u32 {
    let (mut seconds, mut until) = (0, 0);
    // Sessions are in the order of their beginning.
    for session in &checked.sessions {
        seconds += session.end.saturating_sub(session.start.max(until));
        until = until.max(session.end);
    }
    seconds
}

/// The level as curves have it: 0 without a train, 6 for Legendary.
fn level_of(hype: &Hype) -> u32 {
    match hype.status() {
        Status::Running(train) => match train.level {
            Level::Ordinary(number) => number.min(6),
            Level::Legendary => 6,
        },
        Status::Ready | Status::Cooling { .. } => 0,
    }
}

/// The id of a session by its number in the scenario.
pub(super) fn session_id(number: usize) -> SessionId {
    SessionId(number as u128 + 1)
}

const fn what_failed(what: What) -> &'static str {
    match what {
        What::Open => "its beginning",
        What::Close => "its end",
        What::Resume => "the end of a pause",
        What::Tags(_) => "a change of tags",
        What::Voice(_) => "a change in the voice room",
        What::Event(_) => "an event",
        What::Pulse(..) => "a pulse",
        What::Raid(_) => "a raid",
        What::Pause => "a pause",
    }
}
