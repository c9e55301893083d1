//! Long-polling: the queue between polls, the poll that waits, and the answers to requests.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::connection::{Carrier, Connection, Phase};
use crate::engineio::{Refusal, decode_base64, parse_text};
use crate::event::Event;
use crate::frame::Frame;
use crate::reason::Violation;
use crate::settings::UPGRADE_RELEASE_MS;

/// What a session carried by polling holds besides what every session holds.
#[derive(Debug, Default)]
pub(super) struct Polling {
    pub(super) queue: VecDeque<Frame>,
    pub(super) queued_bytes: usize,
    /// A poll waits for something to happen.
    pub(super) parked: bool,
    pub(super) candidate: Candidate,
    /// When a parked poll is released for the sake of an upgrade.
    release_at: Option<u64>,
    pub(super) upgrade_by: u64,
}

/// The WebSocket that wants to take over.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Candidate {
    #[default]
    None,
    /// Connected; its probe has not come.
    Attached,
    /// Its probe was answered.
    Probing,
}

/// The answer to a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollAnswer {
    /// 200 with this body, `text/plain; charset=UTF-8`.
    Payload(Bytes),
    /// The refusal's status and body: the session has moved to a WebSocket, or is over.
    Refused(Refusal),
}

impl Polling {
    pub(super) fn opening(open: Frame) -> Self {
        let mut polling = Self::default();
        polling.push(open);
        polling
    }

    pub(super) fn held_bytes(&self) -> usize {
        size_of::<Self>() + self.queue.capacity() * size_of::<Frame>() + self.queued_bytes
    }

    /// Queues a frame.
    pub(super) fn push(&mut self, frame: Frame) {
        self.queued_bytes += frame.size();
        self.queue.push_back(frame);
    }

    /// Everything that waits, if a poll waits, too. Built when the driver asks, so that all frames of a turn travel
    /// in one answer.
    fn take_answer(&mut self) -> Option<Bytes> {
        if !self.has_answer() {
            return None;
        }
        let mut body = String::with_capacity(self.queued_bytes);
        for frame in std::mem::take(&mut self.queue) {
            frame.write_polling(&mut body);
        }
        self.queued_bytes = 0;
        self.unpark();
        Some(body.into())
    }

    pub(super) fn has_answer(&self) -> bool {
        self.parked && !self.queue.is_empty()
    }

    fn unpark(&mut self) {
        self.parked = false;
        self.release_at = None;
    }

    /// The last packet, for a poll that waits; what nobody waits for is dropped.
    pub(super) fn end(&mut self, last: Frame) {
        if self.parked {
            self.push(last);
        } else {
            self.queue = VecDeque::new();
            self.queued_bytes = 0;
        }
    }

    pub(super) fn forget_candidate(&mut self) {
        self.candidate = Candidate::None;
        self.release_at = None;
    }

    /// A parked poll keeps the client from completing its upgrade.
    pub(super) fn arm_release(&mut self, now: u64) {
        if self.parked && self.candidate == Candidate::Probing {
            self.release_at = Some(now.saturating_add(UPGRADE_RELEASE_MS));
        }
    }

    /// Releases the parked poll, if it is time.
    pub(super) fn release(&mut self, now: u64) {
        if self.release_at.is_some_and(|at| now >= at) {
            self.release_at = None;
            if self.queue.is_empty() {
                self.push(Frame::noop());
            }
        }
    }

    pub(super) fn upgrade_due(&self, now: u64) -> bool {
        self.candidate != Candidate::None && now >= self.upgrade_by
    }

    pub(super) fn deadline(&self) -> Option<u64> {
        let upgrade = (self.candidate != Candidate::None).then_some(self.upgrade_by);
        [upgrade, self.release_at].into_iter().flatten().min()
    }
}

impl Connection {
    /// A poll (GET) for this session. If it is taken, ask [`Connection::poll_answer`]: without an answer yet the poll
    /// is parked, and the driver asks again after every call to this connection.
    ///
    /// # Errors
    /// The refusal to answer this request with. A second poll beside a parked one ends the session
    /// ([`Violation::TwoPolls`]): the first gets the close packet, this one the refusal.
    pub fn handle_poll(&mut self, now: u64, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.handle_timeout(now, events);
        let lingering = match self.phase {
            Phase::Open => false,
            Phase::Lingering(_) => true,
            Phase::Finished => return Err(Refusal::SessionUnknown),
        };
        let Carrier::Polling(polling) = &mut self.carrier else { return Err(Refusal::BadRequest) };
        if polling.parked {
            self.end(Violation::TwoPolls.into(), events);
            return Err(Refusal::BadRequest);
        }
        polling.parked = true;
        polling.arm_release(now);
        if lingering {
            self.phase = Phase::Finished;
        }
        Ok(())
    }

    /// The answer to the parked poll, once.
    pub fn poll_answer(&mut self) -> Option<PollAnswer> {
        match &mut self.carrier {
            Carrier::WebSocket => Some(PollAnswer::Refused(Refusal::BadRequest)),
            Carrier::Polling(polling) => match polling.take_answer() {
                Some(body) => Some(PollAnswer::Payload(body)),
                None if self.phase == Phase::Finished => Some(PollAnswer::Refused(Refusal::SessionUnknown)),
                None => None,
            },
        }
    }

    /// The client gave up the parked poll; nothing is lost, the next one gets what waits. An answer that was taken
    /// already is the driver's to lose.
    pub fn handle_poll_gone(&mut self) {
        if let Carrier::Polling(polling) = &mut self.carrier {
            polling.unpark();
        }
    }

    /// The whole body of a POST for this session; on success answer 200 `ok`.
    ///
    /// # Errors
    /// The refusal to answer with: 413 if the body is too large (the session goes on), 400 after a violation in it
    /// (the session has ended; packets before the bad one have given their events).
    pub fn handle_poll_payload(&mut self, now: u64, body: &[u8], events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.handle_timeout(now, events);
        if !self.is_open() {
            return Err(Refusal::SessionUnknown);
        }
        let Carrier::Polling(_) = &self.carrier else { return Err(Refusal::BadRequest) };
        if body.len() > self.settings.max_payload {
            return Err(Refusal::PayloadTooLarge);
        }
        self.payload(now, body, events).map_err(|violation| {
            self.end(violation.into(), events);
            Refusal::BadRequest
        })
    }

    fn payload(&mut self, now: u64, body: &[u8], events: &mut Vec<Event>) -> Result<(), Violation> {
        let text = std::str::from_utf8(body).map_err(|_| Violation::NotUtf8)?;
        for (count, packet) in text.split('\x1e').enumerate() {
            if count >= self.settings.payload_packets_max {
                return Err(Violation::TooManyPackets);
            }
            match packet.strip_prefix('b') {
                Some(base64) => self.binary(decode_base64(base64)?.into(), events)?,
                None => self.packet(now, parse_text(packet)?, events)?,
            }
            if !self.is_open() {
                break;
            }
        }
        Ok(())
    }
}
