//! One loop thread: messages, topics' turns, writes, reads, deadlines, and around again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use footlights_socketio::{Connection, Event};
use mio::Events;

use super::client::Client;
use super::clients::Clients;
use super::drain::Drain;
use super::topics::Topics;
use super::{Door, WAKER};
use crate::Socket;
use crate::commands::Admitted;
use crate::inbox::{Inbox, News};
use crate::seat::Seat;
use crate::shared::Shared;
use crate::wheel::Wheel;

/// How often topics let go of what is old.
const EXPIRE_EVERY_MS: u64 = 10_000;
/// How soon it is tried again to start a command when too many run.
const STARVED_RETRY_MS: u64 = 5;
/// How long a peer may take to end its side after we have ended ours.
pub(super) const SHUT_GRACE_MS: u64 = 2_000;
/// The most that is read at once.
const READ_BYTES_MAX: usize = 64 * 1024;

pub(super) struct Worker {
    pub(super) index: u16,
    pub(super) shared: Arc<Shared>,
    pub(super) poll: mio::Poll,
    pub(super) inbox: Arc<Inbox>,
    pub(super) clients: Clients,
    pub(super) topics: Topics,
    /// Slots and generations of connections whose deadline comes.
    wheel: Wheel<(u32, u32)>,
    pub(super) sids: HashMap<Box<str>, u32>,
    pub(super) buffer: Box<[u8]>,
    /// Connections that could not start a command because too many run.
    pub(super) starved: Vec<u32>,
    /// Commands to begin together.
    pub(super) admitted: Vec<Admitted>,
    /// Connections to be read again without word from the poll.
    pub(super) resumed: Vec<u32>,
    /// Sockets whose client has left while something of theirs is being handled.
    pub(super) departing: HashMap<Seat, Socket>,
    pub(super) drain: Option<Drain>,
    pub(super) now: u64,
    expire_at: u64,
    stopping: bool,
}

impl Worker {
    pub(super) fn new(index: u16, door: Door, shared: Arc<Shared>) -> Self {
        let now = shared.now_ms();
        let settings = &shared.settings;
        let clients = Clients::new(settings.outbox_frames_max, settings.outbox_bytes_max);
        Self {
            index,
            poll: door.poll,
            inbox: door.inbox,
            clients,
            topics: Topics::new(now),
            wheel: Wheel::new(now),
            sids: HashMap::new(),
            buffer: vec![0; READ_BYTES_MAX].into_boxed_slice(),
            starved: Vec::new(),
            admitted: Vec::new(),
            resumed: Vec::new(),
            departing: HashMap::new(),
            drain: None,
            now,
            expire_at: now + EXPIRE_EVERY_MS,
            stopping: false,
            shared,
        }
    }

    pub(super) fn run(mut self) {
        let mut ready = Events::with_capacity(1_024);
        while !self.stopping {
            self.now = self.shared.now_ms();
            self.messages();
            self.flush_urgent();
            self.deadlines();
            self.turn();
            self.settle_turn();
            self.flush();
            self.begin_admitted();
            // Told to stop in this very round, it must not sleep first.
            let timeout = if self.stopping { Some(Duration::ZERO) } else { self.timeout() };
            if let Err(error) = self.poll.poll(&mut ready, timeout)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "the poll of a loop thread failed; it ends");
                break;
            }
            self.inbox.awake();
            self.now = self.shared.now_ms();
            for event in &ready {
                if event.token() != WAKER {
                    self.readiness(event);
                }
            }
            self.begin_admitted();
        }
    }

    /// Answers leave and joins begin; nothing here fans out.
    pub(super) fn messages(&mut self) {
        for message in self.inbox.take_messages() {
            self.message(message);
        }
        for slot in std::mem::take(&mut self.starved) {
            self.pump(slot);
        }
        for slot in std::mem::take(&mut self.resumed) {
            self.read(slot);
        }
        self.begin_admitted();
    }

    /// What clients asked for since the last time begins.
    fn begin_admitted(&mut self) {
        self.shared.commands.begin(std::mem::take(&mut self.admitted));
    }

    fn news(&mut self) {
        for news in self.inbox.take_news() {
            let name = match &news {
                News::Event(event) => &event.topic,
                News::Ephemeral(frame) => &frame.topic,
                News::Known { topic, .. } => topic,
            };
            let Some(slot) = self.topics.find(name) else { continue };
            let Some(topic) = self.topics.at(slot) else { continue };
            match news {
                News::Event(event) => topic.offer(event, self.now),
                News::Ephemeral(frame) => topic.loose(frame),
                News::Known { epoch, sequence, .. } => topic.known(epoch, sequence, self.now),
            }
            self.topics.note(slot, self.now);
        }
    }

    fn deadlines(&mut self) {
        let mut due = Vec::new();
        self.wheel.due(self.now, &mut due);
        for (slot, generation) in due {
            if self.clients.slots.get(slot, generation).is_some() {
                self.alarm(slot);
            }
        }
        self.topics.wake(self.now);
        for (topic, after) in self.topics.reads(self.now) {
            self.read_log(topic, after);
        }
        if self.now >= self.expire_at {
            self.expire_at = self.now + EXPIRE_EVERY_MS;
            for topic in self.topics.expire(self.now) {
                self.shared.interest.remove(&topic, self.index);
            }
            self.clients.weigh(self.index);
        }
        self.drain_some();
    }

    /// A connection's deadline may have come.
    fn alarm(&mut self, slot: u32) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        client.alarm = u64::MAX;
        if client.shut_by.is_some_and(|by| by <= self.now) {
            self.lose_stream(slot);
            return;
        }
        self.engine(slot, |engine, now, events| engine.handle_timeout(now, events));
    }

    /// After a turn: polls that can be answered, and consumers too slow to keep.
    fn settle_turn(&mut self) {
        for slot in self.clients.take_answerable() {
            self.settle(slot);
        }
        for slot in self.clients.take_slow() {
            self.drop_slow(slot);
        }
    }

    /// Takes in what has been said of topics, and lets those with something to say have their turn.
    pub(super) fn turn(&mut self) {
        self.news();
        if !self.topics.has_turns() {
            return;
        }
        let began = self.shared.elapsed();
        self.topics.turns(self.now, self.shared.taking_back(), &mut self.clients);
        self.settle_turn();
        self.measure(began);
    }

    /// Runs the protocol engine of a connection, then sees to what it wants. A panic costs this connection only.
    pub(super) fn engine<R>(&mut self, slot: u32, run: impl FnOnce(&mut Connection, u64, &mut Vec<Event>) -> R) -> Option<R> {
        let client = self.clients.slots.at(slot)?;
        let mut events = Vec::new();
        let now = self.now;
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&mut client.engine, now, &mut events)));
        match result {
            Ok(result) => {
                self.events(slot, events);
                self.settle(slot);
                Some(result)
            }
            Err(_panic) => {
                metrics::counter!("footlights_realtime_panics_total").increment(1);
                tracing::error!("a connection's input caused a panic; the connection is dropped");
                self.remove(slot);
                None
            }
        }
    }

    /// What must be done after anything happened to a connection: its bytes queued, its poll answered, its next
    /// deadline set, itself forgotten when it is over.
    pub(super) fn settle(&mut self, slot: u32) {
        let Some(client) = self.clients.slots.at(slot) else { return };
        take_transmits(client, self.now);
        super::polling::answer(client);
        let wanted = [client.engine.deadline(), client.shut_by].into_iter().flatten().min();
        if let Some(at) = wanted
            && at < client.alarm
        {
            client.alarm = at;
            self.wheel.set(at, (slot, client.key.generation));
        }
        let (waits, over) = (!client.outbox.is_empty() || client.shut_by.is_some(), client.engine.is_finished() && client.stream.is_none());
        if over {
            self.remove(slot);
        } else if waits {
            self.clients.soil(slot);
        }
    }

    fn timeout(&mut self) -> Option<Duration> {
        if !self.clients_idle() || !self.inbox.may_sleep() {
            return Some(Duration::ZERO);
        }
        let starved = (!self.starved.is_empty()).then_some(self.now + STARVED_RETRY_MS);
        let drain = self.drain.as_ref().map(|drain| drain.next_at());
        let at = [self.wheel.deadline(), self.topics.deadline(), Some(self.expire_at), starved, drain].into_iter().flatten().min();
        at.map(|at| Duration::from_millis(at.saturating_sub(self.now)))
    }

    fn clients_idle(&self) -> bool {
        self.resumed.is_empty() && !self.clients.has_dirty() && !self.topics.has_turns()
    }

    pub(super) fn stop(&mut self) {
        self.stopping = true;
    }

    fn measure(&mut self, began: Duration) {
        let frames = std::mem::take(&mut self.clients.frames);
        if frames > 0 {
            metrics::counter!("footlights_realtime_frames_total").increment(frames);
            metrics::histogram!("footlights_realtime_turn_seconds").record((self.shared.elapsed() - began).as_secs_f64());
        }
    }
}

/// Moves what the engine wants to say into the outbox.
pub(super) fn take_transmits(client: &mut Client, now: u64) {
    use footlights_socketio::Transmit;
    while let Some(transmit) = client.engine.poll_transmit() {
        match transmit {
            Transmit::Frame(frame) => {
                if client.stream.is_some() && client.shut_by.is_none() {
                    client.outbox.push(frame.into_websocket(), 1);
                }
            }
            Transmit::Shut => client.shut_by = client.shut_by.or(Some(now + SHUT_GRACE_MS)),
        }
    }
}
