//! Who is here: sockets by tag, and sockets by topic and audience, on this node.
//!
//! Does not know connections: it holds handles and forgets them when it is told to.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use footlights_base::Topic;
use tokio::sync::broadcast;

use crate::seat::Seat;
use crate::{Audience, Socket, Tag};

/// Changes a slow listener may fall behind before it is told that it missed some.
const CHANGES_WAITING_MAX: usize = 1_024;

/// The number of a topic's followers in one audience on this node has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceChange {
    /// The topic.
    pub topic: Topic,
    /// Which of its audiences.
    pub audience: Audience,
    /// How many follow now, on this node.
    pub count: usize,
}

pub(crate) struct Directory {
    tagged: Mutex<HashMap<Tag, Bearers>>,
    watching: Mutex<HashMap<Topic, Watching>>,
    /// Who wants to hear of which audience.
    changes: RwLock<BTreeMap<Audience, broadcast::Sender<AudienceChange>>>,
}

type Watching = BTreeMap<Audience, HashMap<Seat, Socket>>;

/// Who carries a tag. Mostly one: an account is here with one socket, and a token opens one.
#[expect(clippy::box_collection, reason = "a list of one is most of them, and is to be small")]
enum Bearers {
    One(Socket),
    Many(Box<HashMap<Seat, Socket>>),
}

impl Bearers {
    fn add(&mut self, socket: &Socket) {
        match self {
            Self::One(only) if only.0.seat == socket.0.seat => *only = socket.clone(),
            Self::One(only) => {
                let both = [only.clone(), socket.clone()].map(|socket| (socket.0.seat, socket));
                *self = Self::Many(Box::new(HashMap::from(both)));
            }
            Self::Many(all) => drop(all.insert(socket.0.seat, socket.clone())),
        }
    }

    /// Whether nobody is left.
    fn remove(&mut self, seat: Seat) -> bool {
        match self {
            Self::One(only) => only.0.seat == seat,
            Self::Many(all) => {
                all.remove(&seat);
                all.is_empty()
            }
        }
    }

    fn all(&self) -> Vec<Socket> {
        match self {
            Self::One(only) => vec![only.clone()],
            Self::Many(all) => all.values().cloned().collect(),
        }
    }
}

impl Directory {
    pub(crate) fn new() -> Self {
        Self { tagged: Mutex::default(), watching: Mutex::default(), changes: RwLock::default() }
    }

    pub(crate) fn tag(&self, tag: Tag, socket: &Socket) {
        match lock(&self.tagged).entry(tag) {
            Entry::Vacant(free) => drop(free.insert(Bearers::One(socket.clone()))),
            Entry::Occupied(mut bearers) => bearers.get_mut().add(socket),
        }
    }

    pub(crate) fn tagged(&self, tag: &Tag) -> Vec<Socket> {
        lock(&self.tagged).get(tag).map(Bearers::all).unwrap_or_default()
    }

    /// Forgets the tags of a socket that is gone.
    pub(crate) fn forget(&self, socket: &Socket) {
        let tags = socket.marks(|marks| std::mem::take(&mut marks.tags));
        for tag in tags {
            self.untag(&tag, socket.0.seat);
        }
    }

    /// The socket does not carry this tag any more.
    pub(crate) fn untag(&self, tag: &Tag, seat: Seat) {
        let mut tagged = lock(&self.tagged);
        if tagged.get_mut(tag).is_some_and(|bearers| bearers.remove(seat)) {
            tagged.remove(tag);
        }
    }

    /// How many different tags there are.
    #[cfg(test)]
    pub(crate) fn tags(&self) -> usize {
        lock(&self.tagged).len()
    }

    pub(crate) fn watch(&self, topic: &Topic, audience: Audience, socket: &Socket) {
        let count = {
            let mut watching = lock(&self.watching);
            let sockets = watching.entry(topic.clone()).or_default().entry(audience).or_default();
            sockets.insert(socket.0.seat, socket.clone());
            sockets.len()
        };
        self.tell(topic, audience, count);
    }

    pub(crate) fn unwatch(&self, topic: &Topic, audience: Audience, seat: Seat) {
        let count = {
            let mut watching = lock(&self.watching);
            let Some(audiences) = watching.get_mut(topic) else { return };
            let Some(sockets) = audiences.get_mut(&audience) else { return };
            if sockets.remove(&seat).is_none() {
                return;
            }
            let count = sockets.len();
            if count == 0 {
                audiences.remove(&audience);
            }
            if audiences.is_empty() {
                watching.remove(topic);
            }
            count
        };
        self.tell(topic, audience, count);
    }

    pub(crate) fn watchers(&self, topic: &Topic, audience: Audience) -> Vec<Socket> {
        let watching = lock(&self.watching);
        let sockets = watching.get(topic).and_then(|audiences| audiences.get(&audience));
        sockets.map(|sockets| sockets.values().cloned().collect()).unwrap_or_default()
    }

    pub(crate) fn count(&self, topic: &Topic, audience: Audience) -> usize {
        lock(&self.watching).get(topic).and_then(|audiences| audiences.get(&audience)).map_or(0, HashMap::len)
    }

    pub(crate) fn changes(&self, audience: Audience) -> broadcast::Receiver<AudienceChange> {
        let mut changes = self.changes.write().unwrap_or_else(PoisonError::into_inner);
        changes.entry(audience).or_insert_with(|| broadcast::channel(CHANGES_WAITING_MAX).0).subscribe()
    }

    fn tell(&self, topic: &Topic, audience: Audience, count: usize) {
        let changes = self.changes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(listeners) = changes.get(&audience) {
            // Nobody listening any more is fine.
            let _ = listeners.send(AudienceChange { topic: topic.clone(), audience, count });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
