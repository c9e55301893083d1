//! What other threads ask of a loop thread.

use std::sync::Arc;

use footlights_base::Topic;
use tokio::sync::oneshot;

use super::worker::Worker;
use crate::inbox::{Footing, Message, Release};
use crate::log::Tail;
use crate::seat::Seat;
use crate::topic::Released;
use crate::{Audience, log};

impl Worker {
    pub(super) fn message(&mut self, message: Message) {
        match message {
            Message::Open(arrival) => self.open(*arrival),
            Message::OpenPolling { sid, remote, place, answer } => self.open_polling(&sid, remote, place, answer),
            Message::Poll { sid, answer } => self.poll(&sid, answer),
            Message::PollGone { sid } => self.poll_gone(&sid),
            Message::Payload { sid, body, answer } => self.payload(&sid, &body, answer),
            Message::Attach { sid, answer } => self.attach(&sid, answer),
            Message::Attached { sid, stream } => self.attached(&sid, stream),
            Message::Answer { seat, answer, held } => self.answered(seat, answer, held),
            Message::Emit { seat, frame } => self.emit(seat, frame),
            Message::Follow { seat, topic, audience, last, snapshot, reply } => {
                let footing = self.follow(seat, &topic, audience, last, snapshot);
                self.reply(seat, &topic, footing, reply);
            }
            Message::Release(release) => self.release(release),
            Message::Leave { seat, topic } => self.leave(seat, &topic),
            Message::Cut { seat } => self.cut(seat),
            Message::Tail { topic, tail } => self.tail(&topic, tail),
            Message::Drain { over_ms } => self.begin_drain(over_ms),
            Message::Stop => self.stop(),
        }
    }

    fn follow(&mut self, seat: Seat, name: &Topic, audience: Audience, last: Option<(i64, i64)>, snapshot: bool) -> Footing {
        let (key, link) = (seat.connection, seat.link);
        let Some(client) = self.clients.slots.get(key.slot, key.generation) else { return Footing::Gone };
        let Some(stay) = client.stay(link) else { return Footing::Gone };
        let (slot, fresh) = self.topics.find_or_add(name);
        if fresh {
            self.shared.interest.add(name, self.index);
        }
        let Some(topic) = self.topics.at(slot) else { return Footing::Gone };
        if !stay.topics.contains(&slot) {
            if stay.topics.len() >= self.shared.settings.topics_per_socket_max {
                return Footing::TooMany;
            }
            stay.topics.push(slot);
        } else if let Some(former) = topic.leave(key.slot, link.namespace, self.now) {
            self.shared.directory.unwatch(name, former, seat);
        }
        let namespace = (link.namespace, stay.socket.0.namespace.clone());
        self.shared.directory.watch(name, audience, &stay.socket);
        topic.follow(key.slot, namespace, audience, last, snapshot)
    }

    fn reply(&mut self, seat: Seat, topic: &Topic, footing: Footing, reply: oneshot::Sender<Footing>) {
        let follows = matches!(footing, Footing::Hot(_) | Footing::Read);
        if reply.send(footing).is_err() && follows {
            // Whoever asked has gone: nobody would ever let its frames begin.
            self.leave(seat, topic);
        }
    }

    pub(super) fn release(&mut self, release: Release) {
        let (key, link) = (release.seat.connection, release.seat.link);
        if self.clients.slots.get(key.slot, key.generation).is_none_or(|client| client.stay(link).is_none()) {
            return;
        }
        let Some(slot) = self.topics.find(&release.topic) else { return };
        let Some(topic) = self.topics.at(slot) else { return };
        let (seat, name) = (release.seat, release.topic.clone());
        let released = topic.release(key.slot, link.namespace, release, self.now, &mut self.clients);
        self.topics.note(slot, self.now);
        if let Released::Behind(after) = released {
            self.catch_up(seat, name, after);
        }
    }

    fn leave(&mut self, seat: Seat, name: &Topic) {
        let (key, link) = (seat.connection, seat.link);
        let Some(slot) = self.topics.find(name) else { return };
        let Some(client) = self.clients.slots.get(key.slot, key.generation) else { return };
        let Some(stay) = client.stay(link) else { return };
        stay.topics.retain(|topic| *topic != slot);
        if let Some(topic) = self.topics.at(slot)
            && let Some(audience) = topic.leave(key.slot, link.namespace, self.now)
        {
            self.shared.directory.unwatch(name, audience, seat);
        }
        if self.topics.forget_blank(slot) {
            self.shared.interest.remove(name, self.index);
        }
    }

    fn tail(&mut self, name: &Topic, tail: Option<Tail>) {
        let Some(slot) = self.topics.find(name) else { return };
        let Some(topic) = self.topics.at(slot) else { return };
        match tail {
            Some(tail) => topic.log_read((tail.epoch, tail.sequence), tail.events, self.now),
            None => topic.log_failed(self.now),
        }
        self.topics.note(slot, self.now);
    }

    /// Reads what a topic lacks; the answer comes as a message.
    pub(super) fn read_log(&self, topic: Topic, after: i64) {
        metrics::counter!("footlights_realtime_gap_reads_total").increment(1);
        let (shared, owner) = (self.shared.clone(), self.index);
        self.shared.commands.spawn(async move {
            let tail = shared.log.after(topic.clone(), after, log::PAGE).await;
            let tail = tail.inspect_err(|error| tracing::warn!(%topic, %error, "a gap could not be read from the log")).ok();
            shared.send(owner, Message::Tail { topic, tail });
        });
    }

    /// Reads what one follower lacks, which the hot history no longer has.
    fn catch_up(&self, seat: Seat, topic: Topic, after: i64) {
        let shared: Arc<_> = self.shared.clone();
        self.shared.commands.spawn(async move {
            let mut release =
                Release { seat, topic: topic.clone(), epoch: 0, sequence: after, missing: Vec::new(), snapshot: None, lost: true };
            match shared.log.after(topic, after, log::PAGE).await {
                Ok(tail) => {
                    release.lost = tail.events.first().is_none_or(|event| event.sequence != after + 1);
                    release.epoch = tail.epoch;
                    release.missing = tail.events;
                }
                Err(error) => tracing::warn!(%error, "a follower could not be brought up to date; it is told to resynchronise"),
            }
            shared.send(seat.connection.owner, Message::Release(release));
        });
    }
}
