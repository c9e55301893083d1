//! The face of parlor: what it stands on, and what the use cases share.

use std::sync::Arc;

use footlights_base::{Chance, Clock, Error, EventId, Failure, TenantId, Timestamp};
use footlights_cluster::Cluster;
use footlights_identity::Identity;
use footlights_realtime::{Feed, Hub, Join, Joined};
use footlights_store::Store;
use footlights_surface::Limiter;

use crate::config::ParlorSettings;
use crate::events::Stamp;
use crate::flair::FlairSlot;

/// What parlor stands on.
pub struct ParlorParts {
    /// Where everything is kept.
    pub store: Store,
    /// Whose accounts come in; also hashes rooms' passwords and makes guests.
    pub identity: Identity,
    /// How nodes tell each other who is there and who was put out.
    pub cluster: Cluster,
    /// The sockets of this node; none where nobody connects.
    pub hub: Option<Hub>,
    /// Counts tries of passwords and guests.
    pub limiter: Arc<Limiter>,
    /// What stands beside names.
    pub flair: Arc<dyn FlairSlot>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and links' secrets come from here.
    pub chance: Chance,
    /// Settings.
    pub settings: ParlorSettings,
}

/// Rooms and who is in them. Cheap to clone.
#[derive(Clone)]
pub struct Parlor(Arc<ParlorParts>);

impl std::ops::Deref for Parlor {
    type Target = ParlorParts;

    fn deref(&self) -> &ParlorParts {
        &self.0
    }
}

impl Parlor {
    /// Parlor on these parts.
    #[must_use]
    pub fn new(parts: ParlorParts) -> Self {
        Self(Arc::new(parts))
    }

    /// Follows a topic on this node.
    pub(crate) async fn listen(&self, join: Join) -> Result<(Joined, Feed), Failure> {
        let Some(hub) = &self.hub else { return Err(Error::unavailable("this process serves nobody").into()) };
        hub.listen(join).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the events of a command have in common: made before its transaction.
    pub(crate) fn stamp<const N: usize>(&self, tenant: TenantId) -> Stamp<N> {
        Stamp { tenant, at: self.now(), ids: std::array::from_fn(|_| EventId::new(&*self.clock, &self.chance)) }
    }
}
