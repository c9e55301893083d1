//! The followers of one topic who see the same bytes: one audience of one namespace.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use footlights_base::{Epoch, Event, Topic};
use serde_json::value::RawValue;

use super::Outlets;
use super::followers::Followers;
use super::paced::Paced;
use crate::frame::{Chunk, ChunkWriter, numbers};
use crate::{Audience, Ephemeral, Namespace, WireEvent};
use footlights_socketio::NamespaceId;

/// What a turn has for all groups of its topic.
pub(super) struct Turn<'a> {
    pub(super) topic: &'a Topic,
    /// Each with the fields of its numbers.
    pub(super) events: &'a [(Arc<Event>, String)],
    pub(super) loose: &'a [Arc<Ephemeral>],
    /// The number at which everybody stands after the turn.
    pub(super) upto: i64,
}

pub(super) struct Group {
    pub(super) namespace: NamespaceId,
    pub(super) audience: Audience,
    projector: Arc<dyn Namespace>,
    pub(super) followers: Followers,
    paced: Paced,
    /// The newest replay, from one number to another: after a restart everybody asks for the same.
    replayed: Option<(i64, i64, Option<Chunk>)>,
}

impl Group {
    pub(super) fn new(namespace: NamespaceId, audience: Audience, projector: Arc<dyn Namespace>) -> Self {
        Self { namespace, audience, projector, followers: Followers::default(), paced: Paced::default(), replayed: None }
    }

    /// Encodes what is new once and gives it to everybody.
    pub(super) fn turn(&mut self, turn: &Turn<'_>, now: u64, out: &mut impl Outlets) {
        if self.followers.live().next().is_none() {
            // Whoever begins is brought up to date, so nobody will lack what waits.
            self.paced.clear();
            return;
        }
        let Some(chunk) = self.encode_turn(turn, now) else {
            // Nothing of it is for this audience, but its followers are past it all the same.
            self.advance(turn.upto);
            return;
        };
        let first = turn.events.first().map_or(turn.upto + 1, |(event, _)| event.sequence);
        for follower in self.followers.live() {
            if follower.after < first {
                out.push(follower.slot, &chunk);
            } else if let Some(tail) = chunk.after(follower.after) {
                out.push(follower.slot, &tail);
            }
            follower.after = follower.after.max(turn.upto);
        }
    }

    /// The frames of events out of the history, for one who comes back.
    pub(super) fn replay(&mut self, topic: &Topic, after: i64, last: i64, events: impl Iterator<Item = Arc<Event>>) -> Option<Chunk> {
        if let Some((from, to, chunk)) = &self.replayed
            && (*from, *to) == (after, last)
        {
            return chunk.clone();
        }
        let events: Vec<_> = events.collect();
        let chunk = self.encode_missing(topic, &events);
        self.replayed = Some((after, last, chunk.clone()));
        chunk
    }

    /// When a frame that waits must leave.
    pub(super) fn deadline(&self) -> Option<u64> {
        self.paced.deadline()
    }

    /// What waits leaves with the next turn.
    pub(super) fn hurry(&mut self) {
        self.paced.hurry();
    }

    /// What waits says nothing any more.
    pub(super) fn forget_waiting(&mut self) {
        self.paced.clear();
    }

    pub(super) fn forget_replay(&mut self) {
        self.replayed = None;
    }

    pub(super) fn encode_missing(&self, topic: &Topic, events: &[Arc<Event>]) -> Option<Chunk> {
        let mut writer = ChunkWriter::new(self.projector.path());
        let mut paced = Paced::default();
        for event in events {
            self.encode(event, &numbers(event), &mut writer, &mut paced, 0);
        }
        let upto = events.last().map_or(0, |event| event.sequence);
        paced.hurry();
        paced.take(0, true, |name, payload| writer.state(name, payload, topic, upto));
        writer.finish()
    }

    pub(super) fn snapshot(&self, topic: &Topic, epoch: Epoch, sequence: i64, state: &RawValue) -> Option<Chunk> {
        let mut writer = ChunkWriter::new(self.projector.path());
        writer.snapshot(topic, epoch, sequence, state);
        writer.finish()
    }

    pub(super) fn resync(&self, topic: &Topic) -> Option<Chunk> {
        let mut writer = ChunkWriter::new(self.projector.path());
        writer.resync(topic);
        writer.finish()
    }

    fn advance(&mut self, last: i64) {
        for follower in self.followers.live() {
            follower.after = follower.after.max(last);
        }
    }

    fn encode_turn(&mut self, turn: &Turn<'_>, now: u64) -> Option<Chunk> {
        let mut writer = ChunkWriter::new(self.projector.path());
        let mut paced = std::mem::take(&mut self.paced);
        for (event, numbers) in turn.events {
            self.encode(event, numbers, &mut writer, &mut paced, now);
        }
        let mut loose = turn.loose.iter().filter(|frame| frame.is_for(self.audience)).peekable();
        let company = !writer.is_empty() || loose.peek().is_some();
        paced.take(now, company, |name, payload| writer.state(name, payload, turn.topic, turn.upto));
        for frame in loose {
            writer.loose(&frame.name, &frame.payload, turn.topic);
        }
        self.paced = paced;
        writer.finish()
    }

    fn encode(&self, event: &Event, numbers: &str, writer: &mut ChunkWriter<'_>, paced: &mut Paced, now: u64) {
        let Some(wire) = self.project(event) else { return };
        writer.event(wire.name, &wire.payload, numbers, event.sequence);
        if let Some(key) = &wire.settles {
            paced.settle(wire.name, key.clone(), now);
        }
        for follower in wire.followers {
            paced.put(follower, now);
        }
    }

    fn project(&self, event: &Event) -> Option<WireEvent> {
        let projected = catch_unwind(AssertUnwindSafe(|| self.projector.project(event, self.audience)));
        projected.unwrap_or_else(|_| {
            metrics::counter!("footlights_realtime_projection_panics_total").increment(1);
            tracing::error!(kind = &*event.kind, namespace = self.projector.path(), "a projection panicked; its event is not shown");
            None
        })
    }
}

/// Whether two coalesced frames are about the same thing.
pub(super) fn same(name: &str, key: Option<&Cow<'static, str>>, other_name: &str, other_key: Option<&Cow<'static, str>>) -> bool {
    key.is_some() && key == other_key && name == other_name
}
