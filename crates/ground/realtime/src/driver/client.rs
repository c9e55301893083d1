//! One connection as its loop thread holds it. Small while idle: buffers exist only while something waits in them.

use std::collections::VecDeque;
use std::net::IpAddr;

use footlights_socketio::{Connection, Frame, Link, PollAnswer, Refusal};
use mio::net::TcpStream;
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::admission::Place;
use crate::commands::Work;
use crate::outbox::Outbox;
use crate::seat::ConnectionKey;
use crate::{Call, Socket};

/// Events of one socket that are handled together at most.
const TOGETHER_MAX: usize = 16;

pub(super) struct Client {
    pub(super) key: ConnectionKey,
    pub(super) engine: Connection,
    /// The WebSocket that carries the session or probes.
    pub(super) stream: Option<TcpStream>,
    pub(super) outbox: Outbox,
    /// The stream took everything at the last write.
    pub(super) writable: bool,
    /// The stream has bytes that were not read yet, because too much waits to be handled.
    pub(super) readable: bool,
    /// Frames and bytes that may wait beyond the limits, because they bring it up to date. Gone once all has left.
    pub(super) allowance: (usize, usize),
    /// Stands in the list of those to be flushed.
    pub(super) dirty: bool,
    /// Too much waits: it is told to resynchronise and dropped.
    pub(super) slow: bool,
    /// The stream ends once the outbox is empty, or at this time.
    pub(super) shut_by: Option<u64>,
    /// The write side has ended; waiting for the peer.
    pub(super) half_closed: bool,
    /// When the wheel calls next.
    pub(super) alarm: u64,
    pub(super) stays: Vec<Stay>,
    /// What only a session that began with long-polling has.
    pub(super) polling: Option<Box<Polling>>,
    pub(super) remote: IpAddr,
    /// Counts against the limits for as long as it lives.
    pub(super) _place: Place,
}

/// The HTTP side of a session.
pub(super) struct Polling {
    pub(super) sid: Box<str>,
    /// The poll that waits.
    pub(super) poll: Option<oneshot::Sender<PollAnswer>>,
    /// A payload that was taken; its answer waits until there is room for more.
    pub(super) payload: Option<oneshot::Sender<Result<(), Refusal>>>,
}

/// A stay in a namespace.
pub(super) struct Stay {
    pub(super) link: Link,
    pub(super) socket: Socket,
    /// `connect` has succeeded.
    pub(super) joined: bool,
    /// Something of it is being handled.
    pub(super) running: bool,
    pub(super) waiting: VecDeque<Asked>,
    /// What was emitted before the client was let in.
    pub(super) early: Vec<Frame>,
    /// Slots of the topics it follows.
    pub(super) topics: Vec<u32>,
}

/// Something that waits to be handled.
pub(super) enum Asked {
    /// To come in.
    Connect(Option<Box<RawValue>>),
    /// An event.
    Event(Call),
}

impl Stay {
    /// What is to be handled next: one thing, or events that are handled together.
    pub(super) fn next(&mut self) -> Option<Work> {
        let work = match self.waiting.pop_front()? {
            Asked::Connect(auth) => Work::Connect(auth),
            Asked::Event(call) => Work::Events(self.run_from(call)),
        };
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        Some(work)
    }

    fn run_from(&mut self, first: Call) -> Vec<Call> {
        let namespace = &self.socket.0.namespace;
        let mut run = vec![first];
        while run.len() < TOGETHER_MAX
            && let Some(Asked::Event(next)) =
                self.waiting.pop_front_if(|asked| matches!(asked, Asked::Event(next) if namespace.together(&run, next)))
        {
            run.push(next);
        }
        run
    }
}

impl Client {
    pub(super) fn new(key: ConnectionKey, engine: Connection, remote: IpAddr, place: Place) -> Self {
        Self {
            key,
            engine,
            stream: None,
            outbox: Outbox::default(),
            writable: true,
            readable: false,
            allowance: (0, 0),
            dirty: false,
            slow: false,
            shut_by: None,
            half_closed: false,
            alarm: u64::MAX,
            stays: Vec::new(),
            polling: None,
            remote,
            _place: place,
        }
    }

    pub(super) fn stay(&mut self, link: Link) -> Option<&mut Stay> {
        self.stays.iter_mut().find(|stay| stay.link == link)
    }

    /// Whether so much waits to be handled that no more should be read.
    pub(super) fn is_full(&self, waiting_max: usize) -> bool {
        self.stays.iter().any(|stay| stay.waiting.len() >= waiting_max)
    }
}
