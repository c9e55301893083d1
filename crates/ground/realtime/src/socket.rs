//! One client in one namespace, as a system sees it.

use std::any::Any;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use footlights_base::{AccountId, Failure, Timestamp, Topic};
use footlights_socketio::Frame;
use serde::Serialize;

use crate::expiry::End;
use crate::inbox::{Message, Release};
use crate::seat::Seat;
use crate::shared::Shared;
use crate::{Join, Joined, Namespace, Tag};

/// A client in a namespace. Clones are handles on the same socket; on a socket that is gone every call does nothing.
#[derive(Clone)]
pub struct Socket(pub(crate) Arc<SocketInner>);

pub(crate) struct SocketInner {
    pub(crate) id: Box<str>,
    pub(crate) seat: Seat,
    pub(crate) remote: IpAddr,
    pub(crate) namespace: Arc<dyn Namespace>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) marks: Mutex<Marks>,
}

#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) tags: Vec<Tag>,
    /// When its right ends, if that is known.
    pub(crate) end: Option<End>,
    pub(crate) state: Option<Arc<dyn Any + Send + Sync>>,
    /// Where it is present, and as whom.
    pub(crate) present: Vec<(Topic, AccountId)>,
    pub(crate) gone: bool,
    /// While a client's event is being handled: follows that begin once its answer has left.
    pub(crate) held: Option<Vec<Release>>,
}

impl Socket {
    /// The Socket.IO id of this client in this namespace: public, says nothing, changes with every connection.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The address the client speaks from.
    #[must_use]
    pub fn remote_addr(&self) -> IpAddr {
        self.0.remote
    }

    /// Keeps something for the life of the socket, such as who it acts for. The newest wins.
    pub fn attach<T: Any + Send + Sync>(&self, state: Arc<T>) {
        self.marks(|marks| marks.state = Some(state));
    }

    /// What was attached, when it is a `T`.
    #[must_use]
    pub fn state<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.marks(|marks| marks.state.clone())?.downcast().ok()
    }

    /// Marks by what right the socket is open, so that [`crate::Hub::cut`] finds it. Mark first, check the right after.
    pub fn tag(&self, tag: Tag) {
        let fresh = self.marks(|marks| {
            let fresh = !marks.gone && !marks.tags.contains(&tag);
            if fresh {
                // Few, and there are as many lists as sockets.
                marks.tags.reserve_exact(1);
                marks.tags.push(tag.clone());
            }
            fresh
        });
        if fresh {
            let late = tag.clone();
            self.0.shared.directory.tag(tag, self);
            // Gone in between: then nobody else would take it out.
            if self.marks(|marks| marks.gone) {
                self.0.shared.directory.untag(&late, self.0.seat);
            }
        }
    }

    /// Takes a mark away again: the right it speaks of was never given, or is not used any more.
    pub fn untag(&self, tag: &Tag) {
        let held = self.marks(|marks| {
            let before = marks.tags.len();
            marks.tags.retain(|held| held != tag);
            marks.tags.len() < before
        });
        if held {
            self.0.shared.directory.untag(tag, self.0.seat);
        }
    }

    /// The right by which the socket is open ends at this moment: then it is cut, as by [`crate::Hub::cut`]. The newest word
    /// counts.
    pub fn ends_at(&self, at: Timestamp) {
        let expiries = &self.0.shared.expiries;
        let end = expiries.add(at, self);
        // Gone in between: then nobody else would take it out.
        let former = self.marks(|marks| if marks.gone { Some(end) } else { marks.end.replace(end) });
        if let Some(former) = former {
            expiries.remove(former);
        }
    }

    /// Follows a topic. Subscribes first, then reads where the topic stands, so that nothing falls in between. Inside of
    /// a namespace's `connect` or `event` the frames begin after its answer has left. Joining again starts afresh.
    ///
    /// # Errors
    /// `too_many_topics` beyond the limit of topics per socket; `disconnected` when the socket is gone; what breaks when
    /// the log cannot be read.
    pub async fn join(&self, join: Join) -> Result<Joined, Failure> {
        crate::follow::join(self, join).await
    }

    /// Stops following.
    pub fn leave(&self, topic: &Topic) {
        self.send(Message::Leave { seat: self.0.seat, topic: topic.clone() });
    }

    /// Is present at `topic` as a device of `account` until it is gone or [`Self::disappear`]s.
    pub fn appear(&self, topic: &Topic, account: AccountId) {
        let fresh = self.marks(|marks| {
            let fresh = !marks.gone && !marks.present.iter().any(|(at, who)| at == topic && *who == account);
            if fresh {
                marks.present.reserve_exact(1);
                marks.present.push((topic.clone(), account));
            }
            fresh
        });
        if fresh {
            self.0.shared.presence.connect(topic, account, &self.0.id, self.0.shared.wall_ms());
        }
    }

    /// Is no longer present there. Whether that means that its account has left is for the rules of grace to say.
    pub fn disappear(&self, topic: &Topic) {
        let gone: Vec<_> = self.marks(|marks| marks.present.extract_if(.., |(at, _)| at == topic).collect());
        self.absent(&gone);
    }

    /// The client has gone: its tags and its presence go with it, also those a handler sets later.
    pub(crate) fn forget(&self) {
        let (gone, end) = self.marks(|marks| {
            marks.gone = true;
            (std::mem::take(&mut marks.present), marks.end.take())
        });
        if let Some(end) = end {
            self.0.shared.expiries.remove(end);
        }
        self.0.shared.directory.forget(self);
        self.absent(&gone);
    }

    fn absent(&self, gone: &[(Topic, AccountId)]) {
        for (topic, account) in gone {
            self.0.shared.presence.disconnect(topic, *account, &self.0.id, self.0.shared.wall_ms());
        }
    }

    /// Sends an event to this client alone, without a number. `payload` is the one argument.
    ///
    /// # Panics
    /// When `payload` does not serialise, which for plain structs cannot happen.
    pub fn emit(&self, name: &str, payload: &impl Serialize) {
        let args = serde_json::to_string(payload).expect("a payload is a plain struct");
        self.emit_raw(name, &args, &[]);
    }

    /// Sends arguments that are JSON text already, with what their placeholders stand for.
    pub(crate) fn emit_raw(&self, name: &str, args: &str, attachments: &[Bytes]) {
        let frame = Frame::event_packet(self.0.namespace.path(), name, args, None, attachments);
        self.send(Message::Emit { seat: self.0.seat, frame });
    }

    pub(crate) fn send(&self, message: Message) {
        self.0.shared.send(self.0.seat.connection.owner, message);
    }

    pub(crate) fn marks<R>(&self, run: impl FnOnce(&mut Marks) -> R) -> R {
        run(&mut self.0.marks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Socket({})", self.0.id)
    }
}
