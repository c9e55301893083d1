//! Engine.IO 4 and Socket.IO 5 as a machine without IO: bytes and time in, frames and deadlines out. Owns the
//! protocol, its limits and its refusals; knows no socket, no clock, no entropy, no task, and not what an event means.
//!
//! # Driving a [`Connection`]
//!
//! Every `handle_…` method takes `now` (milliseconds of one monotonic clock) and appends to a `Vec<Event>`, which the
//! driver keeps per thread and reuses. After *any* call:
//!
//! 1. take [`Connection::poll_transmit`] until `None` and put the bytes into the socket's outbox; after
//!    [`Transmit::Shut`] that socket is fed and reported no more;
//! 2. if a poll is parked, ask [`Connection::poll_answer`];
//! 3. look at the events in order;
//! 4. compare [`Connection::deadline`] with what the wheel holds;
//! 5. drop the connection once [`Connection::is_finished`].
//!
//! | the driver sees | it calls |
//! | --- | --- |
//! | an HTTP request | [`route`], then one of the next four, or the [`Refusal`]'s status and body |
//! | a new session | [`Connection::open_websocket`] after [`check_handshake`] and the 101; [`Connection::open_polling`] then `handle_poll` |
//! | a poll; its client gone | [`Connection::handle_poll`]; [`Connection::handle_poll_gone`] |
//! | a POST, its body whole | [`Connection::handle_poll_payload`] |
//! | a WebSocket for a known `sid` | [`Connection::attach_websocket`] before the 101 |
//! | bytes of a WebSocket | [`Connection::handle_bytes`] with the thread's shared read buffer (unmasked in place) |
//! | end or error of a WebSocket | [`Connection::handle_socket_lost`] |
//! | the deadline | [`Connection::handle_timeout`] |
//!
//! The application answers [`Event::Connect`] with [`Connection::accept`] or [`Connection::refuse`], then uses
//! [`Connection::emit`], [`Connection::ack`], and [`Connection::disconnect`] (revoked rights only);
//! [`Connection::close`] ends a transport so that the client comes back. Everything is addressed by [`Link`], one stay
//! in one namespace, so a late answer cannot reach a later stay. Namespaces that do not exist are refused here.
//!
//! # Fan-out
//!
//! [`Frame::event`] encodes an event once per namespace, WebSocket header included; clones share the bytes. For a
//! WebSocket connection (whose `poll_transmit` is drained) put [`Frame::websocket`] into the outbox directly; for a
//! polling one call [`Connection::send`], which bounds what waits and reads the polling form off the same bytes.
//!
//! # Invariants
//!
//! - Same settings, state and inputs, same outputs; any cut of a byte stream gives the same events.
//! - Input never panics; what is kept grows with what has come, never by what was announced, and never past a limit.
//! - A violation ends its own connection, with its reason; [`Event::Closed`] comes exactly once and last.
//! - An idle WebSocket connection owns no heap memory.

mod connection;
mod engineio;
mod event;
mod frame;
mod packet;
mod reason;
mod settings;
mod websocket;

pub use connection::{Connection, PollAnswer, SendError, Transmit};
pub use engineio::{Method, Refusal, Route, Target, Transport, route};
pub use event::{AckId, Arguments, Departure, Event, Incoming};
pub use frame::Frame;
pub use reason::{CloseCode, CloseReason, Violation};
pub use settings::{
    CLOSE_LINGER_MS, JSON_DEPTH_CEILING, Link, NAMESPACE_BYTES_MAX, NAMESPACES_PER_CONNECTION_MAX, NamespaceId, Namespaces,
    NamespacesError, Protocol, Settings, TURNED_AWAY_MAX, UPGRADE_RELEASE_MS,
};
pub use websocket::{HandshakeError, accept_key, check_handshake};
