//! What a system brings to the realtime edge: one namespace, its events and what its followers see.

use footlights_base::{BoxFuture, Event, Failure};
use serde_json::value::RawValue;

use crate::{Audience, Call, Reply, Socket, WireEvent};

/// One Socket.IO namespace. Translates, nothing else: the rules are in the use cases it calls.
pub trait Namespace: Send + Sync + 'static {
    /// Its path, such as `/streaming`.
    fn path(&self) -> &'static str;

    /// A client asks to come in. Mark the socket with [`Socket::tag`] **before** checking the credential, so that a
    /// revocation in between finds it; keep what later events need with [`Socket::attach`].
    ///
    /// # Errors
    /// The client gets CONNECT_ERROR `{message, data: {code}}` and may try again. The text of what broke never leaves.
    fn connect<'a>(&'a self, socket: &'a Socket, auth: Option<&'a RawValue>) -> BoxFuture<'a, Result<(), Failure>>;

    /// Lets a client in without asking anybody, where the namespace is open to all: attach what later events need and say yes;
    /// else [`Namespace::connect`] decides. Called on a thread that serves sockets: pure and quick.
    fn welcome(&self, socket: &Socket) -> bool {
        let _ = socket;
        false
    }

    /// A client's event. One at a time per socket unless they go [`Namespace::together`]; later ones wait in order.
    ///
    /// # Errors
    /// A refusal goes into the acknowledgement as `{ok: false, error: {message, code, …}}`, or where none was asked for
    /// out as event `error`. Answer [`Call::unknown`] to an event that does not exist.
    fn event<'a>(&'a self, socket: &'a Socket, call: &'a Call) -> BoxFuture<'a, Result<Reply, Failure>>;

    /// Whether `next`, which waits behind `run`, is handled together with it: begun in order, each up to its first wait, and
    /// answered in order once all have ended. Say yes only where that first wait is for the store, in the same queue for
    /// all: it keeps the order of the effects and commits them as one. Called on a thread that serves sockets: pure and quick.
    fn together(&self, run: &[Call], next: &Call) -> bool {
        let _ = (run, next);
        false
    }

    /// The socket is gone: after its last event has ended, once for every client that was let in.
    fn disconnected(&self, socket: &Socket) {
        let _ = socket;
    }

    /// What `audience` sees of `event`; `None` when nothing. Called once per (event, audience) and node with followers, on
    /// a thread that serves sockets: pure and quick.
    fn project(&self, event: &Event, audience: Audience) -> Option<WireEvent> {
        let _ = (event, audience);
        None
    }

    /// Kinds of events that take back what an earlier one of their topic has told, whose payload is another in the log now: what
    /// is remembered of the topic is forgotten with them, and whoever comes back reads the log.
    fn takes_back(&self) -> &'static [&'static str] {
        &[]
    }

    /// Text fields of a client's payload that are repeated in the `error` of a refusal, such as `sessionId`.
    fn echoed_fields(&self) -> &'static [&'static str] {
        &[]
    }
}
