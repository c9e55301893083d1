//! The face of webhooks: what they stand on, and what works by itself.

use std::sync::Arc;

use footlights_base::{Chance, Clock, Event, Failure, NewEvent, Places, TenantId};
use footlights_store::{JobHandler, JobId, Stop, Store, Subscriber, Tx};
use zeroize::Zeroizing;

use super::interest::Interest;
use super::row;
use super::sender::Sender;
use super::subscriber::{Deliverer, put};
use super::{Delivery, WebhookId, WebhookSettings};
use crate::{Outbound, OutboundError, OutboundSettings};

/// Who opens sealed secrets. A slot: whoever seals them fills it.
pub trait Vault: Send + Sync + 'static {
    /// The secret's bytes; none when they were not sealed here.
    fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
}

/// What webhooks stand on.
pub struct WebhooksParts {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids, and how far pauses stray.
    pub chance: Chance,
    /// Opens secrets.
    pub vault: Arc<dyn Vault>,
    /// Settings.
    pub settings: WebhookSettings,
}

/// Outgoing webhooks. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks(Arc<Inner>);

/// What is behind the face; only this crate sees into it.
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) settings: WebhookSettings,
    pub(crate) outbound: Outbound,
    pub(crate) interest: Interest,
    pub(crate) hosts: Places<String>,
    pub(crate) tenants: Places<TenantId>,
}

impl std::ops::Deref for Webhooks {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Webhooks {
    /// Learns who has webhooks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(parts: WebhooksParts) -> Result<Self, Failure> {
        let WebhooksParts { store, clock, chance, vault, settings } = parts;
        let limits =
            OutboundSettings { reach: settings.reach, time_out: settings.time_out, response_bytes_max: settings.response_bytes_max };
        let (outbound, interest) = (Outbound::new(limits), Interest::default());
        let (hosts, tenants) = (Places::default(), Places::default());
        let webhooks = Self(Arc::new(Inner { store, clock, chance, vault, settings, outbound, interest, hosts, tenants }));
        webhooks.learn().await?;
        Ok(webhooks)
    }

    /// What follows the event log.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(Deliverer(self.clone()))]
    }

    /// What sends.
    #[must_use]
    pub fn jobs(&self) -> Vec<Arc<dyn JobHandler>> {
        vec![Arc::new(Sender(self.clone()))]
    }

    /// A tenant is about to have an active webhook: called before the commit, so that no event after it is missed.
    pub fn expect(&self, tenant: TenantId) {
        self.interest.expect(tenant, self.clock.now());
    }

    /// An address as deliveries will dial it, if they could go there as far as it can be told from the address itself.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, url: &str) -> Result<String, OutboundError> {
        self.outbound.check(url)
    }

    /// Publishes an event for one webhook alone, whatever it wants, and puts its delivery in.
    ///
    /// # Errors
    /// When the event's topic is not among the keys, or the database refuses.
    pub fn put_alone(tx: &mut Tx<'_>, event: NewEvent, webhook: WebhookId) -> Result<Delivery, Stop> {
        let sequence = tx.publish(event.clone())?;
        let NewEvent { id, kind, tenant, topic, occurred_at, display_at, payload } = event;
        let event = Event { id, kind: kind.into(), tenant, topic, epoch: 0, sequence, occurred_at, display_at, payload };
        let delivery = Delivery::of(&event, webhook);
        put(tx, &event, &delivery)?;
        Ok(delivery)
    }

    /// Puts a dead letter in again, under a job of its own.
    ///
    /// # Errors
    /// 409 `not_dead`, or the database refuses.
    pub fn replay(tx: &mut Tx<'_>, delivery: &Delivery, job: JobId, now: footlights_base::Timestamp) -> Result<(), Stop> {
        row::delivery::revive(tx, delivery.id, now)?;
        tx.enqueue(delivery.job(job, now))
    }

    /// Reads again who has webhooks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn learn(&self) -> Result<(), Failure> {
        let tenants = self.store.read("webhooks.tenants", |read| row::endpoint::tenants(read)).await?;
        self.interest.learn(tenants, self.clock.now());
        Ok(())
    }
}
