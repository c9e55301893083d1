//! What a client says, from bytes to events.

use bytes::Bytes;

use crate::connection::{Carrier, Connection, Heartbeat, assembly::Assembly, links::Standing};
use crate::engineio::{Packet, parse_text};
use crate::event::Event;
use crate::frame::Frame;
use crate::packet::{Kind, PayloadLimits, decode};
use crate::reason::{CloseCode, CloseReason, Violation};
use crate::settings::Protocol;
use crate::websocket::{Opcode, Received};

impl Connection {
    /// Bytes of the WebSocket's stream (or of the one that probes), cut anywhere. They are unmasked where they lie;
    /// what the connection needs later it copies, so the buffer is free again after the call.
    ///
    /// Appends to `events`; their number is bounded by the length of `input`. A violation ends the connection and is
    /// the reason in [`Event::Closed`].
    pub fn handle_bytes(&mut self, now: u64, input: &mut [u8], events: &mut Vec<Event>) {
        self.handle_timeout(now, events);
        if !self.is_open() || !self.has_websocket() {
            return;
        }
        let mut decoder = std::mem::take(&mut self.decoder);
        let max = self.settings.max_payload;
        let result = decoder.decode(input, max, |received| {
            if self.is_open() && self.has_websocket() { self.websocket_message(now, received, events) } else { Ok(()) }
        });
        if self.is_open() && self.has_websocket() {
            self.decoder = decoder;
        }
        if let Err(violation) = result {
            self.websocket_failed(violation, events);
        }
    }

    fn websocket_message(&mut self, now: u64, received: Received<'_>, events: &mut Vec<Event>) -> Result<(), Violation> {
        let probing = matches!(self.carrier, Carrier::Polling(_));
        match received {
            Received::Text(text) if probing => self.probe_packet(now, parse_text(text)?, events),
            Received::Text(text) => self.packet(now, parse_text(text)?, events),
            Received::Binary(_) if probing => Err(Violation::UpgradeOrder),
            Received::Binary(bytes) => self.binary(Bytes::copy_from_slice(bytes), events),
            Received::Ping(payload) => {
                self.queue_pong(Frame::control(Opcode::Pong, payload));
                Ok(())
            }
            Received::Pong => Ok(()),
            Received::Close(_) if probing => {
                self.drop_candidate();
                Ok(())
            }
            Received::Close(code) => {
                self.end_with(CloseReason::Client, code.unwrap_or(CloseCode::NORMAL), events);
                Ok(())
            }
        }
    }

    /// A packet on the transport that carries the session.
    pub(super) fn packet(&mut self, now: u64, packet: Packet<'_>, events: &mut Vec<Event>) -> Result<(), Violation> {
        match packet {
            Packet::Message(text) => self.message(text, events),
            Packet::Ping(_) => Err(Violation::PingDirection),
            Packet::Pong => {
                if let Heartbeat::PongBy(_) = self.heartbeat {
                    self.heartbeat = Heartbeat::PingAt(now.saturating_add(self.settings.ping_interval_ms));
                }
                Ok(())
            }
            Packet::Close => {
                self.end(CloseReason::Client, events);
                Ok(())
            }
            Packet::Upgrade | Packet::Idle => Ok(()),
        }
    }

    fn message(&mut self, text: &str, events: &mut Vec<Event>) -> Result<(), Violation> {
        if self.settings.protocol == Protocol::EngineIo {
            events.push(Event::Text(text.into()));
            return Ok(());
        }
        if self.assembly.is_some() {
            return Err(Violation::BinaryOrder);
        }
        let limits = PayloadLimits { depth: self.settings.json_depth_max, attachments: self.settings.attachments_max };
        let decoded = decode(text, limits)?;
        let (ack, is_ack, missing, payload) = match decoded.kind {
            Kind::Connect { auth } => return self.connect_packet(decoded.namespace, auth, events),
            Kind::Disconnect => return self.disconnect_packet(decoded.namespace, events),
            Kind::Event { ack, attachments, payload } => (ack, false, attachments, payload),
            Kind::Ack { id, attachments, payload } => (Some(id), true, attachments, payload),
        };
        let link = match self.standing(decoded.namespace)? {
            Standing::Joined(link) => Some(link),
            Standing::PutOut if missing == 0 => return Ok(()),
            Standing::PutOut => None,
        };
        let assembly = Assembly { link, ack, is_ack, args: payload.to_arguments(), missing, bytes: 0 };
        if missing == 0 {
            events.extend(assembly.into_event());
        } else {
            self.assembly = Some(Box::new(assembly));
        }
        Ok(())
    }

    /// A binary message on the transport that carries the session.
    pub(super) fn binary(&mut self, bytes: Bytes, events: &mut Vec<Event>) -> Result<(), Violation> {
        if self.settings.protocol == Protocol::EngineIo {
            events.push(Event::Binary(bytes));
            return Ok(());
        }
        let mut assembly = self.assembly.take().ok_or(Violation::BinaryOrder)?;
        if assembly.add(&self.settings, bytes)? {
            events.extend(assembly.into_event());
        } else {
            self.assembly = Some(assembly);
        }
        Ok(())
    }
}
