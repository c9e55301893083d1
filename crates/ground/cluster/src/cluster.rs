//! The one face of both clusters.

use std::sync::Arc;

use bytes::Bytes;
use footlights_base::{Chance, Clock, ErrorKind, Failure, Rejection};
use tokio::sync::watch;

use crate::health::Board;
use crate::memory::MemoryNode;
use crate::redis::RedisNode;
use crate::settings::{MESSAGE_BYTES_MAX, NAME_BYTES_MAX};
use crate::{ClusterSettings, Count, Health, Mesh, NodeId, RedisUrlError, Roster, Subscription, Window};

/// This process as a node among others. Clones are handles on the same node; with the last one the node is gone.
#[derive(Clone)]
pub struct Cluster {
    node: NodeId,
    alone: bool,
    backend: Backend,
}

#[derive(Clone)]
enum Backend {
    Memory(Arc<MemoryNode>, Arc<Board>),
    Redis(Arc<RedisNode>),
}

impl Cluster {
    /// A cluster of one node, in memory.
    #[must_use]
    pub fn memory(clock: Arc<dyn Clock>, chance: &Chance) -> Self {
        Self { alone: true, ..Self::memory_on(&Mesh::default(), clock, chance) }
    }

    /// One more node on a mesh in memory: how tests have several nodes without Redis.
    #[must_use]
    pub fn memory_on(mesh: &Mesh, clock: Arc<dyn Clock>, chance: &Chance) -> Self {
        let node = NodeId::random(chance);
        let backend = Backend::Memory(Arc::new(MemoryNode::new(mesh, node, clock)), Arc::new(Board::up()));
        Self { node, backend, alone: false }
    }

    /// A node on Redis or Valkey. `url` is `redis://[user:password@]host:port[/db]`; several, separated by commas, are seeds of a
    /// Redis Cluster. Answers at once and connects in the background: a Redis that is away makes [`Self::health`] say so, and is
    /// used as soon as it is there.
    ///
    /// # Errors
    /// When the text is not such a URL.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn redis(url: &str, clock: Arc<dyn Clock>, chance: &Chance, settings: ClusterSettings) -> Result<Self, RedisUrlError> {
        let node = NodeId::random(chance);
        let backend = Backend::Redis(Arc::new(RedisNode::start(url, node, clock, chance, settings)?));
        Ok(Self { node, backend, alone: false })
    }

    /// Whether no other node can ever be there, so that nothing needs to be published.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// This node.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// Sends a message to all who listen, on all nodes, this one included. Never waits: when Redis is away or behind, messages are
    /// dropped and listeners hear of a [`crate::Heard::Gap`] when it is back.
    pub fn publish(&self, channel: &str, message: Bytes) {
        if check("channel", channel).is_err() || message.len() > MESSAGE_BYTES_MAX {
            metrics::counter!("cluster_publish_refused_total").increment(1);
            tracing::error!(bytes = message.len(), "a message beyond the limits was not published");
            return;
        }
        match &self.backend {
            Backend::Memory(node, _) => node.publish(channel, &message),
            Backend::Redis(node) => node.publish(channel, message),
        }
    }

    /// Listens to a channel. When this returns, everything published from now on is heard; with Redis away, everything from its
    /// return on, after a gap.
    ///
    /// # Errors
    /// `name_too_long` for a channel of more than 200 bytes.
    pub async fn subscribe(&self, channel: &str) -> Result<Subscription, Failure> {
        check("channel", channel)?;
        Ok(match &self.backend {
            Backend::Memory(node, _) => node.channels().listen(channel).0,
            Backend::Redis(node) => node.subscribe(channel).await,
        })
    }

    /// Adds `by` to a counter all nodes share and says where it stands.
    ///
    /// # Errors
    /// Unavailable while Redis is away: the caller decides whether to let things pass meanwhile.
    pub async fn count(&self, key: &str, window: Window, by: u64) -> Result<Count, Failure> {
        check("counter", key)?;
        match &self.backend {
            Backend::Memory(node, _) => Ok(node.count(key, window, by)),
            Backend::Redis(node) => node.count(key, window, by).await,
        }
    }

    /// Says that `member` is at `place` on this node. Kept here and put again whenever Redis forgets, so it does not fail with Redis.
    ///
    /// # Errors
    /// `name_too_long` for names of more than 200 bytes.
    pub async fn put(&self, place: &str, member: &str, value: Bytes) -> Result<(), Failure> {
        check("place", place)?;
        check("member", member)?;
        match &self.backend {
            Backend::Memory(node, _) => node.put(place, member, value),
            Backend::Redis(node) => node.put(place, member, value).await,
        }
        Ok(())
    }

    /// Says that `member` is no longer at `place` on this node.
    pub async fn remove(&self, place: &str, member: &str) {
        match &self.backend {
            Backend::Memory(node, _) => node.remove(place, member),
            Backend::Redis(node) => node.remove(place, member).await,
        }
    }

    /// Who is at `place`, on all nodes. While Redis is away: the members of this node, stale.
    pub async fn list(&self, place: &str) -> Roster {
        match &self.backend {
            Backend::Memory(node, _) => node.list(place),
            Backend::Redis(node) => node.list(place).await,
        }
    }

    /// Takes the members of a dead node away from a place: for the one who has announced their leave.
    pub async fn forget(&self, place: &str, node: NodeId) {
        match &self.backend {
            Backend::Memory(own, _) => own.forget(place, node),
            Backend::Redis(own) => own.forget(place, node).await,
        }
    }

    /// Makes known where other nodes reach this one, such as `http://10.0.0.5:7300`. Kept and renewed from now on.
    pub async fn register(&self, address: &str) {
        match &self.backend {
            Backend::Memory(node, _) => node.advertise(address),
            Backend::Redis(node) => node.advertise(address).await,
        }
    }

    /// Where a node is reached, for requests with a `sid` it owns; none when it is dead or unknown.
    ///
    /// # Errors
    /// Unavailable while Redis is away.
    pub async fn address_of(&self, node: NodeId) -> Result<Option<String>, Failure> {
        match &self.backend {
            Backend::Memory(own, _) => Ok(own.address_of(node)),
            Backend::Redis(own) => own.address_of(node).await,
        }
    }

    /// Whether the links hold, now.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health_changes().borrow().clone()
    }

    /// Tells of every change of [`Self::health`].
    #[must_use]
    pub fn health_changes(&self) -> watch::Receiver<Health> {
        match &self.backend {
            Backend::Memory(_, board) => board.watch(),
            Backend::Redis(node) => node.board().watch(),
        }
    }

    /// Moves whenever this node has renewed itself and looked at the others: the moment to look at rosters again.
    #[must_use]
    pub fn beats(&self) -> watch::Receiver<u64> {
        match &self.backend {
            Backend::Memory(node, _) => node.beats(),
            Backend::Redis(node) => node.beats(),
        }
    }

    /// Leaves the cluster in good order: its members and its address go with it. Without this the others notice after
    /// [`ClusterSettings::dead_after`].
    pub async fn close(&self) {
        match &self.backend {
            Backend::Memory(node, _) => node.close(),
            Backend::Redis(node) => node.close().await,
        }
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cluster({})", self.node)
    }
}

fn check(what: &'static str, name: &str) -> Result<(), Rejection> {
    if name.len() <= NAME_BYTES_MAX {
        return Ok(());
    }
    Err(Rejection::new(ErrorKind::Invalid, "name_too_long", format!("The name of a {what} has at most {NAME_BYTES_MAX} bytes.")))
}
