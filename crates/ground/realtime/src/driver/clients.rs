//! All connections of one loop thread: where frames are queued and from where they are written.

use std::collections::VecDeque;
use std::io::{ErrorKind, IoSlice, Write as _};

use footlights_socketio::{SendError, Transport};

use super::client::Client;
use super::slots::Slots;
use crate::frame::Chunk;
use crate::outbox::{Next, PIECES_PER_WRITE_MAX};
use crate::topic::Outlets;

pub(super) struct Clients {
    pub(super) slots: Slots<Box<Client>>,
    /// Those with something to write, each once, in the order in which it came.
    dirty: VecDeque<u32>,
    /// Those with an answer to write, before all others.
    urgent: Vec<u32>,
    /// Those with too much to write, to be dropped after the turn.
    slow: Vec<u32>,
    /// Polling ones that may have an answer for their poll.
    answerable: Vec<u32>,
    frames_max: usize,
    bytes_max: usize,
    /// Frames queued since the last look.
    pub(super) frames: u64,
}

/// What a write did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flushed {
    /// Nothing waits any more.
    Empty,
    /// The stream takes no more for now.
    Blocked,
    /// The stream is broken.
    Lost,
}

impl Clients {
    pub(super) fn new(frames_max: usize, bytes_max: usize) -> Self {
        Self {
            slots: Slots::new(),
            dirty: VecDeque::new(),
            urgent: Vec::new(),
            slow: Vec::new(),
            answerable: Vec::new(),
            frames_max,
            bytes_max,
            frames: 0,
        }
    }

    /// Reports how much waits to be written on this thread.
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    pub(super) fn weigh(&mut self, owner: u16) {
        let slots = self.slots.slots();
        let bytes: usize = slots.into_iter().filter_map(|slot| self.slots.at(slot).map(|client| client.outbox.bytes())).sum();
        metrics::gauge!("footlights_realtime_outbox_bytes", "thread" => owner.to_string()).set(bytes as f64);
    }

    /// Says that something waits to be written.
    pub(super) fn soil(&mut self, slot: u32) {
        if let Some(client) = self.slots.at(slot)
            && !client.dirty
        {
            client.dirty = true;
            self.dirty.push_back(slot);
        }
    }

    /// Says that something waits to be written that must not wait for a whole turn.
    pub(super) fn urge(&mut self, slot: u32) {
        if self.urgent.last() != Some(&slot) {
            self.urgent.push(slot);
        }
    }

    pub(super) fn take_urgent(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.urgent)
    }

    pub(super) fn next_dirty(&mut self) -> Option<u32> {
        self.dirty.pop_front()
    }

    pub(super) fn dirty_len(&self) -> usize {
        self.dirty.len()
    }

    pub(super) fn take_slow(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.slow)
    }

    pub(super) fn take_answerable(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.answerable)
    }

    pub(super) fn has_dirty(&self) -> bool {
        !self.dirty.is_empty() || !self.urgent.is_empty() || !self.slow.is_empty() || !self.answerable.is_empty()
    }

    /// The connection is to be dropped after the turn.
    pub(super) fn mark_slow(&mut self, slot: u32) {
        if let Some(client) = self.slots.at(slot)
            && !client.slow
        {
            client.slow = true;
            self.slow.push(slot);
        }
    }

    /// Looks whether too much waits. Slow is who does not take what is written, not who has not been written to yet.
    pub(super) fn check_bounds(&mut self, slot: u32) {
        let (frames_max, bytes_max) = (self.frames_max, self.bytes_max);
        let over = |client: &Client| {
            let (frames, bytes) = client.allowance;
            client.outbox.frames() > frames_max + frames || client.outbox.bytes() > bytes_max + bytes
        };
        let Some(client) = self.slots.at(slot) else { return };
        if over(client) && write(client) == Flushed::Blocked && over(client) {
            self.mark_slow(slot);
        }
    }

    /// Writes what waits, as far as the stream takes it.
    pub(super) fn flush(&mut self, slot: u32) -> Flushed {
        let Some(client) = self.slots.at(slot) else { return Flushed::Empty };
        client.dirty = false;
        write(client)
    }
}

fn write(client: &mut Client) -> Flushed {
    let Some(stream) = &mut client.stream else { return Flushed::Empty };
    if !client.writable {
        return Flushed::Blocked;
    }
    while let Some(next) = client.outbox.next() {
        let written = match next {
            Next::One(bytes) => stream.write(bytes),
            Next::Many => {
                let mut slices = [IoSlice::new(&[]); PIECES_PER_WRITE_MAX];
                let count = client.outbox.slices(&mut slices);
                stream.write_vectored(&slices[..count])
            }
        };
        match written {
            Ok(0) => return Flushed::Lost,
            Ok(len) => client.outbox.advance(len),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                client.writable = false;
                return Flushed::Blocked;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Flushed::Lost,
        }
    }
    client.allowance = (0, 0);
    Flushed::Empty
}

impl Outlets for Clients {
    fn bring(&mut self, slot: u32, chunk: &Chunk) {
        if let Some(client) = self.slots.at(slot) {
            client.allowance.0 += chunk.count();
            client.allowance.1 += chunk.frame().size();
        }
        self.push(slot, chunk);
    }

    fn push(&mut self, slot: u32, chunk: &Chunk) {
        let Some(client) = self.slots.at(slot) else { return };
        if client.slow || !client.engine.is_open() {
            return;
        }
        self.frames += chunk.count() as u64;
        if client.engine.transport() == Transport::Polling {
            match client.engine.send(chunk.frame().clone()) {
                Err(SendError::Full) => self.mark_slow(slot),
                _ => self.answerable.push(slot),
            }
            return;
        }
        client.outbox.push(chunk.frame().websocket().clone(), chunk.count());
        if !client.dirty {
            client.dirty = true;
            self.dirty.push_back(slot);
        }
        if client.outbox.frames() > self.frames_max || client.outbox.bytes() > self.bytes_max {
            self.check_bounds(slot);
        }
    }
}
