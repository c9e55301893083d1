//! What is in a session; reading mirrors writing line by line.

use super::{Reader, Sink};
use crate::content::MomentType;
use crate::event::Moment;
use crate::feeling::Mood;
use crate::id::SessionId;
use crate::real::{RealMember, RealMembers};
use crate::refusal::SnapshotRefusal;
use crate::seats::Seats;
use crate::session::{Phase, Session, Tally};
use crate::stage::{Lit, Stage};
use crate::visits::{Visit, Visits};

type Read<T> = Result<T, SnapshotRefusal>;

const MOMENTS: [MomentType; 6] = [
    MomentType::WorldFirst,
    MomentType::Achievement,
    MomentType::CombatHighlight,
    MomentType::Discovery,
    MomentType::SocialMoment,
    MomentType::HypeTrainPeak,
];

impl Session {
    pub(super) fn write(&self, sink: &mut impl Sink) {
        sink.u128(self.id.0);
        sink.u32(self.streamer);
        sink.bytes(&[self.phase as u8, u8::from(self.paused), self.hype]);
        for value in [self.opened, self.house, self.buzz, self.restless, self.engaged, self.peak] {
            sink.u32(value);
        }
        for value in [self.reputation, self.voice, self.mean] {
            sink.u16(value);
        }
        sink.u64(self.seat_ticks);
        sink.u64(self.engagement_ticks);
        sink.bytes(&self.weights);
        sink.count(self.stage.lit().len());
        for lit in self.stage.lit() {
            sink.u16(lit.tag);
            sink.u16(lit.strength);
            sink.u8(u8::from(lit.held));
        }
        self.seats.write(sink);
        self.mood.write(sink);
        sink.count(self.visits.len());
        for (member, visit) in &self.visits.sorted() {
            sink.column_u32(&[*member, visit.watched, visit.sum]);
        }
        sink.count(self.expected.len());
        for (tick, member) in &self.expected {
            sink.column_u32(&[*tick, *member]);
        }
        self.real.write(sink);
        sink.count(self.moments.len());
        self.moments.iter().for_each(|moment| moment.write(sink));
        self.tally.write(sink);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let (id, streamer) = (SessionId(reader.u128()?), reader.u32()?);
        let phase = *Phase::ALL.get(usize::from(reader.u8()?)).ok_or(SnapshotRefusal::Damaged("a phase is unknown"))?;
        let (paused, hype) = (reader.u8()? != 0, reader.u8()?);
        let (opened, house, buzz) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (restless, engaged, peak) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (reputation, voice, mean) = (reader.u16()?, reader.u16()?, reader.u16()?);
        let (seat_ticks, engagement_ticks) = (reader.u64()?, reader.u64()?);
        let mut weights = [0; crate::vocabulary::INTERESTS_MAX];
        for weight in &mut weights {
            *weight = reader.u8()?;
        }
        let mut stage = Stage::default();
        for _ in 0..reader.count(5)? {
            stage.put(Lit { tag: reader.u16()?, strength: reader.u16()?, held: reader.u8()? != 0 });
        }
        let (seats, mood) = (Seats::read(reader)?, Mood::read(reader)?);
        let mut visits = Visits::default();
        for _ in 0..reader.count(12)? {
            visits.insert(reader.u32()?, Visit { watched: reader.u32()?, sum: reader.u32()? });
        }
        let mut expected = Vec::new();
        for _ in 0..reader.count(8)? {
            expected.push((reader.u32()?, reader.u32()?));
        }
        let real = RealMembers::read(reader)?;
        let mut moments = Vec::new();
        for _ in 0..reader.count(14)? {
            moments.push(Moment::read(reader)?);
        }
        let tally = Tally::read(reader)?;
        Ok(Self {
            id,
            streamer,
            phase,
            paused,
            opened,
            house,
            reputation,
            hype,
            voice,
            stage,
            weights,
            seats,
            buzz,
            restless,
            engaged,
            mean,
            mood,
            peak,
            seat_ticks,
            engagement_ticks,
            visits,
            expected,
            real,
            moments,
            tally,
        })
    }
}

impl Mood {
    fn write(&self, sink: &mut impl Sink) {
        sink.column_u32(&self.sent);
        sink.bytes(&[self.most, u8::from(self.counted), u8::from(self.shifted)]);
        for (members, weight) in self.strong {
            sink.u32(members);
            sink.u64(weight);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut mood = Self::default();
        for sent in &mut mood.sent {
            *sent = reader.u32()?;
        }
        (mood.most, mood.counted, mood.shifted) = (reader.u8()?, reader.u8()? != 0, reader.u8()? != 0);
        for strong in &mut mood.strong {
            *strong = (reader.u32()?, reader.u64()?);
        }
        Ok(mood)
    }
}

impl RealMembers {
    fn write(&self, sink: &mut impl Sink) {
        sink.u32(self.made);
        sink.u32(self.last_pulse);
        sink.u16(self.fading);
        sink.count(self.members.len());
        for one in &self.members {
            sink.u32(one.number);
            sink.u128(one.id);
            sink.u8(one.kind);
            sink.u32(one.fed);
            sink.u32(one.sessions);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let (made, last_pulse, fading) = (reader.u32()?, reader.u32()?, reader.u16()?);
        let mut members = Vec::new();
        for _ in 0..reader.count(29)? {
            let (number, id, kind) = (reader.u32()?, reader.u128()?, reader.u8()?);
            members.push(RealMember { number, id, kind, fed: reader.u32()?, sessions: reader.u32()? });
        }
        Ok(Self { members, made, last_pulse, fading })
    }
}

impl Moment {
    pub(super) fn write(&self, sink: &mut impl Sink) {
        sink.u32(self.tick);
        sink.u8(MOMENTS.iter().position(|one| *one == self.moment).expect("all six are listed") as u8);
        sink.u64(self.reaction.to_bits());
        sink.u8(u8::from(self.description.is_some()));
        if let Some(description) = &self.description {
            sink.text(description);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let tick = reader.u32()?;
        let moment = *MOMENTS.get(usize::from(reader.u8()?)).ok_or(SnapshotRefusal::Damaged("a moment is unknown"))?;
        let reaction = f64::from_bits(reader.u64()?);
        let description = if reader.u8()? == 0 { None } else { Some(reader.text()?) };
        Ok(Self { tick, moment, description, reaction })
    }
}

impl Tally {
    fn write(&self, sink: &mut impl Sink) {
        sink.column_u32(&[self.joined, self.first_joined, self.rallied]);
        sink.column_u32(&self.left);
        sink.column_u32(&self.first_left);
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let (joined, first_joined, rallied) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let mut tally = Self { joined, first_joined, rallied, ..Self::default() };
        for left in tally.left.iter_mut().chain(&mut tally.first_left) {
            *left = reader.u32()?;
        }
        Ok(tally)
    }
}
