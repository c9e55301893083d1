//! One session: its seats, its stage, and what it has seen so far.
//!
//! Owns: the state of one run of one streamer. Does not know: the reservoir, other sessions.

use crate::event::Moment;
use crate::feeling::Mood;
use crate::fixed::ONE;
use crate::id::SessionId;
use crate::kernel::{Air, SAMPLE};
use crate::real::RealMembers;
use crate::rules::Rules;
use crate::seats::Seats;
use crate::stage::Stage;
use crate::visits::Visits;
use crate::vocabulary::INTERESTS_MAX;

/// How far a streamer has come (seed: growth phases).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the seed's own words")]
#[repr(u8)]
pub enum Phase {
    #[default]
    Unknown = 0,
    Rising = 1,
    Popular = 2,
    Celebrity = 3,
    Legend = 4,
}

impl Phase {
    /// All five, the lowest first.
    pub const ALL: [Self; 5] = [Self::Unknown, Self::Rising, Self::Popular, Self::Celebrity, Self::Legend];

    /// What a streamer of this phase is known for, unless the caller says otherwise.
    pub(crate) const fn reputation(self) -> u16 {
        [6_554, 19_661, 36_045, 52_429, 62_259][self as usize]
    }
}

/// Comings and goings of one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) joined: u32,
    pub(crate) left: [u32; 4],
    /// Who came or left first, by its number, for the events about one.
    pub(crate) first_joined: u32,
    pub(crate) first_left: [u32; 4],
    pub(crate) rallied: u32,
}

impl Tally {
    pub(crate) fn is_empty(&self) -> bool {
        self.joined == 0 && self.left == [0; 4] && self.rallied == 0
    }
}

/// The state of a session.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    /// The streamer's number.
    pub(crate) streamer: u32,
    pub(crate) phase: Phase,
    pub(crate) paused: bool,
    pub(crate) opened: u32,
    /// What it opened with.
    pub(crate) house: u32,
    pub(crate) reputation: u16,
    /// Level of the hype train, 0–6, told by the caller.
    pub(crate) hype: u8,
    /// People in the voice room, told by the caller.
    pub(crate) voice: u16,
    pub(crate) stage: Stage,
    pub(crate) weights: [u8; INTERESTS_MAX],
    pub(crate) seats: Seats,
    /// Word of mouth after events: 65,536 doubles what the house draws.
    pub(crate) buzz: u32,
    /// How much boredom of real viewers adds to leaving, of 256; fades. It raises the level below which members leave by half of that.
    pub(crate) restless: u32,
    /// Members who have been seen to be engaged above one half, and the mean engagement, in the last tick.
    pub(crate) engaged: u32,
    pub(crate) mean: u16,
    pub(crate) mood: Mood,
    pub(crate) peak: u32,
    /// Seats, added up over ticks.
    pub(crate) seat_ticks: u64,
    /// Engagement of all seats, added up over ticks.
    pub(crate) engagement_ticks: u64,
    pub(crate) visits: Visits,
    /// Followers who mean to come, the last one first: tick and member.
    pub(crate) expected: Vec<(u32, u32)>,
    pub(crate) real: RealMembers,
    pub(crate) moments: Vec<Moment>,
    pub(crate) tally: Tally,
}

impl Session {
    /// What its members share in this tick. A paused stage says nothing and nothing lifts: only loss goes on.
    pub(crate) fn air(&self, rules: &Rules, tick: u32) -> Air {
        let chance = (u64::from(rules.leave_chance) * u64::from(256 + self.restless)) >> 8;
        let (weights, heard, lift) = if self.paused { ([0; INTERESTS_MAX], 0, 0) } else { (self.weights, u8::MAX, self.lift()) };
        let below = (u32::from(rules.leave_below) * (512 + self.restless)) >> 9;
        Air {
            seed: rules.config.seed,
            tick,
            weights,
            heard,
            lift,
            adds_up: tick.wrapping_add(self.opened).is_multiple_of(SAMPLE),
            leave_below: below.min(32_767) as u16,
            leave_chance: chance.min(65_536) as u32,
        }
    }

    /// What hype and company add to every match, of 255: six levels of hype make it 90, eight voices 24.
    fn lift(&self) -> u8 {
        u8::try_from(u16::from(self.hype.min(6)) * 15 + self.voice.min(8) * 3).unwrap_or(u8::MAX)
    }

    /// How many simulated members the session can hold at the moment: the house, more where it is engaged, hyped or talked about, fewer
    /// where those who are there say how bored they are.
    pub(crate) fn draws(&self, rules: &Rules) -> u32 {
        let mean = u64::from(self.mean);
        let factor = 22_938 + mean * 85_197 / u64::from(ONE) + u64::from(self.hype.min(6)) * 9_830;
        let wanted = u64::from(self.house) * factor / 65_536 * u64::from(65_536 + self.buzz) / 65_536;
        let wanted = wanted * u64::from(2_048 - self.restless.min(1_024)) / 2_048;
        wanted.min(u64::from(rules.config.max_per_session)) as u32
    }

    pub(crate) fn simulated(&self) -> u32 {
        (self.seats.len() - self.real.len()) as u32
    }
}
