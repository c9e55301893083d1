//! The state as bytes, and back: format 1.
//!
//! Owns: the format's number, its frame, and what makes a snapshot believable. Does not know: where it is kept.
//! `FLHY`, format (u32), fingerprint of the rules (u64), the state, fingerprint of all before (u64).

mod nouns;

use std::collections::{BTreeMap, VecDeque};

use crate::codec::{Reader, Writer, fingerprint};
use crate::config::{Goals, Top};
use crate::contributors::{CONTRIBUTORS_MAX, Contributors, Tally};
use crate::feed::ContributorId;
use crate::history::{HISTORY_MAX, History};
use crate::hype::Hype;
use crate::refusal::SnapshotRefusal;
use crate::rules::Rules;
use crate::train::Train;
use crate::window::{Entry, WINDOW_MAX, Window};

use nouns::{read_by, read_points, read_summary, read_trigger, write_summary, write_trigger};

/// The format written. Others are refused by their number.
pub const SNAPSHOT_VERSION: u32 = 1;
const MAGIC: [u8; 4] = *b"FLHY";

impl Hype {
    /// All of the state. Equal states give equal bytes.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.0.extend_from_slice(&MAGIC);
        out.u32(SNAPSHOT_VERSION);
        out.u64(self.rules.fingerprint());
        out.i64(self.now);
        out.u32(self.present);
        out.u32(self.trains);
        out.maybe(self.cooling_until, Writer::i64);
        out.maybe(self.train.as_ref(), write_train);
        out.count(self.window.entries.len());
        self.window.entries.iter().for_each(|entry| write_entry(&mut out, entry));
        out.count(self.history.ended.len());
        self.history.ended.iter().for_each(|summary| write_summary(&mut out, summary));
        out.maybe(self.history.best.as_ref(), write_summary);
        let check = fingerprint(&out.0);
        out.u64(check);
        out.0
    }

    /// A number for the state, for comparing runs: equal states give equal numbers.
    #[must_use]
    pub fn state_hash(&self) -> u64 {
        fingerprint(&self.snapshot())
    }

    /// Goes on from a snapshot, under the same rules.
    ///
    /// # Errors
    ///
    /// Not a snapshot, of another format, taken under other rules, or damaged.
    pub fn restore(rules: Rules, bytes: &[u8]) -> Result<Self, SnapshotRefusal> {
        let mut from = Reader(bytes);
        if from.bytes::<4>().ok() != Some(MAGIC) {
            return Err(SnapshotRefusal::NotASnapshot);
        }
        let found = from.u32()?;
        if found != SNAPSHOT_VERSION {
            return Err(SnapshotRefusal::Version { found });
        }
        let (state, check) = bytes.split_last_chunk::<8>().ok_or(SnapshotRefusal::Damaged("it ends too early"))?;
        if fingerprint(state) != u64::from_le_bytes(*check) {
            return Err(SnapshotRefusal::Damaged("its checksum differs"));
        }
        if from.u64()? != rules.fingerprint() {
            return Err(SnapshotRefusal::OtherConfig);
        }
        from.0 = &state[state.len().min(16)..];
        let hype = read_state(rules, &mut from)?;
        if from.0.is_empty() { Ok(hype) } else { Err(SnapshotRefusal::Damaged("it goes on too long")) }
    }
}

fn read_state(rules: Rules, from: &mut Reader<'_>) -> Result<Hype, SnapshotRefusal> {
    let (now, present, trains) = (from.i64()?, from.u32()?, from.u32()?);
    let cooling_until = from.maybe(Reader::i64)?;
    let train = from.maybe(|from| read_train(from, &rules))?;
    let entries = (0..from.count(WINDOW_MAX)?).map(|_| read_entry(from)).collect::<Result<VecDeque<_>, _>>()?;
    if entries.iter().zip(entries.iter().skip(1)).any(|(older, younger)| older.at > younger.at) {
        return Err(SnapshotRefusal::Damaged("its window is out of order"));
    }
    let ended = (0..from.count(HISTORY_MAX)?).map(|_| read_summary(from)).collect::<Result<VecDeque<_>, _>>()?;
    let best = from.maybe(read_summary)?;
    if train.is_some() && cooling_until.is_some() {
        return Err(SnapshotRefusal::Damaged("a train runs while it cools down"));
    }
    let history = History { ended, best };
    Ok(Hype { rules, now, present, trains, train, cooling_until, window: Window { entries }, history })
}

fn write_train(out: &mut Writer, train: &Train) {
    out.u32(train.number);
    write_trigger(out, train.trigger);
    [train.started, train.counts_from, train.fed, train.level_since, train.next_tick].into_iter().for_each(|at| out.i64(at));
    [train.kickoff, train.level, train.peak_level, train.feeds].into_iter().for_each(|number| out.u32(number));
    out.flag(train.celebrated);
    [train.score, train.peak_score, train.given].into_iter().for_each(|points| out.u64(points.as_256ths()));
    out.count(train.contributors.tallies.len());
    for (by, tally) in &train.contributors.tallies {
        out.0.extend_from_slice(&by.0);
        tally.of_kind.iter().for_each(|points| out.u64(points.as_256ths()));
        out.u32(tally.reached);
    }
}

fn read_train(from: &mut Reader<'_>, rules: &Rules) -> Result<Train, SnapshotRefusal> {
    let mut train = Train::new(from.u32()?, read_trigger(from)?, 0, 0, rules);
    for at in [&mut train.started, &mut train.counts_from, &mut train.fed, &mut train.level_since, &mut train.next_tick] {
        *at = from.i64()?;
    }
    for number in [&mut train.kickoff, &mut train.level, &mut train.peak_level, &mut train.feeds] {
        *number = from.u32()?;
    }
    train.celebrated = from.flag()?;
    for points in [&mut train.score, &mut train.peak_score, &mut train.given] {
        *points = read_points(from)?;
    }
    if train.level < 1 || train.level > train.peak_level || train.peak_level > rules.highest() {
        return Err(SnapshotRefusal::Damaged("its level is not one of the rules"));
    }
    let mut tallies = BTreeMap::new();
    for _ in 0..from.count(CONTRIBUTORS_MAX)? {
        let by = ContributorId(from.bytes()?);
        let mut tally = Tally::default();
        for points in &mut tally.of_kind {
            *points = read_points(from)?;
        }
        tally.reached = from.u32()?;
        tallies.insert(by, tally);
    }
    train.contributors = Contributors::from_tallies(tallies);
    Ok(train)
}

fn write_entry(out: &mut Writer, entry: &Entry) {
    out.i64(entry.at);
    write_trigger(out, entry.trigger);
    out.maybe(entry.by, |out, by| out.0.extend_from_slice(&by.0));
    out.u32(entry.count);
    out.u64(entry.points.as_256ths());
}

fn read_entry(from: &mut Reader<'_>) -> Result<Entry, SnapshotRefusal> {
    Ok(Entry { at: from.i64()?, trigger: read_trigger(from)?, by: from.maybe(read_by)?, count: from.u32()?, points: read_points(from)? })
}

impl Rules {
    /// A number for the rules that decide how a state goes on.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut out = Writer::default();
        let config = &self.config;
        let kickoff = &config.kickoff;
        [kickoff.events, kickoff.people, kickoff.window_seconds].into_iter().for_each(|number| out.u32(number));
        out.f64(kickoff.share_of_present);
        out.u64(kickoff.least_points);
        match &config.goals {
            Goals::Listed { goals, step } => {
                out.count(goals.len());
                goals.iter().chain([step]).for_each(|goal| out.u64(*goal));
            }
            Goals::FromKickoff { factor } => out.f64(*factor),
        }
        let top = [Top::Completes, Top::Legendary, Top::Endless].iter().position(|top| *top == config.top);
        out.count(top.expect("all three are listed"));
        out.f64(config.decay.rate);
        [config.levels, config.decay.tick_seconds, config.idle_seconds, config.level_seconds].into_iter().for_each(|n| out.u32(n));
        [config.longest_seconds, config.cooldown_seconds, config.history, config.named].into_iter().for_each(|number| out.u32(number));
        out.maybe(config.conversion.as_ref(), |out, worth| {
            [worth.donation, worth.subscription, worth.subscription_tier_2].into_iter().for_each(|points| out.f64(points));
            [worth.subscription_tier_3, worth.bit, worth.cheer].into_iter().for_each(|points| out.f64(points));
        });
        out.maybe(config.moods.as_ref(), |out, worth| {
            [worth.strong, worth.tracked, worth.world_first].into_iter().for_each(|factor| out.f64(factor));
        });
        fingerprint(&out.0)
    }
}
