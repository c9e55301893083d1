//! What reaches a loop thread from elsewhere, in two queues: what concerns one connection goes first, so that an answer
//! never waits behind a fan-out; what concerns a topic waits for its turn, bounded.

use std::collections::VecDeque;
use std::net::{IpAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use footlights_base::{Epoch, Event, Failure, Topic};
use footlights_socketio::{Frame, PollAnswer, Refusal};
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::admission::Place;
use crate::log::Tail;
use crate::seat::Seat;
use crate::{Audience, Ephemeral, Joined};

/// Events that may wait for the turn of their topics; what is beyond is read from the log when its turn comes.
const EVENTS_WAITING_MAX: usize = 16_384;

/// What concerns one connection.
pub(crate) enum Message {
    /// A client has come in by WebSocket.
    Open(Box<Arrival>),
    /// A client begins with long-polling; its opening request is its first poll.
    OpenPolling { sid: Box<str>, remote: IpAddr, place: Place, answer: oneshot::Sender<PollAnswer> },
    /// A poll.
    Poll { sid: Box<str>, answer: oneshot::Sender<PollAnswer> },
    /// Whoever polled has gone.
    PollGone { sid: Box<str> },
    /// A payload.
    Payload { sid: Box<str>, body: Bytes, answer: oneshot::Sender<Result<(), Refusal>> },
    /// A WebSocket wants to take a session over; its handshake waits for the answer.
    Attach { sid: Box<str>, answer: oneshot::Sender<Result<(), Refusal>> },
    /// It was answered, and this is its stream; none when that failed.
    Attached { sid: Box<str>, stream: Option<(TcpStream, Bytes)> },
    /// A handler has ended: its answer leaves, then the follows it began.
    Answer { seat: Seat, answer: Answer, held: Vec<Release> },
    /// An event for one socket.
    Emit { seat: Seat, frame: Frame },
    /// A socket wants to follow a topic.
    Follow { seat: Seat, topic: Topic, audience: Audience, last: Option<(Epoch, i64)>, snapshot: bool, reply: oneshot::Sender<Footing> },
    /// Its frames may begin.
    Release(Release),
    /// A socket stops following.
    Leave { seat: Seat, topic: Topic },
    /// A socket's right has ended.
    Cut { seat: Seat },
    /// What the log holds after the number a topic asked from; nothing when it could not be read.
    Tail { topic: Topic, tail: Option<Tail> },
    /// All connections are to end within this time, in milliseconds.
    Drain { over_ms: u64 },
    /// The thread is to end.
    Stop,
}

/// A WebSocket that comes in.
pub(crate) struct Arrival {
    pub(crate) stream: TcpStream,
    /// What is to be said first, when the handshake was not answered yet.
    pub(crate) greeting: Bytes,
    /// What the client has said already.
    pub(crate) leftover: Bytes,
    pub(crate) sid: Box<str>,
    pub(crate) remote: IpAddr,
    pub(crate) place: Place,
}

/// How a handler ended.
pub(crate) enum Answer {
    /// `Namespace::connect`.
    Connected(Result<(), Failure>),
    /// `Namespace::event`, and what is to be sent for it.
    Handled(Vec<Frame>),
}

/// Where a follower starts, as far as the loop thread can tell by itself.
pub(crate) enum Footing {
    /// Everything needed is at hand.
    Hot(Joined),
    /// The log must be read.
    Read,
    /// The socket is gone.
    Gone,
    /// It follows as many topics as it may.
    TooMany,
}

/// The moment from which a follower that has been waiting gets its frames.
pub(crate) struct Release {
    pub(crate) seat: Seat,
    pub(crate) topic: Topic,
    /// Numbers up to this one are known to the follower once `missing` or `snapshot` are sent.
    pub(crate) epoch: Epoch,
    pub(crate) sequence: i64,
    /// What it lacks, in order.
    pub(crate) missing: Vec<Arc<Event>>,
    /// Or the state instead.
    pub(crate) snapshot: Option<Arc<RawValue>>,
    /// What it lacks is nowhere any more.
    pub(crate) lost: bool,
}

/// What concerns a topic.
#[derive(Clone)]
pub(crate) enum News {
    /// A committed event, from any of the three sources.
    Event(Arc<Event>),
    /// A frame without a number.
    Ephemeral(Arc<Ephemeral>),
    /// Where the database says a topic stands.
    Known { topic: Topic, epoch: Epoch, sequence: i64 },
}

/// The door of one loop thread.
pub(crate) struct Inbox {
    queues: Mutex<Queues>,
    /// The loop is about to sleep or asleep: whoever brings something wakes it.
    asleep: AtomicBool,
    waker: mio::Waker,
}

#[derive(Default)]
struct Queues {
    messages: VecDeque<Message>,
    news: VecDeque<News>,
}

impl Inbox {
    pub(crate) fn new(waker: mio::Waker) -> Self {
        Self { queues: Mutex::default(), asleep: AtomicBool::new(false), waker }
    }

    pub(crate) fn send(&self, message: Message) {
        self.lock().messages.push_back(message);
        self.wake();
    }

    /// Puts news at the end. `false` when the queue is full: the topic will find the gap and read the log.
    pub(crate) fn tell(&self, news: impl Iterator<Item = News>) -> bool {
        let fits = {
            let mut queues = self.lock();
            for one in news {
                if queues.news.len() >= EVENTS_WAITING_MAX {
                    break;
                }
                queues.news.push_back(one);
            }
            queues.news.len() < EVENTS_WAITING_MAX
        };
        self.wake();
        fits
    }

    pub(crate) fn take_messages(&self) -> VecDeque<Message> {
        std::mem::take(&mut self.lock().messages)
    }

    pub(crate) fn has_something(&self) -> bool {
        let queues = self.lock();
        !queues.messages.is_empty() || !queues.news.is_empty()
    }

    pub(crate) fn take_news(&self) -> VecDeque<News> {
        std::mem::take(&mut self.lock().news)
    }

    /// Announces sleep. `false` when something has come in the meantime and there is no time to sleep.
    pub(crate) fn may_sleep(&self) -> bool {
        self.asleep.store(true, Ordering::SeqCst);
        let empty = !self.has_something();
        if !empty {
            self.asleep.store(false, Ordering::SeqCst);
        }
        empty
    }

    pub(crate) fn awake(&self) {
        self.asleep.store(false, Ordering::SeqCst);
    }

    fn wake(&self) {
        if self.asleep.swap(false, Ordering::SeqCst) {
            self.waker.wake().expect("an eventfd takes a write until the process ends");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
