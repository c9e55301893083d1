//! What a scenario says, done to the crowd.
//!
//! Owns: from an action to the crowd's command, and the mark it leaves. Does not know: when.

use footlights_base::{Intensity, SentimentEntry, TrackingId};
use footlights_crowd::{Happening, Opening, Reason, Refusal, StreamerId};
use footlights_hype::Hype;

use super::super::plan::{Action, What, feeling};
use super::super::record::{Mark, MarkKind};
use super::super::scenario::{EventLine, PulseLine, Stream};
use super::{Play, session_id};

impl Play<'_> {
    pub(super) fn act(&mut self, action: Action) -> Result<(), Refusal> {
        let checked = self.checked;
        let session = checked.sessions[action.session];
        let stream = &checked.scenario.stream[session.stream];
        let id = session_id(action.session);
        // A raid may have ended it early.
        let is_on = self.on[session.streamer].as_ref().is_some_and(|(on, _)| *on == action.session);
        if !is_on && action.what != What::Open {
            return Ok(());
        }
        match action.what {
            What::Open => self.open(action.session, stream),
            What::Close => self.close(session.streamer),
            What::Pause => self.crowd.pause(id).map(|()| self.mark(session.streamer, MarkKind::Pause, Some("pause"))),
            What::Resume => self.crowd.resume(id),
            What::Voice(number) => self.crowd.set_voice(id, stream.voice[number].people),
            What::Tags(number) => {
                let tags: Vec<(&str, f64)> = stream.then[number].tags.iter().map(|(tag, strength)| (tag.as_str(), *strength)).collect();
                self.crowd.set_tags(id, &tags)
            }
            What::Event(number) => self.happen(action.session, &stream.event[number]),
            What::Pulse(number, time) => self.pulse(action.session, number, time, &stream.pulse[number]),
            What::Raid(number) => self.raid(action.session, stream, number),
        }
    }

    fn open(&mut self, number: usize, stream: &Stream) -> Result<(), Refusal> {
        let streamer = self.checked.sessions[number].streamer;
        let opening = Opening {
            reputation: stream.reputation,
            house: stream.house,
            tags: stream.tags.iter().map(|(tag, strength)| (tag.clone(), *strength)).collect(),
            ..Opening::of(session_id(number), streamer_id(streamer), stream.phase)
        };
        self.crowd.open(&opening)?;
        self.on[streamer] = Some((number, Hype::new(self.checked.hype.clone())));
        Ok(())
    }

    pub(super) fn close(&mut self, streamer: usize) -> Result<(), Refusal> {
        let Some((number, mut hype)) = self.on[streamer].take() else {
            return Ok(());
        };
        let stayed = self.crowd.view(session_id(number))?.audience;
        let summary = self.crowd.end(session_id(number))?;
        let now = self.now();
        for event in hype.handle_session_end(now) {
            if let footlights_hype::Event::Ended(summary) = event {
                self.record.curves[streamer].rides.push(*summary);
            }
        }
        let curve = &mut self.record.curves[streamer];
        curve.ends.push(summary);
        curve.left[Reason::SessionEnd as usize] += u64::from(stayed);
        // Who follows is decided at the end, after the last tick it was on.
        if let Some(last) = curve.followers.last_mut() {
            *last = self.crowd.followers(streamer_id(streamer), 0, 0).1 as f32;
        }
        Ok(())
    }

    fn happen(&mut self, number: usize, line: &EventLine) -> Result<(), Refusal> {
        let happening =
            Happening { tags: line.tags.clone(), description: line.description.clone(), ..Happening::of(line.event, line.significance) };
        self.crowd.react(session_id(number), &happening)?;
        let streamer = self.checked.sessions[number].streamer;
        self.mark(streamer, MarkKind::Event, line.description.as_deref());
        Ok(())
    }

    fn pulse(&mut self, number: usize, line: usize, time: u32, pulse: &PulseLine) -> Result<(), Refusal> {
        let entry = |person: u32| {
            let (category, intensity) = feeling(pulse, self.seed, [number as u64, line as u64, u64::from(time), u64::from(person)]);
            let tracked = person < pulse.tracked;
            // The same people each time: their ids follow from session, line and place.
            let id = 1 << 64 | (number as u128) << 40 | (line as u128) << 20 | u128::from(person);
            SentimentEntry {
                category,
                intensity: Intensity::clamped(intensity as f32),
                tracking_id: tracked.then(|| TrackingId::from_bytes(id.to_be_bytes())),
                viewer_type: tracked.then_some(pulse.viewer),
            }
        };
        let entries: Vec<SentimentEntry> = (0..pulse.people).map(entry).collect();
        self.crowd.pulse(session_id(number), &entries).map(|_| ())
    }

    fn raid(&mut self, number: usize, stream: &Stream, line: usize) -> Result<(), Refusal> {
        let raid = &stream.raid[line];
        let target = self.checked.streamers.iter().position(|name| *name == raid.to).expect("checked");
        let to = self.on[target].as_ref().map(|(session, _)| *session).ok_or(Refusal::UnknownSession)?;
        let went = self.crowd.raid(session_id(number), session_id(to), raid.share)?;
        let streamer = self.checked.sessions[number].streamer;
        self.mark(streamer, MarkKind::Raid, Some(&format!("{} raids {} with {went}", stream.name, raid.to)));
        self.mark(target, MarkKind::Raid, None);
        if !raid.and_end {
            return Ok(());
        }
        // A session that has ended is asked nothing more: nobody else would count those who went.
        self.record.curves[streamer].left[Reason::Competed as usize] += u64::from(went);
        self.close(streamer)
    }

    fn mark(&mut self, streamer: usize, kind: MarkKind, text: Option<&str>) {
        let mark = Mark { tick: self.tick, text: text.map(str::to_owned), kind };
        self.record.curves[streamer].marks.push(mark);
    }
}

pub(in super::super) fn streamer_id(number: usize) -> StreamerId {
    StreamerId(number as u128 + 1)
}
