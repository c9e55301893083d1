//! Sessions that begin with long-polling: their polls, payloads, and the WebSocket that takes over.

use std::net::{IpAddr, TcpStream};
use std::sync::atomic::Ordering;

use bytes::Bytes;
use footlights_socketio::{CloseCode, Connection, PollAnswer, Refusal};
use mio::{Interest, Token};
use tokio::sync::oneshot;

use super::client::{Client, Polling};
use super::worker::Worker;
use crate::admission::Place;
use crate::inbox::Arrival;
use crate::seat::ConnectionKey;

impl Worker {
    /// A client by WebSocket.
    pub(super) fn open(&mut self, arrival: Arrival) {
        let Arrival { stream, greeting, leftover, sid, remote, place } = arrival;
        let engine = Connection::open_websocket(self.shared.engine_settings().clone(), self.now, &sid);
        let slot = self.add(engine, remote, place);
        if self.adopt(slot, stream) {
            if let Some(client) = self.clients.slots.at(slot).filter(|_| !greeting.is_empty()) {
                client.outbox.push(greeting, 0);
            }
            self.settle(slot);
            self.feed_leftover(slot, &leftover);
            self.close_if_draining(slot);
        } else {
            self.remove(slot);
        }
    }

    /// Whoever was let in just before a drain began goes with the others.
    fn close_if_draining(&mut self, slot: u32) {
        if self.shared.draining.load(Ordering::SeqCst) {
            self.engine(slot, |engine, now, events| engine.close(now, CloseCode::RESTART, events));
        }
    }

    /// A client by long-polling, with its first poll.
    pub(super) fn open_polling(&mut self, sid: &str, remote: IpAddr, place: Place, answer: oneshot::Sender<PollAnswer>) {
        let engine = Connection::open_polling(self.shared.engine_settings().clone(), self.now, sid);
        let slot = self.add(engine, remote, place);
        if let Some(client) = self.clients.slots.at(slot) {
            client.polling = Some(Box::new(Polling { sid: sid.into(), poll: None, payload: None }));
        }
        self.sids.insert(sid.into(), slot);
        self.poll(sid, answer);
        self.close_if_draining(slot);
    }

    pub(super) fn poll(&mut self, sid: &str, answer: oneshot::Sender<PollAnswer>) {
        let Some(slot) = self.sids.get(sid).copied() else { return refuse(answer, Refusal::SessionUnknown) };
        match self.engine(slot, |engine, now, events| engine.handle_poll(now, events)) {
            Some(Ok(())) => {
                if let Some(polling) = self.clients.slots.at(slot).and_then(|client| client.polling.as_mut()) {
                    polling.poll = Some(answer);
                }
                self.settle(slot);
            }
            Some(Err(refusal)) => refuse(answer, refusal),
            None => refuse(answer, Refusal::SessionUnknown),
        }
    }

    pub(super) fn poll_gone(&mut self, sid: &str) {
        let Some(slot) = self.sids.get(sid).copied() else { return };
        let Some(client) = self.clients.slots.at(slot) else { return };
        let Some(polling) = &mut client.polling else { return };
        // Another poll may have come since.
        if polling.poll.as_ref().is_some_and(oneshot::Sender::is_closed) {
            polling.poll = None;
            client.engine.handle_poll_gone();
        }
    }

    pub(super) fn payload(&mut self, sid: &str, body: &Bytes, answer: oneshot::Sender<Result<(), Refusal>>) {
        let slot = self.sids.get(sid).copied();
        let result = slot.and_then(|slot| self.engine(slot, |engine, now, events| engine.handle_poll_payload(now, body, events)));
        let result = result.unwrap_or(Err(Refusal::SessionUnknown));
        let waiting_max = self.shared.settings.commands_waiting_max;
        let client = slot.filter(|_| result.is_ok()).and_then(|slot| self.clients.slots.at(slot));
        if let Some(client) = client
            && client.is_full(waiting_max)
            && let Some(polling) = &mut client.polling
        {
            // The client sends no more before this is answered.
            polling.payload = Some(answer);
            return;
        }
        // Whoever sent it may be gone.
        let _ = answer.send(result);
    }

    pub(super) fn attach(&mut self, sid: &str, answer: oneshot::Sender<Result<(), Refusal>>) {
        let slot = self.sids.get(sid).copied();
        let result = slot.and_then(|slot| self.engine(slot, |engine, now, events| engine.attach_websocket(now, events)));
        let _ = answer.send(result.unwrap_or(Err(Refusal::SessionUnknown)));
    }

    pub(super) fn attached(&mut self, sid: &str, stream: Option<(TcpStream, Bytes)>) {
        let Some(slot) = self.sids.get(sid).copied() else { return };
        let Some((stream, leftover)) = stream else { return self.lose_stream(slot) };
        let Some(client) = self.clients.slots.at(slot) else { return };
        if client.shut_by.take().is_some() {
            // The attempt was given up while the handshake was on its way; the stream closes by itself.
            return;
        }
        if self.adopt(slot, stream) {
            self.settle(slot);
            self.feed_leftover(slot, &leftover);
        } else {
            self.lose_stream(slot);
        }
    }

    fn add(&mut self, engine: Connection, remote: IpAddr, place: Place) -> u32 {
        let (slot, generation) = self.clients.slots.vacant();
        let key = ConnectionKey { owner: self.index, slot, generation };
        self.clients.slots.fill(slot, Box::new(Client::new(key, engine, remote, place)));
        metrics::gauge!("footlights_realtime_connections").increment(1.0);
        slot
    }

    /// Registers a stream, once and for both directions.
    fn adopt(&mut self, slot: u32, stream: TcpStream) -> bool {
        let Some(client) = self.clients.slots.at(slot) else { return false };
        let mut stream = mio::net::TcpStream::from_std(stream);
        let registered = self.poll.registry().register(&mut stream, Token(slot as usize), Interest::READABLE | Interest::WRITABLE);
        if let Err(error) = registered {
            tracing::warn!(%error, "a socket could not be registered");
            return false;
        }
        client.stream = Some(stream);
        client.writable = true;
        client.half_closed = false;
        true
    }
}

/// Answers the poll that waits, if there is something to say.
pub(super) fn answer(client: &mut Client) {
    let Some(polling) = &mut client.polling else { return };
    if polling.poll.is_some()
        && let Some(answer) = client.engine.poll_answer()
        && let Some(poll) = polling.poll.take()
    {
        // What nobody takes any more is lost; the client notices by its numbers.
        let _ = poll.send(answer);
    }
}

fn refuse(answer: oneshot::Sender<PollAnswer>, refusal: Refusal) {
    let _ = answer.send(PollAnswer::Refused(refusal));
}
