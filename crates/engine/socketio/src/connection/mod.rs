//! One client's connection: joins WebSocket framing or polling, Engine.IO and Socket.IO. Owns the protocol's state and
//! nothing else: sockets, requests, timers and what events mean are the driver's.

mod assembly;
mod close;
mod input;
mod links;
mod outbox;
mod polling;
mod timers;
mod upgrade;

pub use outbox::{SendError, Transmit};
pub use polling::PollAnswer;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::engineio::{Transport, open_packet};
use crate::frame::Frame;
use crate::settings::{Protocol, Settings};
use crate::websocket::Decoder;
use assembly::Assembly;
use links::Links;
use polling::Polling;

/// A connection's protocol state: see the crate's overview for how to drive it.
///
/// Times are milliseconds of one monotonic clock of the caller's, `now` never less than in an earlier call.
/// An idle WebSocket connection owns no memory besides this struct.
#[derive(Debug)]
pub struct Connection {
    settings: Arc<Settings>,
    carrier: Carrier,
    heartbeat: Heartbeat,
    /// Until when a namespace must be joined; `None` once one was.
    connect_by: Option<u64>,
    links: Links,
    decoder: Decoder,
    /// A packet whose attachments are still coming.
    assembly: Option<Box<Assembly>>,
    /// What the WebSocket, or the one that probes, is to send.
    out: VecDeque<Transmit>,
    phase: Phase,
}

#[derive(Debug)]
enum Carrier {
    WebSocket,
    Polling(Box<Polling>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heartbeat {
    /// When to send the next ping.
    PingAt(u64),
    /// Until when the pong must have come.
    PongBy(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// Closed by us; the last packets wait for a poll until this time.
    Lingering(u64),
    Finished,
}

impl Connection {
    /// A connection that begins with a WebSocket, whose opening handshake has been answered. The first
    /// [`Connection::poll_transmit`] gives the opening packet. `sid` names the session; it is the driver's to choose,
    /// unguessable.
    #[must_use]
    pub fn open_websocket(settings: Arc<Settings>, now: u64, sid: &str) -> Self {
        let open = open_packet(&settings, sid, false);
        let mut connection = Self::new(settings, now, Carrier::WebSocket);
        connection.out.push_back(Transmit::Frame(open));
        connection
    }

    /// A connection that begins with long-polling. The GET that opened it is its first poll: call
    /// [`Connection::handle_poll`] and take the answer, which holds the opening packet.
    #[must_use]
    pub fn open_polling(settings: Arc<Settings>, now: u64, sid: &str) -> Self {
        let open = open_packet(&settings, sid, true);
        Self::new(settings, now, Carrier::Polling(Box::new(Polling::opening(open))))
    }

    fn new(settings: Arc<Settings>, now: u64, carrier: Carrier) -> Self {
        let connect_by = (settings.protocol == Protocol::SocketIo).then(|| now.saturating_add(settings.connect_timeout_ms));
        Self {
            heartbeat: Heartbeat::PingAt(now.saturating_add(settings.ping_interval_ms)),
            settings,
            carrier,
            connect_by,
            links: Links::default(),
            decoder: Decoder::default(),
            assembly: None,
            out: VecDeque::new(),
            phase: Phase::Open,
        }
    }

    /// What carries the session now. A probing WebSocket does not count before [`crate::Event::Upgraded`].
    #[must_use]
    pub fn transport(&self) -> Transport {
        match self.carrier {
            Carrier::WebSocket => Transport::WebSocket,
            Carrier::Polling(_) => Transport::Polling,
        }
    }

    /// Whether the connection takes input and sends; `false` from [`crate::Event::Closed`] on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    /// Whether nothing is left to do, so that the driver may drop it and forget its `sid`: closed, the last bytes
    /// taken with [`Connection::poll_transmit`], the last poll answered or no longer waited for.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.phase == Phase::Finished
            && self.out.is_empty()
            && match &self.carrier {
                Carrier::WebSocket => true,
                Carrier::Polling(polling) => !polling.has_answer(),
            }
    }

    /// The settings it was opened with.
    #[must_use]
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// Heap bytes held for incomplete input and waiting output (shared frames counted in full): 0 for an idle
    /// WebSocket connection. For metrics and limits.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        let out = self.out.capacity() * size_of::<Transmit>();
        let polling = match &self.carrier {
            Carrier::WebSocket => 0,
            Carrier::Polling(polling) => polling.held_bytes(),
        };
        out + polling + self.decoder.held_bytes() + self.assembly.as_ref().map_or(0, |assembly| assembly.held_bytes())
    }

    /// Queues an Engine.IO or Socket.IO frame made before, shared with other connections.
    ///
    /// On a WebSocket a driver that has taken everything from [`Connection::poll_transmit`] may as well put
    /// [`Frame::websocket`] into its own outbox and save this call. On polling the frame waits for the next poll: ask
    /// [`Connection::poll_answer`] afterwards if one is parked.
    ///
    /// # Errors
    /// [`SendError::Ended`] after the end; [`SendError::Full`] if too much waits for a poll already: the frame is not
    /// queued, and the driver decides what becomes of the slow consumer.
    pub fn send(&mut self, frame: Frame) -> Result<(), SendError> {
        if !self.is_open() {
            return Err(SendError::Ended);
        }
        self.queue_bounded(frame)
    }
}
