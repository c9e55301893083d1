//! What waits to be sent: for a WebSocket until the driver takes it, for polling until a poll comes.

use crate::connection::{Carrier, Connection};
use crate::frame::Frame;

/// Something for the WebSocket's stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transmit {
    /// These bytes: [`Frame::websocket`].
    Frame(Frame),
    /// The end of this WebSocket: flush what came before, end the write side, close when the peer has ended or after a
    /// short grace. The session may go on by polling, if it was only probing.
    Shut,
}

/// Why nothing was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SendError {
    /// The connection is closed.
    #[error("the connection is closed")]
    Ended,
    /// The client has left that namespace, or joined it anew, or its CONNECT was answered already.
    #[error("the client's stay in the namespace is over, or its connect already answered")]
    Stale,
    /// More than `queued_frames_max` or `queued_bytes_max` would wait for a poll.
    #[error("too much waits for the next poll")]
    Full,
}

impl Connection {
    /// What the WebSocket (or the probing one) sends next. Take all after every call that may produce something.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        let next = self.out.pop_front();
        if self.out.is_empty() && self.out.capacity() > 0 {
            self.out = Default::default();
        }
        next
    }

    pub(super) fn queue_bounded(&mut self, frame: Frame) -> Result<(), SendError> {
        if !self.has_room(frame.size()) {
            return Err(SendError::Full);
        }
        self.queue(frame);
        Ok(())
    }

    /// Whether a frame of this size may be queued. A WebSocket driver bounds its own outbox.
    pub(super) fn has_room(&self, size: usize) -> bool {
        match &self.carrier {
            Carrier::WebSocket => true,
            Carrier::Polling(polling) => {
                polling.queue.len() < self.settings.queued_frames_max && polling.queued_bytes + size <= self.settings.queued_bytes_max
            }
        }
    }

    /// Queues what the protocol itself says; its number is bounded by its own rules.
    pub(super) fn queue(&mut self, frame: Frame) {
        match &mut self.carrier {
            Carrier::WebSocket => self.out.push_back(Transmit::Frame(frame)),
            Carrier::Polling(polling) => polling.push(frame),
        }
    }

    /// Answers a WebSocket ping. Only the newest of several needs its pong (RFC 6455 5.5.3), so that a flood of pings
    /// cannot queue a flood of pongs.
    pub(super) fn queue_pong(&mut self, pong: Frame) {
        match self.out.back_mut() {
            Some(Transmit::Frame(last)) if last.is_pong() => *last = pong,
            _ => self.out.push_back(Transmit::Frame(pong)),
        }
    }
}
