//! Stays in namespaces: what a client asks for is handed to the handlers one by one, and what they answer goes back.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use footlights_socketio::{CloseCode, Frame, Incoming, Link, Transport};
use serde_json::value::{RawValue, to_raw_value};

use super::client::{Asked, Stay};
use super::worker::Worker;
use crate::commands::Work;
use crate::frame::ChunkWriter;
use crate::inbox::{Answer, Release};
use crate::seat::Seat;
use crate::socket::SocketInner;
use crate::{Call, Socket, answer};

/// Frames a handler may emit before its client is let in.
const EARLY_FRAMES_MAX: usize = 64;

impl Worker {
    pub(super) fn begin_stay(&mut self, slot: u32, link: Link, auth: Option<Box<RawValue>>) {
        let Some(namespace) = self.shared.namespace(link.namespace) else { return };
        let Some(client) = self.clients.slots.at(slot) else { return };
        let socket = Socket(Arc::new(SocketInner {
            id: self.shared.random_id().into(),
            seat: Seat { connection: client.key, link },
            remote: client.remote,
            namespace,
            shared: self.shared.clone(),
            marks: Mutex::default(),
        }));
        // Guarded as handlers are: whoever panics here is asked again by `connect`, where a panic is told.
        let welcome = catch_unwind(AssertUnwindSafe(|| socket.0.namespace.welcome(&socket))).unwrap_or(false);
        let waiting = if welcome { VecDeque::new() } else { VecDeque::from([Asked::Connect(auth)]) };
        // Mostly the only one, and a stay is large.
        client.stays.reserve_exact(1);
        client.stays.push(Stay { link, socket, joined: false, running: false, waiting, early: Vec::new(), topics: Vec::new() });
        if welcome {
            self.let_in(slot, link);
        } else {
            self.pump(slot);
        }
    }

    /// The client is in: it is told so, then what was emitted meanwhile.
    fn let_in(&mut self, slot: u32, link: Link) {
        let Some(stay) = self.clients.slots.at(slot).and_then(|client| client.stay(link)) else { return };
        stay.joined = true;
        let (id, early) = (stay.socket.0.id.clone(), std::mem::take(&mut stay.early));
        self.engine(slot, |engine, _, _| engine.accept(link, &id));
        for frame in early {
            self.send(slot, frame);
        }
    }

    /// An event waits from now on; [`Self::pump`] begins it.
    pub(super) fn incoming(&mut self, slot: u32, incoming: Incoming) {
        let bytes_max = self.shared.settings.event_bytes_max;
        let Some(client) = self.clients.slots.at(slot) else { return };
        let link = incoming.link;
        let Some(stay) = client.stay(link) else { return };
        if incoming.size() > bytes_max {
            let frame = answer::too_large(&*stay.socket.0.namespace, incoming.ack, bytes_max);
            self.send(slot, frame);
            return;
        }
        stay.waiting.push_back(Asked::Event(Call::new(incoming)));
    }

    /// Starts what can be started, and reads on where there is room again.
    pub(super) fn pump(&mut self, slot: u32) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        for stay in client.stays.iter_mut().filter(|stay| !stay.running) {
            if stay.waiting.is_empty() {
                continue;
            }
            if !self.shared.commands.has_room() {
                self.starved.push(slot);
                return;
            }
            if let Some(work) = stay.next() {
                stay.running = true;
                self.admitted.push(self.shared.commands.admit(stay.socket.clone(), work));
            }
        }
        if client.is_full(self.shared.settings.commands_waiting_max) {
            return;
        }
        if client.readable {
            client.readable = false;
            self.resumed.push(slot);
        }
        if let Some(answer) = client.polling.as_mut().and_then(|polling| polling.payload.take()) {
            // Whoever sent it may be gone.
            let _ = answer.send(Ok(()));
        }
    }

    /// A handler has ended.
    pub(super) fn answered(&mut self, seat: Seat, answer: Answer, held: Vec<Release>) {
        if let Some(socket) = self.departing.remove(&seat) {
            // Its client left meanwhile. What it marked since is forgotten, too.
            socket.forget();
            if !matches!(answer, Answer::Connected(Err(_))) {
                self.admitted.push(self.shared.commands.admit(socket, Work::Disconnected));
            }
            return;
        }
        let key = seat.connection;
        let Some(client) = self.clients.slots.get(key.slot, key.generation) else { return };
        let Some(stay) = client.stay(seat.link) else { return };
        stay.running = false;
        match answer {
            Answer::Connected(Ok(())) => self.let_in(key.slot, seat.link),
            Answer::Connected(Err(failure)) => {
                let (message, code) = answer::told(&failure);
                let data = to_raw_value(&serde_json::json!({ "code": code })).expect("a code is JSON");
                self.engine(key.slot, |engine, _, _| engine.refuse(seat.link, &message, Some(&data)));
                self.drop_stay(key.slot, seat.link);
                return;
            }
            Answer::Handled(frames) => {
                for frame in frames {
                    self.send(key.slot, frame);
                }
            }
        }
        for release in held {
            self.release(release);
        }
        self.pump(key.slot);
    }

    /// An event for one socket alone.
    pub(super) fn emit(&mut self, seat: Seat, frame: Frame) {
        let key = seat.connection;
        let Some(client) = self.clients.slots.get(key.slot, key.generation) else { return };
        let Some(stay) = client.stay(seat.link) else { return };
        if stay.joined {
            self.send(key.slot, frame);
        } else if stay.early.len() < EARLY_FRAMES_MAX {
            stay.early.push(frame);
        }
    }

    /// Queues a frame for one connection.
    pub(super) fn send(&mut self, slot: u32, frame: Frame) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        if client.slow || !client.engine.is_open() {
            return;
        }
        if client.engine.transport() == Transport::WebSocket {
            client.outbox.push(frame.into_websocket(), 1);
            self.clients.urge(slot);
            self.clients.check_bounds(slot);
        } else if client.engine.send(frame).is_err() {
            self.clients.mark_slow(slot);
        } else {
            self.settle(slot);
        }
    }

    /// A client has left a namespace.
    pub(super) fn end_stay(&mut self, slot: u32, link: Link) {
        let Some(stay) = self.drop_stay(slot, link) else { return };
        if stay.running {
            self.departing.insert(stay.socket.0.seat, stay.socket);
        } else if stay.joined {
            self.admitted.push(self.shared.commands.admit(stay.socket, Work::Disconnected));
        }
    }

    pub(super) fn end_all_stays(&mut self, slot: u32) {
        while let Some(link) = self.clients.slots.at(slot).and_then(|client| client.stays.last()).map(|stay| stay.link) {
            self.end_stay(slot, link);
        }
    }

    fn drop_stay(&mut self, slot: u32, link: Link) -> Option<Stay> {
        let client = self.clients.slots.at(slot)?;
        let at = client.stays.iter().position(|stay| stay.link == link)?;
        let stay = client.stays.swap_remove(at);
        let seat = stay.socket.0.seat;
        for topic_slot in &stay.topics {
            let Some(topic) = self.topics.at(*topic_slot) else { continue };
            if let Some(audience) = topic.leave(slot, link.namespace, self.now) {
                self.shared.directory.unwatch(topic.name(), audience, seat);
            }
        }
        stay.socket.forget();
        Some(stay)
    }

    /// A socket's right has ended: DISCONNECT, so that its client stays away, and the transport closed unless the
    /// client is elsewhere by another right.
    pub(super) fn cut(&mut self, seat: Seat) {
        let key = seat.connection;
        if self.clients.slots.get(key.slot, key.generation).and_then(|client| client.stay(seat.link)).is_none() {
            return;
        }
        metrics::counter!("footlights_realtime_cuts_total").increment(1);
        self.engine(key.slot, |engine, _, _| {
            if engine.disconnect(seat.link).is_err() {
                // Not let in yet: refused instead. Either way it is out.
                let _ = engine.refuse(seat.link, "The right to be here has ended.", None);
            }
        });
        self.end_stay(key.slot, seat.link);
        if self.clients.slots.at(key.slot).is_some_and(|client| client.stays.is_empty()) {
            self.engine(key.slot, |engine, now, events| engine.close(now, CloseCode::NORMAL, events));
        }
    }

    /// A consumer that does not keep up: what waits is dropped, it is told to resynchronise, its transport closes.
    pub(super) fn drop_slow(&mut self, slot: u32) {
        metrics::counter!("footlights_realtime_slow_consumers_total").increment(1);
        let Some(client) = self.clients.slots.at(slot) else { return };
        let dropped = client.outbox.drop_waiting();
        metrics::counter!("footlights_realtime_frames_dropped_total").increment(dropped as u64);
        let mut words = Vec::new();
        for stay in &client.stays {
            let mut writer = ChunkWriter::new(stay.socket.0.namespace.path());
            for topic in &stay.topics {
                if let Some(topic) = self.topics.at(*topic) {
                    writer.resync(topic.name());
                }
            }
            words.extend(writer.finish());
        }
        if client.engine.transport() == Transport::WebSocket {
            for chunk in words {
                client.outbox.push(chunk.frame().websocket().clone(), chunk.count());
            }
        }
        self.engine(slot, |engine, now, events| engine.close(now, CloseCode::TRY_AGAIN_LATER, events));
    }
}
