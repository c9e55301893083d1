//! The face of parlor: what it stands on, and what the use cases share.

use std::sync::Arc;

use footlights_base::{AccountId, Chance, Clock, Error, EventId, Failure, TenantId, Timestamp};
use footlights_cluster::Cluster;
use footlights_identity::Identity;
use footlights_realtime::{Feed, Hub, Join, Joined};
use footlights_store::Store;
use footlights_surface::Limiter;
use tokio_util::sync::CancellationToken;

use crate::config::ParlorSettings;
use crate::events::Stamp;
use crate::flair::FlairSlot;
use crate::presence::People;

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
pub struct Parlor(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
pub struct Inner {
    pub(crate) store: Store,
    /// Whose accounts come in.
    pub identity: Identity,
    pub(crate) people: Option<People>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) flair: Arc<dyn FlairSlot>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) settings: ParlorSettings,
}

impl std::ops::Deref for Parlor {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Parlor {
    /// Parlor on these parts.
    #[must_use]
    pub fn new(parts: ParlorParts) -> Self {
        let ParlorParts { store, identity, cluster, hub, limiter, flair, clock, chance, settings } = parts;
        let people = hub.map(|hub| People::new(hub, cluster, clock.clone()));
        Self(Arc::new(Inner { store, identity, people, limiter, flair, clock, chance, settings }))
    }

    /// Begins to tell who is there, here and to the other nodes; ends with `stop`.
    ///
    /// # Errors
    /// When the cluster refuses a channel.
    pub async fn open_doors(&self, stop: CancellationToken) -> Result<(), Failure> {
        let Some(people) = &self.people else { return Ok(()) };
        people.open(stop.clone()).await?;
        people.tasks.spawn(self.clone().look_round_always(stop));
        Ok(())
    }

    /// Follows a topic on this node for an account.
    pub(crate) async fn listen(&self, account: AccountId, join: Join) -> Result<(Joined, Feed), Failure> {
        let Some(people) = &self.people else { return Err(Error::unavailable("this process serves nobody").into()) };
        people.hub().listen(account, join).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the events of a command have in common: made before its transaction.
    pub(crate) fn stamp<const N: usize>(&self, tenant: TenantId) -> Stamp<N> {
        Stamp { tenant, at: self.now(), ids: std::array::from_fn(|_| EventId::new(&*self.clock, &self.chance)) }
    }
}
