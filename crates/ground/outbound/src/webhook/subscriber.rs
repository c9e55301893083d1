//! From the event log to deliveries: exactly one for each event and webhook that wants it. Sends nothing.

use footlights_base::Event;
use footlights_store::{JobId, Keys, Stop, Subscriber, Tx};

use super::row::{delivery, endpoint};
use super::{Delivery, WEBHOOK_TEST, Webhooks};

/// Writes deliveries.
pub(crate) struct Deliverer(pub(crate) Webhooks);

impl Subscriber for Deliverer {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[]
    }

    fn listens(&self, event: &Event) -> bool {
        // A test's delivery is put in by whoever asked for it.
        &*event.kind != WEBHOOK_TEST && self.0.interest.has(event.tenant)
    }

    fn keys(&self, _event: &Event) -> Keys {
        Keys::none()
    }

    fn handle(&self, tx: &mut Tx<'_>, event: &Event) -> Result<(), Stop> {
        for webhook in endpoint::active(tx, event.tenant)? {
            if event.occurred_at >= webhook.listens_since && webhook.filter.matches(event) {
                put(tx, event, &Delivery::of(event, webhook.id))?;
            }
        }
        Ok(())
    }
}

/// Puts a delivery in, and the job that sends it.
pub(crate) fn put(tx: &mut Tx<'_>, event: &Event, delivery: &Delivery) -> Result<(), Stop> {
    delivery::add(tx, delivery)?;
    tx.enqueue(delivery.job(JobId::from_bytes(*delivery.id.as_bytes()), event.occurred_at))
}
