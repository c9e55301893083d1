//! Events that the next tick will tell: those of commands since the last one.

use super::{Reader, Sink};
use crate::event::{Event, Moment, Reason, Summary};
use crate::id::{SessionId, StreamerId, ViewerId};
use crate::refusal::SnapshotRefusal;

pub(super) fn write(events: &[Event], sink: &mut impl Sink) {
    sink.count(events.len());
    for event in events {
        match event {
            Event::Left { session, viewer, count, reason } => {
                sink.u8(0);
                sink.u128(session.0);
                sink.u128(viewer.0);
                sink.u32(*count);
                sink.u8(*reason as u8);
            }
            Event::Ended(summary) => {
                sink.u8(1);
                write_summary(summary, sink);
            }
            Event::FollowGained { streamer, count, named } => write_follows(2, *streamer, *count, named, sink),
            Event::FollowLost { streamer, count, named } => write_follows(3, *streamer, *count, named, sink),
            Event::Joined { session, viewer, count } => {
                sink.u8(4);
                sink.u128(session.0);
                sink.u128(viewer.0);
                sink.u32(*count);
            }
            Event::Rallied { session, count } => {
                sink.u8(5);
                sink.u128(session.0);
                sink.u32(*count);
            }
            Event::Changed { .. } => unreachable!("only a tick sees that a house has changed"),
        }
    }
}

fn write_follows(kind: u8, streamer: StreamerId, count: u32, named: &[ViewerId], sink: &mut impl Sink) {
    sink.u8(kind);
    sink.u128(streamer.0);
    sink.u32(count);
    sink.count(named.len());
    named.iter().for_each(|viewer| sink.u128(viewer.0));
}

fn write_summary(summary: &Summary, sink: &mut impl Sink) {
    sink.u128(summary.session.0);
    sink.u128(summary.streamer.0);
    sink.column_u32(&[summary.ticks, summary.peak, summary.average]);
    sink.column_u32(&[summary.followers_gained, summary.followers_lost, summary.followers_refused]);
    sink.u64(summary.seconds);
    sink.u64(summary.watch_seconds);
    sink.u64(summary.engagement.to_bits());
    sink.count(summary.moments.len());
    summary.moments.iter().for_each(|moment| moment.write(sink));
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Vec<Event>, SnapshotRefusal> {
    let mut events = Vec::new();
    for _ in 0..reader.count(21)? {
        events.push(match reader.u8()? {
            0 => {
                let (session, viewer, count) = (SessionId(reader.u128()?), ViewerId(reader.u128()?), reader.u32()?);
                let reason = Reason::ALL.get(usize::from(reader.u8()?)).ok_or(SnapshotRefusal::Damaged("a reason is unknown"))?;
                Event::Left { session, viewer, count, reason: *reason }
            }
            1 => Event::Ended(Box::new(read_summary(reader)?)),
            4 => Event::Joined { session: SessionId(reader.u128()?), viewer: ViewerId(reader.u128()?), count: reader.u32()? },
            5 => Event::Rallied { session: SessionId(reader.u128()?), count: reader.u32()? },
            kind @ (2 | 3) => {
                let (streamer, count) = (StreamerId(reader.u128()?), reader.u32()?);
                let mut named = Vec::new();
                for _ in 0..reader.count(16)? {
                    named.push(ViewerId(reader.u128()?));
                }
                if kind == 2 { Event::FollowGained { streamer, count, named } } else { Event::FollowLost { streamer, count, named } }
            }
            _ => return Err(SnapshotRefusal::Damaged("an event is unknown")),
        });
    }
    Ok(events)
}

fn read_summary(reader: &mut Reader<'_>) -> Result<Summary, SnapshotRefusal> {
    let (session, streamer) = (SessionId(reader.u128()?), StreamerId(reader.u128()?));
    let (ticks, peak, average) = (reader.u32()?, reader.u32()?, reader.u32()?);
    let (followers_gained, followers_lost, followers_refused) = (reader.u32()?, reader.u32()?, reader.u32()?);
    let (seconds, watch_seconds, engagement) = (reader.u64()?, reader.u64()?, f64::from_bits(reader.u64()?));
    let mut moments = Vec::new();
    for _ in 0..reader.count(14)? {
        moments.push(Moment::read(reader)?);
    }
    Ok(Summary {
        session,
        streamer,
        ticks,
        seconds,
        peak,
        average,
        engagement,
        watch_seconds,
        followers_gained,
        followers_lost,
        followers_refused,
        moments,
    })
}
