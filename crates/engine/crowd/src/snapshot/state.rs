//! The state but for what is in a session ([`super::session`]), column by column; reading mirrors writing line by line.

use super::{Reader, Sink};
use crate::crowd::Crowd;
use crate::id::StreamerId;
use crate::refusal::SnapshotRefusal;
use crate::reservoir::{Member, Memory, Profile, Reservoir};
use crate::seats::REAL_FROM;
use crate::session::Session;
use crate::streamers::{Follower, Prospect, Streamer};

type Read<T> = Result<T, SnapshotRefusal>;

impl Crowd {
    pub(crate) fn write(&self, sink: &mut impl Sink) {
        sink.u32(self.tick);
        sink.u8(u8::from(self.busy));
        self.reservoir.write(sink);
        sink.count(self.sessions.len());
        for session in &self.sessions {
            sink.u8(u8::from(session.is_some()));
            if let Some(session) = session {
                session.write(sink);
            }
        }
        sink.count(self.streamers.len());
        self.streamers.iter().for_each(|streamer| streamer.write(sink));
        super::waiting::write(&self.waiting, sink);
    }

    pub(super) fn read(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        self.tick = reader.u32()?;
        self.busy = reader.u8()? != 0;
        self.reservoir = Reservoir::read(reader)?;
        for number in 0..reader.count(1)? as u32 {
            let session = if reader.u8()? == 0 { None } else { Some(Session::read(reader)?) };
            if let Some(session) = &session {
                self.by_session.insert(session.id, number);
            }
            self.sessions.push(session);
        }
        for number in 0..reader.count(32)? as u32 {
            let streamer = Streamer::read(reader)?;
            self.by_streamer.insert(streamer.id, number);
            self.streamers.push(streamer);
        }
        self.waiting = super::waiting::read(reader)?;
        Ok(())
    }

    /// What a hash cannot promise: that the parts agree.
    pub(super) fn check(&self) -> Read<()> {
        let damaged = |what| Err(SnapshotRefusal::Damaged(what));
        let mut out = 0;
        for (number, session) in self.sessions.iter().enumerate().filter_map(|(number, session)| Some((number as u32, session.as_ref()?))) {
            if self.streamers.get(session.streamer as usize).is_none_or(|streamer| streamer.live != Some(number)) {
                return damaged("a session has no streamer");
            }
            if session.stage.lit().iter().any(|lit| usize::from(lit.tag) >= self.rules.words.tags.len()) {
                return damaged("a tag is not in the vocabulary");
            }
            for member in session.seats.tickets.iter().map(|ticket| ticket.member).filter(|&member| member < REAL_FROM) {
                if self.reservoir.members.get(member as usize).map(|one| one.profile.place) != Some(number) {
                    return damaged("a seat's member is elsewhere");
                }
                out += 1;
            }
        }
        let free_right =
            self.reservoir.free.iter().all(|&member| (member as usize) < self.reservoir.len() && self.reservoir.is_free(member));
        if !free_right || self.reservoir.free.len() + out != self.reservoir.len() {
            return damaged("free and checked out do not add up");
        }
        let known = |member: u32| (member as usize) < self.reservoir.len();
        let followers_known = self.streamers.iter().flat_map(|streamer| &streamer.followers).all(|follower| known(follower.member));
        let expected_known = self.sessions.iter().flatten().flat_map(|session| &session.expected).all(|(_, member)| known(*member));
        if !followers_known || !expected_known {
            return damaged("a follower is no member");
        }
        Ok(())
    }
}

impl Reservoir {
    fn write(&self, sink: &mut impl Sink) {
        sink.count(self.members.len());
        for Member { profile, .. } in &self.members {
            sink.u16(profile.interests);
            sink.u16(profile.traits);
            sink.bytes(&[profile.growth, profile.decay, profile.base, profile.bias]);
            sink.u32(profile.rests_until);
            sink.u32(profile.place);
        }
        for Member { memory, .. } in &self.members {
            sink.u32(memory.favourite);
            sink.u32(memory.favourite_ticks);
            sink.u32(memory.last_active);
            sink.u16(memory.changed_at_hour);
            sink.u8(memory.left);
        }
        sink.count(self.free.len());
        sink.column_u32(&self.free);
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let count = reader.count(31)?;
        let mut reservoir = Self::default();
        for _ in 0..count {
            let (interests, traits) = (reader.u16()?, reader.u16()?);
            let (growth, decay, base, bias) = (reader.u8()?, reader.u8()?, reader.u8()?, reader.u8()?);
            let (rests_until, place) = (reader.u32()?, reader.u32()?);
            reservoir.members.push(Member {
                profile: Profile { interests, traits, growth, decay, base, bias, rests_until, place },
                memory: Memory::EMPTY,
            });
        }
        for member in &mut reservoir.members {
            let (favourite, favourite_ticks) = (reader.u32()?, reader.u32()?);
            let (last_active, changed_at_hour, left) = (reader.u32()?, reader.u16()?, reader.u8()?);
            member.memory = Memory { favourite, favourite_ticks, last_active, changed_at_hour, left };
        }
        let free = reader.count(4)?;
        reservoir.free = reader.column_u32(free)?;
        let right = |(position, &member): (usize, &u32)| {
            reservoir.members.get(member as usize).map(|one| one.profile.place) == Some((1 << 31) | position as u32)
        };
        if reservoir.free.iter().enumerate().all(right) {
            Ok(reservoir)
        } else {
            Err(SnapshotRefusal::Damaged("a free member is elsewhere"))
        }
    }
}

impl Streamer {
    fn write(&self, sink: &mut impl Sink) {
        sink.u128(self.id.0);
        sink.u32(self.live.unwrap_or(u32::MAX));
        sink.u32(self.sessions);
        sink.u32(self.last_ended);
        sink.count(self.followers.len());
        for follower in &self.followers {
            sink.column_u32(&[follower.member, follower.since, follower.attended]);
            sink.u16(follower.loyalty);
            sink.u16(follower.missed);
            sink.u64(follower.watched);
        }
        sink.count(self.prospects.len());
        for (member, prospect) in &self.prospects {
            sink.column_u32(&[*member, prospect.sessions, prospect.last]);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut streamer = Self::new(StreamerId(reader.u128()?));
        streamer.live = Some(reader.u32()?).filter(|&number| number != u32::MAX);
        (streamer.sessions, streamer.last_ended) = (reader.u32()?, reader.u32()?);
        for _ in 0..reader.count(24)? {
            let (member, since, attended) = (reader.u32()?, reader.u32()?, reader.u32()?);
            let (loyalty, missed, watched) = (reader.u16()?, reader.u16()?, reader.u64()?);
            streamer.followers.push(Follower { member, since, loyalty, missed, attended, watched });
        }
        for _ in 0..reader.count(12)? {
            streamer.prospects.insert(reader.u32()?, Prospect { sessions: reader.u32()?, last: reader.u32()? });
        }
        Ok(streamer)
    }
}
