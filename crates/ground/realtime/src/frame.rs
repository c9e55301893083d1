//! The frames of one turn: encoded once, in one piece of memory, shared by reference.

use std::sync::Arc;

use footlights_base::{Epoch, Event, Topic};
use footlights_socketio::Frame;
use serde_json::value::RawValue;

/// Frames back to back, so that one write takes them all.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    joined: Frame,
    /// Length of each frame and the number with which one has it; 0 for a frame that everybody gets.
    marks: Arc<[(usize, i64)]>,
    from: usize,
}

impl Chunk {
    /// All frames as one piece.
    pub(crate) fn frame(&self) -> &Frame {
        &self.joined
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.marks.len() - self.from
    }

    /// The frames for someone who already has what there is up to `after`.
    pub(crate) fn after(&self, after: i64) -> Option<Self> {
        let known = self.marks[self.from..].iter().take_while(|(_, sequence)| *sequence != 0 && *sequence <= after);
        let (count, bytes) = known.fold((0, 0), |(count, bytes), (len, _)| (count + 1, bytes + len));
        let from = self.from + count;
        (from < self.marks.len()).then(|| Self { joined: self.joined.tail(bytes), marks: self.marks.clone(), from })
    }
}

/// Builds a [`Chunk`] for one namespace.
pub(crate) struct ChunkWriter<'a> {
    namespace: &'a str,
    frames: Vec<Frame>,
    marks: Vec<(usize, i64)>,
}

impl<'a> ChunkWriter<'a> {
    pub(crate) fn new(namespace: &'a str) -> Self {
        Self { namespace, frames: Vec::new(), marks: Vec::new() }
    }

    /// A durable event: `payload` with `numbers` (from [`numbers`]) merged in.
    pub(crate) fn event(&mut self, name: &str, payload: &RawValue, numbers: &str, sequence: i64) {
        self.merged(name, payload, numbers, sequence);
    }

    /// A frame without a number that says where things stand after the event `upto`, for everybody who has seen no further.
    pub(crate) fn state(&mut self, name: &str, payload: &RawValue, topic: &Topic, upto: i64) {
        self.merged(name, payload, &format!("\"topic\":\"{topic}\""), upto + 1);
    }

    /// A frame outside of the numbering, with its topic merged in.
    pub(crate) fn loose(&mut self, name: &str, payload: &RawValue, topic: &Topic) {
        self.merged(name, payload, &format!("\"topic\":\"{topic}\""), 0);
    }

    /// `snapshot {topic, epoch, sequence, state}`.
    pub(crate) fn snapshot(&mut self, topic: &Topic, epoch: Epoch, sequence: i64, state: &RawValue) {
        self.push("snapshot", &format!("{{\"topic\":\"{topic}\",\"epoch\":{epoch},\"sequence\":{sequence},\"state\":{}}}", state.get()), 0);
    }

    /// `resync {topic}`.
    pub(crate) fn resync(&mut self, topic: &Topic) {
        self.push("resync", &format!("{{\"topic\":\"{topic}\"}}"), 0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Everything written, or `None` when that is nothing.
    pub(crate) fn finish(self) -> Option<Chunk> {
        if self.frames.is_empty() {
            return None;
        }
        Some(Chunk { joined: Frame::joined(self.frames), marks: self.marks.into(), from: 0 })
    }

    fn merged(&mut self, name: &str, payload: &RawValue, fields: &str, sequence: i64) {
        let text = payload.get().trim();
        let Some(body) = text.strip_suffix('}').map(str::trim_end).filter(|body| body.starts_with('{')) else {
            tracing::error!(name, "a payload is not a JSON object; the frame is dropped");
            return;
        };
        let comma = if body.len() > 1 { "," } else { "" };
        self.push(name, &format!("{body}{comma}{fields}}}"), sequence);
    }

    fn push(&mut self, name: &str, args: &str, sequence: i64) {
        let frame = Frame::event(self.namespace, name, args);
        self.marks.push((frame.size(), sequence));
        self.frames.push(frame);
    }
}

/// The fields every durable event carries (4-contracts §6), as the inside of a JSON object.
pub(crate) fn numbers(event: &Event) -> String {
    format!(
        "\"eventId\":\"{}\",\"topic\":\"{}\",\"epoch\":{},\"sequence\":{},\"occurredAt\":\"{}\",\"displayAt\":\"{}\"",
        event.id, event.topic, event.epoch, event.sequence, event.occurred_at, event.display_at
    )
}

#[cfg(test)]
mod tests {
    use super::{Chunk, ChunkWriter};
    use serde_json::value::RawValue;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).expect("JSON")
    }

    fn packets(chunk: &Chunk) -> Vec<String> {
        let mut payload = String::new();
        chunk.frame().write_polling(&mut payload);
        payload.split('\x1e').map(str::to_owned).collect()
    }

    #[test]
    fn numbers_are_merged_into_the_payload() {
        let mut writer = ChunkWriter::new("/streaming");
        writer.event("tip", &raw("{\"a\":1}"), "\"sequence\":7", 7);
        writer.event("tip", &raw("{ }"), "\"sequence\":8", 8);
        let chunk = writer.finish().expect("two frames");
        assert_eq!(packets(&chunk), ["42/streaming,[\"tip\",{\"a\":1,\"sequence\":7}]", "42/streaming,[\"tip\",{\"sequence\":8}]"]);
    }

    #[test]
    fn a_payload_that_is_no_object_never_leaves() {
        let mut writer = ChunkWriter::new("/");
        writer.event("tip", &raw("[1]"), "\"sequence\":7", 7);
        assert!(writer.finish().is_none());
    }

    #[test]
    fn a_tail_keeps_what_is_newer_and_what_has_no_number() {
        let mut writer = ChunkWriter::new("/");
        let topic = footlights_base::Topic::new("session", "x");
        for sequence in 1..=3 {
            writer.event("e", &raw("{}"), &format!("\"n\":{sequence}"), sequence);
        }
        writer.state("s", &raw("{}"), &topic, 3);
        writer.loose("l", &raw("{}"), &topic);
        let chunk = writer.finish().expect("frames");
        let tail = chunk.after(2).expect("three are newer");
        let (state, loose) = ("42[\"s\",{\"topic\":\"session:x\"}]", "42[\"l\",{\"topic\":\"session:x\"}]");
        assert_eq!(packets(&tail), ["42[\"e\",{\"n\":3}]", state, loose]);
        assert_eq!(packets(&tail.after(3).expect("the state after 3")), [state, loose]);
        assert_eq!(packets(&tail.after(4).expect("the one without a number")), [loose]);
    }
}
