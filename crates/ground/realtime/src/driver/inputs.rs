//! What the poll reports: bytes to read, room to write, streams that ended.

use std::io::{ErrorKind, Read as _};
use std::net::Shutdown;

use footlights_socketio::{Event, Frame};
use mio::event::Event as Readiness;

use super::worker::Worker;

/// What is read at once as long as messages are small: few enough events come of it to be held while one is handled.
const READ_BYTES_SMALL: usize = 4 * 1024;
/// Reads of one connection before others get their turn.
const READS_PER_TURN_MAX: usize = 16;

impl Worker {
    pub(super) fn readiness(&mut self, event: &Readiness) {
        let Ok(slot) = u32::try_from(event.token().0) else { return };
        if event.is_writable()
            && let Some(client) = self.clients.slots.at(slot)
        {
            client.writable = true;
            if !client.outbox.is_empty() || client.shut_by.is_some() {
                self.clients.soil(slot);
            }
        }
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            self.read(slot);
        }
    }

    /// Reads until the stream has no more, or too much waits to be handled.
    pub(super) fn read(&mut self, slot: u32) {
        let waiting_max = self.shared.settings.commands_waiting_max;
        let mut at_once = READ_BYTES_SMALL;
        for _ in 0..READS_PER_TURN_MAX {
            let Some(client) = self.clients.slots.at(slot) else { return };
            client.readable = false;
            if client.is_full(waiting_max) {
                client.readable = true;
                return;
            }
            let Some(stream) = &mut client.stream else { return };
            match stream.read(&mut self.buffer[..at_once]) {
                Ok(0) => return self.lose_stream(slot),
                Ok(len) => {
                    let quiet = self.feed(slot, len);
                    if len < at_once {
                        return;
                    }
                    if quiet {
                        // A large message is coming in: fewer, larger reads.
                        at_once = self.buffer.len();
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return self.lose_stream(slot),
            }
        }
        self.resumed.push(slot);
    }

    /// Gives the first `len` bytes of the buffer to the connection; whether no event came of it.
    fn feed(&mut self, slot: u32, len: usize) -> bool {
        let mut buffer = std::mem::take(&mut self.buffer);
        let events = self.engine(slot, |engine, now, events| {
            engine.handle_bytes(now, &mut buffer[..len], events);
            events.len()
        });
        self.buffer = buffer;
        events == Some(0)
    }

    /// Bytes that came with the handshake.
    pub(super) fn feed_leftover(&mut self, slot: u32, leftover: &[u8]) {
        for part in leftover.chunks(self.buffer.len()) {
            self.buffer[..part.len()].copy_from_slice(part);
            self.feed(slot, part.len());
        }
    }

    pub(super) fn events(&mut self, slot: u32, events: Vec<Event>) {
        let mut asked = false;
        for event in events {
            match event {
                Event::Connect { link, auth } => self.begin_stay(slot, link, auth),
                Event::Message(incoming) => {
                    self.incoming(slot, incoming);
                    asked = true;
                }
                Event::Disconnect { link, .. } => self.end_stay(slot, link),
                Event::Closed(reason) => {
                    tracing::debug!(%reason, "a connection has ended");
                    self.end_all_stays(slot);
                }
                // Messages outside of Socket.IO exist only where they are echoed.
                Event::Text(text) => self.send(slot, Frame::text(&format!("4{text}"))),
                Event::Binary(bytes) => self.send(slot, Frame::binary(&bytes)),
                // We ask for no acknowledgements; after an upgrade the engine answers the parked poll.
                Event::Ack { .. } | Event::Upgraded => {}
            }
        }
        if asked {
            // After all that came at once, so that what is handled together begins together.
            self.pump(slot);
        }
    }

    /// The stream has ended or broken.
    pub(super) fn lose_stream(&mut self, slot: u32) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        client.stream = None;
        client.outbox = Default::default();
        client.shut_by = None;
        client.half_closed = false;
        client.writable = true;
        self.engine(slot, |engine, _, events| engine.handle_socket_lost(events));
    }

    /// Everything was written; if that was to be the last, our side ends.
    pub(super) fn finish_shut(&mut self, slot: u32) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        if client.shut_by.is_none() || client.half_closed {
            return;
        }
        client.half_closed = true;
        let lost = client.stream.as_ref().is_none_or(|stream| stream.shutdown(Shutdown::Write).is_err());
        if lost {
            self.lose_stream(slot);
        }
    }

    /// Forgets a connection.
    pub(super) fn remove(&mut self, slot: u32) {
        self.end_all_stays(slot);
        let Some(client) = self.clients.slots.remove(slot) else { return };
        if let Some(polling) = &client.polling {
            self.sids.remove(&polling.sid);
        }
        metrics::gauge!("footlights_realtime_connections").decrement(1.0);
    }
}
