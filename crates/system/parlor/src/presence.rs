//! Who is in a room in person, on one node or on many; and that who was put out follows it no more.
//!
//! On each node the hub's desk holds the rules: grace, activity, coalescing. A socket of this node is a device there; who is
//! on another node is a device named after that node. Nodes tell one another of the first and the last socket of an account in a room
//! ([`news`]), keep that in the cluster's presence entries for who was not listening ([`neighbours`]), and each tells its own
//! followers what its desk says ([`telling`]). So nothing is told twice, nobody is a ghost, and no node has to lead.
//!
//! It is a matter of display: it may be wrong for ten seconds after a fault, and is never the ground for a payment.

mod doors;
mod here;
mod lookout;
mod neighbours;
mod news;
mod reading;
mod telling;
mod visits;

pub(crate) use doors::seat_tag;
pub use reading::{Here, RosterState};
pub(crate) use telling::PresenceFrame;
pub(crate) use visits::Following;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footlights_base::{AccountId, Clock, Failure, Timestamp};
use footlights_cluster::{Cluster, NodeId};
use footlights_realtime::{Audience, Hub, Socket};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::model::RoomId;

/// Everybody who follows a room: its participants. All see the same.
pub(crate) const PARTICIPANTS: Audience = Audience(1);
/// Whose inbox it is.
pub(crate) const OWN_INBOX: Audience = Audience(2);

/// The people of all rooms, as this node sees them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct People(Arc<Inner>);

pub(crate) struct Inner {
    hub: Hub,
    cluster: Cluster,
    clock: Arc<dyn Clock>,
    rooms: Mutex<HashMap<RoomId, OnNode>>,
    /// What the cluster is to be told: the newest word of each account in a room.
    outgoing: Mutex<HashMap<(RoomId, AccountId), news::Word>>,
    bell: Notify,
    /// Who may be a participant no more; see [`People::doubt`].
    doubtful: Mutex<HashMap<RoomId, HashSet<AccountId>>>,
    doubts: Notify,
    /// Who was here since it was noted last.
    visits: visits::Visits,
    /// Which other nodes are alive.
    lookout: Mutex<lookout::Lookout>,
    /// What tells and listens; ends with the token it was opened with.
    pub(crate) tasks: TaskTracker,
    /// Whether it is known who is on other nodes.
    certainty: Mutex<Certainty>,
    /// Rings when rosters are to be compared with the cluster's entries.
    comparing: Notify,
}

/// Whether it is known who is on other nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// It is.
    Fresh,
    /// It is not, since then.
    Stale { since: Timestamp },
    /// The nodes are known again, and the rosters are being compared.
    Comparing { since: Timestamp },
}

/// A room with sockets on this node.
#[derive(Default)]
struct OnNode {
    /// The sockets of each account.
    sockets: HashMap<AccountId, Vec<Socket>>,
    /// Sockets that leave by themselves just now: they need not be told why.
    leaving: HashSet<Box<str>>,
    /// Who is there on each other node.
    elsewhere: HashMap<NodeId, HashSet<AccountId>>,
    /// Whether it is known who is on the other nodes.
    loaded: bool,
    /// How many are reading the cluster's entries of it just now.
    readers: u32,
    /// Of whom news came meanwhile: the entries do not count for them then.
    moved: HashSet<(NodeId, AccountId)>,
}

impl std::ops::Deref for People {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl People {
    pub(crate) fn new(hub: Hub, cluster: Cluster, clock: Arc<dyn Clock>) -> Self {
        let inner = Inner {
            hub,
            cluster,
            clock,
            rooms: Mutex::default(),
            outgoing: Mutex::default(),
            bell: Notify::new(),
            doubtful: Mutex::default(),
            doubts: Notify::new(),
            visits: visits::Visits::default(),
            lookout: Mutex::default(),
            tasks: TaskTracker::new(),
            certainty: Mutex::new(Certainty::Fresh),
            comparing: Notify::new(),
        };
        Self(Arc::new(inner))
    }

    /// The sockets of this node.
    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Begins to tell and to listen; ends with `stop`.
    pub(crate) async fn open(&self, stop: CancellationToken) -> Result<(), Failure> {
        self.tasks.spawn(self.clone().tell(stop.clone()));
        self.meet(stop).await
    }

    /// Somebody follows a room without a socket in it: as long as what this answers is held, they count as being there.
    pub(crate) fn follows(&self, room: RoomId, account: AccountId) -> Following {
        self.visits.follow(room, account)
    }

    fn lookout(&self) -> MutexGuard<'_, lookout::Lookout> {
        // Every look leaves it whole.
        self.lookout.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<RoomId, OnNode>> {
        // Every change leaves the map whole, whatever panics elsewhere.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn certainty(&self) -> MutexGuard<'_, Certainty> {
        // A plain value: nothing can be half done.
        self.certainty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since when it is not known who is on other nodes, if it is not.
    fn stale_since(&self) -> Option<Timestamp> {
        match *self.certainty() {
            Certainty::Fresh => None,
            Certainty::Stale { since } | Certainty::Comparing { since } => Some(since),
        }
    }
}

/// Another node as a device of somebody who is there.
fn device_of(node: NodeId) -> String {
    format!("node:{node}")
}
