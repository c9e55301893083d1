//! How a connection ends, on either transport, and that it ends once.

use crate::connection::{Carrier, Connection, Phase, Transmit};
use crate::event::Event;
use crate::frame::Frame;
use crate::reason::{CloseCode, CloseReason, Violation};
use crate::settings::CLOSE_LINGER_MS;
use crate::websocket::{Decoder, Opcode};

impl Connection {
    /// Closes the transport, so that the client comes back by itself: a WebSocket close frame with `code`, or an
    /// Engine.IO close packet on the next poll, for which [`Connection::is_finished`] waits up to
    /// [`CLOSE_LINGER_MS`]. Gives [`Event::Closed`] at once.
    pub fn close(&mut self, now: u64, code: CloseCode, events: &mut Vec<Event>) {
        if !self.is_open() {
            return;
        }
        if let Carrier::Polling(polling) = &mut self.carrier
            && !polling.parked
        {
            polling.push(Frame::close_packet());
            self.drop_candidate();
            self.phase = Phase::Lingering(now.saturating_add(CLOSE_LINGER_MS));
            self.ended(CloseReason::Server(code), events);
            return;
        }
        self.end(CloseReason::Server(code), events);
    }

    /// The WebSocket's stream has ended or broken. Ends the connection, unless that WebSocket was only probing.
    /// Not for a socket that was told to [`Transmit::Shut`]: that one is forgotten here.
    pub fn handle_socket_lost(&mut self, events: &mut Vec<Event>) {
        self.out.clear();
        let open = self.is_open();
        match &mut self.carrier {
            Carrier::Polling(polling) => {
                polling.forget_candidate();
                self.decoder = Decoder::default();
            }
            Carrier::WebSocket if open => {
                self.phase = Phase::Finished;
                self.ended(CloseReason::TransportLost, events);
            }
            Carrier::WebSocket => {}
        }
    }

    /// The WebSocket broke a rule: the end of the connection, or of the attempt to upgrade.
    pub(super) fn websocket_failed(&mut self, violation: Violation, events: &mut Vec<Event>) {
        match self.carrier {
            Carrier::WebSocket => self.end(violation.into(), events),
            Carrier::Polling(_) => self.fail_candidate(violation),
        }
    }

    /// The end, at once: the last words go out on whatever can carry them now.
    pub(super) fn end(&mut self, reason: CloseReason, events: &mut Vec<Event>) {
        self.end_with(reason, reason.close_code(), events);
    }

    /// As `end`, with the code of our close frame: the client's own, when it closed (RFC 6455 5.5.1).
    pub(super) fn end_with(&mut self, reason: CloseReason, code: CloseCode, events: &mut Vec<Event>) {
        if !self.is_open() {
            return;
        }
        self.phase = Phase::Finished;
        match &mut self.carrier {
            Carrier::WebSocket => self.shut_websocket(code, &reason.to_string()),
            Carrier::Polling(polling) => {
                // The reference server releases the poll of a client that closed with a noop.
                let last = if reason == CloseReason::Client { Frame::noop() } else { Frame::close_packet() };
                polling.end(last);
                self.drop_candidate();
            }
        }
        self.ended(reason, events);
    }

    /// Ends the WebSocket with a close frame; RFC 6455 5.5 leaves 123 bytes for the words.
    pub(super) fn shut_websocket(&mut self, code: CloseCode, words: &str) {
        let mut payload = code.0.to_be_bytes().to_vec();
        payload.extend(words.bytes().take(123));
        self.out.push_back(Transmit::Frame(Frame::control(Opcode::Close, &payload)));
        self.out.push_back(Transmit::Shut);
    }

    fn ended(&mut self, reason: CloseReason, events: &mut Vec<Event>) {
        self.assembly = None;
        self.decoder = Decoder::default();
        events.push(Event::Closed(reason));
    }
}
